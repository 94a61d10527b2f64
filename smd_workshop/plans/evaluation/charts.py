"""An indicator over the years, what was asked beside what was reached and where it leads, as a chart."""

from decimal import Decimal

from smd_workshop.library.charts.spec import BarRow, Bars, DotRow, Dots
from smd_workshop.library.plan.evaluation.pace import at_its_mean, known_of, spread
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import PlanIndicator
from smd_workshop.plans.measurements import simulated, unlikely, values
from smd_workshop.plans.measurements.territories import ByTerritory

#: What was reached has the colour and the mark of the first sector; what was asked is grey.
_REACHED = 1


def trend(
    indicator: PlanIndicator, title: str, unit: str, words: tuple[str, str, str, str]
) -> Bars:
    """Return the chart of an indicator; `words` are what baseline, target, value and a simulated value are called, `unit` names the axis.

    Of a year that only has values of its parts, those stand instead.
    """
    baseline, target, value, made_up = words
    drawn = set(simulated.years_of(indicator, simulated.among(indicator.measurements)))
    asked, reached = values.targets(indicator), values.by_year(indicator)
    parts = [each for each in values.published(indicator) if each.year not in reached]
    rows: list[BarRow] = []
    if indicator.baseline_value is not None:
        name = f"{baseline} {indicator.baseline_year or ''}".strip()
        rows.append(BarRow(name, _near(indicator.baseline_value)))
    for year in sorted({*asked, *reached, *(each.year for each in parts)}):
        if asked.get(year) is not None:
            rows.append(BarRow(f"{target} {year}", _near(asked[year])))
        called = made_up if year in drawn else value
        rows += [
            BarRow(f"{called} {period}", _near(values.published(indicator).get(period)), _REACHED)
            for period in [each for each in parts if each.year == year]
        ]
        if year in reached or not any(each.year == year for each in parts):
            rows.append(BarRow(f"{called} {Period(year)}", _near(reached.get(year)), _REACHED))
    return Bars(title, unit, tuple(rows))


def outlook(
    indicator: PlanIndicator, title: str, unit: str, words: tuple[str, str, str, str, str]
) -> Dots | None:
    """Return the years that are known, the target of the last year, and the band to which it leads; None without a band.

    `words` are what the baseline, the target, a value, a simulated value and the outlook are called; the target is also the upright line. The band
    is `library.plan.pace.spread` within its limits, its dot the mean of the yearly changes.
    """
    read, end = values.as_read(indicator, values.by_year(indicator)), indicator.plan.last_year
    known = known_of(read)
    bounds = unlikely.limits(indicator, reached=True)
    band, middle = spread(known, end, bounds), at_its_mean(known, end, bounds)
    if read.additive or band is None or middle is None:
        return None
    baseline, asked, value, made_up, ahead = words
    reached = values.by_year(indicator)
    drawn = set(simulated.years_of(indicator, simulated.among(indicator.measurements)))
    rows = [
        DotRow(
            f"{made_up if year in drawn else value if year in reached else baseline} {year}",
            _near(number),
        )
        for year, number in known
    ]
    target = _near(read.targets.get(end))
    if target is not None:
        rows.append(DotRow(f"{asked} {end}", target))
    rows.append(DotRow(f"{ahead} {end}", middle, *band))
    return Dots(title, unit, tuple(rows), reference=target)


def by_territory(found: ByTerritory | None, title: str, unit: str) -> Bars:
    """Return what was published of the territories in a period as a chart; no bar where nobody said it."""
    places = () if found is None else found.places
    rows = tuple(BarRow(each.territory.name, _near(each.value), _REACHED) for each in places)
    return Bars(title, unit, rows)


def _near(value: Decimal | None) -> float | None:
    """Return a number as a drawing needs it; none where it is beyond all drawing."""
    near = None if value is None else float(value)
    return near if near is not None and abs(near) < 1e300 else None
