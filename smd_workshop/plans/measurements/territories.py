"""What an indicator was in each territory of its process, beside the value of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.library.plan import provinces
from smd_workshop.library.plan.evaluation.lights import Light, light_of
from smd_workshop.library.plan.evaluation.limits import is_share
from smd_workshop.library.plan.evaluation.progress import type_1
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.periods import Period, Span
from smd_workshop.library.plan.provinces import Province
from smd_workshop.models import Measurement, MeasurementPlace, PlanIndicator, Process, Territory
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import simulated, values

NO_TARGET: Final = N_("No light: no target was set.")
PART_OF_YEAR: Final = N_(
    "No light: the target is one of the whole year, and these values are those of a part of it."
)
NO_MEAN: Final = N_(
    "No light: the target is one of the whole, and the values of the territories are no means that could be compared with it."
)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A territory with its value; the light is that of the target of the whole, none where they are not compared."""

    territory: Territory
    value: Decimal
    light: Light
    #: Where it stands on the map of provinces; None where it is none of them.
    province: Province | None


@dataclass(frozen=True, slots=True)
class ByTerritory:
    """What was published of the territories in a period."""

    period: Period
    #: The value that these are parts of.
    row: Measurement
    whole: Decimal | None
    target: Decimal | None
    #: Why no territory can be compared with the target of the whole; None where each can.
    lack: Sentence | None
    places: tuple[PlaceShown, ...]

    @property
    def compared(self) -> bool:
        """Whether each territory has a light."""
        return self.lack is None

    @property
    def drawn(self) -> bool:
        """Whether all of them have a place on the map."""
        return all(each.province is not None for each in self.places)


@dataclass(frozen=True, slots=True)
class Place:
    """What an indicator was in one territory in the last period of which that was said."""

    indicator: PlanIndicator
    period: Period
    shown: PlaceShown
    #: What the whole was then; None where nobody knows.
    whole: Decimal | None
    said_at: datetime
    #: Whether it rests on answers that nobody gave.
    simulated: bool


def of_year(indicator: PlanIndicator, year: int) -> ByTerritory | None:
    """Return what counts of the territories in a year, of its last period that says it; None where none does."""
    found = {
        period: row
        for period, row in values.counting(indicator).items()
        if period.year == year and row.places
    }
    if not found:
        return None
    period = max(found, key=lambda each: (each.last, each.first))
    row, target = found[period], values.targets(indicator).get(year)
    lack = _lack(indicator, period, row, target)
    places = sorted(row.places, key=lambda each: each.territory_id)
    return ByTerritory(
        period, row, row.value, target, lack,
        tuple(
            PlaceShown(
                each.territory, each.value,
                _light(indicator, year, each.value) if lack is None else Light.NONE,
                provinces.find(each.territory.name),
            )
            for each in places
        ),
    )  # fmt: skip


def of_process(process: Process) -> list[tuple[Territory, tuple[Place, ...]]]:
    """Return each territory with what public plans said of it last, those without anything too."""
    found: dict[int, list[Place]] = {}
    for plan in plans.public(process):
        for indicator in plan.indicators:
            own = _latest(indicator)
            if own is None:
                continue
            drawn = rests_on_simulated(own)
            at = own.row.published_at or own.row.entered_at
            for each in own.places:
                place = Place(indicator, own.period, each, own.whole, at, drawn)
                found.setdefault(each.territory.id, []).append(place)
    return [(each, tuple(found.get(each.id, ()))) for each in process.territories]


def find(process: Process, code: str) -> tuple[Territory, tuple[Place, ...]]:
    """Return the territory of this process with this code, and what was said of it last; NotFound for none."""
    for each, own in of_process(process):
        if each.code == code:
            return each, own
    raise NotFound


def rests_on_simulated(found: ByTerritory) -> bool:
    """Say whether what was published of the territories rests on answers that nobody gave."""
    return found.row.indicator.plan.process.simulated or simulated.is_simulated(found.row)


def _latest(indicator: PlanIndicator) -> ByTerritory | None:
    """Return what counts of the territories in the last year of which anything was said of them."""
    years = {period.year for period, row in values.counting(indicator).items() if row.places}
    return of_year(indicator, max(years)) if years else None


def _lack(
    indicator: PlanIndicator, period: Period, row: Measurement, target: Decimal | None
) -> Sentence | None:
    if target is None:
        return Sentence(NO_TARGET)
    if period.span is not Span.YEAR and indicator.aggregation == "additive":
        return Sentence(PART_OF_YEAR)
    return None if is_mean(row) else Sentence(NO_MEAN)


def is_mean(row: Measurement) -> bool:
    """Say whether the value of the whole lies between those of its territories, as a mean does and a sum does not.

    Where all but one are 0 the sum lies there too: then only shares in per cent are taken for a mean.
    """
    own = [each.value for each in row.places]
    if row.value is None or len(own) < 2 or not min(own) <= row.value <= max(own):
        return False
    return row.value != sum(own) or is_share(row.indicator.measure)


def _light(indicator: PlanIndicator, year: int, value: Decimal) -> Light:
    return light_of(type_1(values.as_read(indicator, {year: value}), year).value)


def add(row: Measurement, said: Mapping[int, Decimal]) -> None:
    """Keep beside a draft what was said of territories, by their ids. Raises Invalid for one of another process."""
    own = {each.id for each in row.indicator.plan.process.territories}
    if set(said) - own:
        raise Invalid(N_("This territory does not belong to the process."))
    row.places.extend(
        MeasurementPlace(territory_id=territory_id, value=value)
        for territory_id, value in sorted(said.items())
    )
