"""What an indicator was in each territory of its process, beside the value of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.lights import Light, light_of
from smd_workshop.library.plan.periods import Period
from smd_workshop.library.plan.progress import type_1
from smd_workshop.library.plan.provinces import Province, find
from smd_workshop.models import Measurement, MeasurementPlace, PlanIndicator, Process, Territory
from smd_workshop.plans import plans, reading, values


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
    whole: Decimal | None
    target: Decimal | None
    #: Whether each territory can be compared with the target of the whole: its value is a mean of theirs, no sum.
    compared: bool
    places: tuple[PlaceShown, ...]

    @property
    def drawn(self) -> bool:
        """Whether all of them have a place on the map."""
        return all(each.province is not None for each in self.places)


@dataclass(frozen=True, slots=True)
class Place:
    """What an indicator was in one territory in a year."""

    indicator: PlanIndicator
    year: int
    shown: PlaceShown


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
    compared = target is not None and is_mean(row)
    places = sorted(row.places, key=lambda each: each.territory_id)
    return ByTerritory(
        period, row.value, target, compared,
        tuple(
            PlaceShown(
                each.territory, each.value,
                _light(indicator, year, each.value) if compared else Light.NONE,
                find(each.territory.name),
            )
            for each in places
        ),
    )  # fmt: skip


def of_process(process: Process, today: date) -> list[tuple[Territory, tuple[Place, ...]]]:
    """Return each territory with what public plans say of it in the year that heads them, those without anything too."""
    found: dict[int, list[Place]] = {}
    for plan in plans.public(process):
        year = reading.shown(plan, today).year
        for indicator in plan.indicators:
            own = of_year(indicator, year)
            for each in own.places if own else ():
                found.setdefault(each.territory.id, []).append(Place(indicator, year, each))
    return [(each, tuple(found.get(each.id, ()))) for each in process.territories]


def is_mean(row: Measurement) -> bool:
    """Say whether the value of the whole lies between those of its territories, as a mean does and a sum does not."""
    own = [each.value for each in row.places]
    return row.value is not None and len(own) > 1 and min(own) <= row.value <= max(own)


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
