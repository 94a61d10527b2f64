"""Hybrid metrics: two indicators of plans beside each other, never told without the word that the rules give them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.charts.limits import limits
from smd_workshop.library.charts.spec import Domain, DotRow, Dots, Map, Place
from smd_workshop.library.strategy import hybrid
from smd_workshop.models import (
    HybridComparison,
    HybridMetric,
    PlanIndicator,
    SharedValue,
)
from smd_workshop.models.strategy.shared_value import FINDINGS
from smd_workshop.plans.measurements import simulated, values
from smd_workshop.processes import journal
from smd_workshop.strategy.territory import shared_values, texts

#: The word of a metric as it is said wherever the metric is.
EVIDENCE: Final = {
    hybrid.Evidence.NONE: N_("No evidence of a connection"),
    hybrid.Evidence.PLAUSIBLE: N_("Plausible connection, not tested"),
    hybrid.Evidence.TESTED: N_("Tested connection"),
}
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A hybrid metric with all that must be told with it: the word, the rule behind it, how many lags were tried."""

    row: HybridMetric
    read: hybrid.Read
    #: What was compared, the newest first: all of it counts.
    comparisons: tuple[HybridComparison, ...]
    #: Whether any of the values rests on answers that nobody gave.
    simulated: bool


def shown(found: SharedValue, *, public: bool) -> list[Shown]:
    """Return the metrics of an initiative as they are now; the public none of a plan that it may not read."""
    return [
        _shown(row) for row in found.metrics
        if all(shared_values.is_readable(each, public=public) for each in (row.social, row.financial))
    ]  # fmt: skip


def _shown(row: HybridMetric) -> Shown:
    pairs = hybrid.joined(values.by_year(row.social), values.by_year(row.financial), row.lag)
    finding = hybrid.decisive(hybrid.Finding(each.finding) for each in row.comparisons)
    return Shown(
        row, hybrid.read(pairs, lags_tried(row), finding), tuple(reversed(row.comparisons)),
        _is_simulated(row, pairs),
    )  # fmt: skip


def _is_simulated(row: HybridMetric, pairs: tuple[hybrid.Pair, ...]) -> bool:
    social, financial = (
        set(simulated.years_of(each, simulated.among(each.measurements)))
        for each in (row.social, row.financial)
    )
    return any(each.year in social or each.financial_year in financial for each in pairs)


def lags_tried(row: HybridMetric) -> int:
    """Return at how many lags this pair of indicators was ever looked at, in whichever initiative and order."""
    pair = (row.social_id, row.financial_id)
    query = select(HybridMetric.social_id, HybridMetric.lag).where(
        HybridMetric.social_id.in_(pair), HybridMetric.financial_id.in_(pair)
    )
    # The other way round the same years meet at the opposite lag.
    return len({lag if social == pair[0] else -lag for social, lag in db.session.execute(query)})


def find(found: SharedValue, metric_id: int) -> HybridMetric:
    """Return the metric of this initiative with this id, or raise NotFound."""
    for row in found.metrics:
        if row.id == metric_id:
            return row
    raise NotFound


@dataclass(frozen=True, slots=True)
class Fields:
    """Which two indicators, at which lag in years, and why: within which limits it holds."""

    social: PlanIndicator
    financial: PlanIndicator
    lag: int
    validity: str


def lag_of(text: str) -> int:
    """Return a lag as a form chose it, in years. Raises Invalid."""
    for lag in hybrid.LAGS:
        if text == str(lag):
            return lag
    raise Invalid(N_("Choose a lag from −3 to 3 years."))


def pair(found: SharedValue, fields: Fields, at: datetime, user_id: int | None) -> HybridMetric:
    """Put two indicators beside each other at a lag, for good; said again, it is the one that is there. Raises Invalid."""
    validity = texts.written(
        fields.validity,
        N_("Write why these two and this lag, and where it holds."),
        texts.LONGEST_TEXT,
    )
    if fields.social.id == fields.financial.id:
        raise Invalid(N_("Choose two different indicators."))
    if fields.lag not in hybrid.LAGS:
        raise Invalid(N_("Choose a lag from −3 to 3 years."))
    asked = (fields.social.id, fields.financial.id, fields.lag)
    for row in found.metrics:
        if (row.social_id, row.financial_id, row.lag) == asked:
            return row
    row = HybridMetric(
        social_id=fields.social.id, financial_id=fields.financial.id, lag=fields.lag,
        validity=validity, said_by_id=user_id, said_at=at,
    )  # fmt: skip
    found.metrics.append(row)
    db.session.flush()  # whoever says the same again must find it
    journal.record(
        "pair indicators", at, process=found.process, user_id=user_id, reason=validity,
        shared_value=found.id, social=fields.social.code, financial=fields.financial.code, lag=fields.lag,
    )  # fmt: skip
    return row


def compare(
    row: HybridMetric, finding: str, design: str, document: str, at: datetime, user_id: int | None
) -> HybridComparison:
    """Say what a comparison or an experiment found and where it is written; it stands beside those before. Raises Invalid."""
    given = faults.every({
        "finding": lambda: texts.chosen(finding, FINDINGS),
        "design": lambda: texts.written(
            design, N_("Write what was compared with what."), texts.LONGEST_TEXT
        ),
        "document": lambda: _document(document),
    })  # fmt: skip
    made = HybridComparison(**given, said_by_id=user_id, said_at=at)
    row.comparisons.append(made)
    journal.record(
        "compare metric", at, process=row.shared_value.process, user_id=user_id, reason=made.design,
        metric=row.id, finding=finding, document=made.document,
    )  # fmt: skip
    return made


def _document(text: str) -> str:
    why = N_("Write the address of the document, with https://")
    document = texts.written(text, why)
    if not _ADDRESS.fullmatch(document):
        raise Invalid(why)
    return document


def scatter(metric: Shown, title: str, across: str, up: str) -> Map | None:
    """Return the pairs as places on a map, labelled by their years; None where there is none that can be drawn."""
    places = tuple(
        Place(_years(each), _near(each.social), _near(each.financial)) for each in metric.read.pairs
    )
    known = [each for each in places if each.across is not None and each.up is not None]
    if not known:
        return None
    domain = (_around(each.across for each in known), _around(each.up for each in known))
    return Map(title, across, up, places, domain)


def _years(each: hybrid.Pair) -> str:
    if each.year == each.financial_year:
        return str(each.year)
    return f"{each.year} → {each.financial_year}"


def _near(value: Decimal) -> float | None:
    near = float(value)
    return near if abs(near) < 1e300 else None


def _around(numbers: Iterable[float | None]) -> Domain:
    """Return round limits around numbers, so that none stands at the edge."""
    known = [each for each in numbers if each is not None]
    room = (max(known) - min(known)) / 25
    rows = (DotRow("", min(known) - room), DotRow("", max(known) + room))
    return limits(Dots("", "", rows))
