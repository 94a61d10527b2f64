"""What was said of the effects on a component: its baseline, what acts on it, what was decided, what is done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.typed import read_in
from smd_workshop.library.strategy import effects as library
from smd_workshop.library.strategy.effects import Better, Mode, Sign, State
from smd_workshop.models import (
    Component,
    ComponentBaseline,
    EffectContribution,
    EffectDecision,
    EffectMeasure,
    PlanIndicator,
    Process,
    Round,
    Stressor,
    Workshop,
)
from smd_workshop.models.strategy.effects import (
    CONFIDENCES,
    DECISIONS,
    MEASURE_KINDS,
    MODES,
    SIGNS,
    TRENDS,
)
from smd_workshop.strategy.territory import components, texts

NO_SOURCE = N_("Write what it rests on. The public can read it.")


@dataclass(frozen=True, slots=True)
class Said:
    """What a stressor does to a component as was said last, whether that is good, and what was said before."""

    row: EffectContribution
    favourable: bool | None
    former: tuple[EffectContribution, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A component with all that counts of it now."""

    row: Component
    baseline: ComponentBaseline | None
    contributions: tuple[Said, ...]
    outlook: library.Outlook
    decision: EffectDecision | None
    measures: tuple[EffectMeasure, ...]

    def of(self, stressor: Stressor) -> Said | None:
        """Return what a stressor does to it, or None where nobody has said."""
        return next(
            (each for each in self.contributions if each.row.stressor_id == stressor.id), None
        )

    @property
    def last_said(self) -> datetime:
        """When something was said of it last."""
        row = self.row
        moments = [
            row.created_at,
            *(each.said_at for each in row.baselines),
            *(each.said_at for each in row.contributions),
            *(each.said_at for each in row.decisions),
            *(each.said_at for each in row.measures),
        ]
        return max(moments)

    def steps_done(self, stressors: Sequence[Stressor]) -> tuple[bool, ...]:
        """Say of each of the six steps whether it is done for this component (IFC 2013)."""
        return (
            True,
            bool(stressors),
            self.baseline is not None,
            bool(self.contributions),
            self.decision is not None and self.decision.decision != "not decided",
            bool(self.measures),
        )


def shown(row: Component) -> Shown:
    """Return a component with what was said of it last, and what follows."""
    baseline = row.baselines[-1] if row.baselines else None
    said = _said(row)
    value = library.Component(
        row.unit, Better(row.better), baseline.value if baseline else None, row.threshold
    )
    outlook = library.outlook(value, [_as_read(each.row) for each in said])
    return Shown(
        row,
        baseline,
        said,
        outlook,
        row.decisions[-1] if row.decisions else None,
        tuple(row.measures),
    )


def _said(row: Component) -> tuple[Said, ...]:
    by_stressor: dict[int, list[EffectContribution]] = {}
    for each in row.contributions:
        by_stressor.setdefault(each.stressor_id, []).append(each)
    latest = [
        Said(
            rows[-1],
            library.is_favourable(Sign(rows[-1].sign), Better(row.better)),
            tuple(reversed(rows[:-1])),
        )
        for rows in by_stressor.values()
    ]
    order = list(State)
    return tuple(sorted(latest, key=lambda each: order.index(State(each.row.stressor.state))))


def _as_read(row: EffectContribution) -> library.Contribution:
    return library.Contribution(
        State(row.stressor.state), Sign(row.sign), row.magnitude, row.unit, Mode(row.mode)
    )


def say_baseline(
    row: Component, fields: Mapping[str, str], at: datetime, user_id: int | None
) -> ComponentBaseline:
    """Say what a component is and where it is going, None where nobody knows; the latest counts. Raises Invalid."""
    given = faults.every({
        "year": lambda: texts.year_of(fields.get("year", "")),
        "value": lambda: read_in(fields.get("value", ""), row.unit),
        "trend": lambda: texts.chosen(fields.get("trend", ""), TRENDS),
        "source": lambda: texts.written(fields.get("source", ""), NO_SOURCE),
    })  # fmt: skip
    made = ComponentBaseline(**given, said_by_id=user_id, said_at=at)
    row.baselines.append(made)
    components.record("say baseline", row, at, user_id, reason=made.source, year=made.year)
    return made


def say_contribution(
    row: Component,
    stressor: Stressor,
    fields: Mapping[str, str],
    round_: Round | None,
    at: datetime,
    user_id: int | None,
) -> EffectContribution:
    """Say what a stressor does to a component, and from what one knows; of each two the latest counts. Raises Invalid."""
    given = faults.every({
        "magnitude": lambda: _magnitude(fields.get("magnitude", ""), unit_of(row, fields)),
        "unit": lambda: texts.line(unit_of(row, fields), components.LONGEST_UNIT),
        "sign": lambda: texts.chosen(fields.get("sign", ""), SIGNS),
        "mode": lambda: texts.chosen(fields.get("mode", ""), MODES),
        "confidence": lambda: texts.chosen(fields.get("confidence", ""), CONFIDENCES),
        "source": lambda: texts.written(fields.get("source", ""), NO_SOURCE),
    })  # fmt: skip
    made = EffectContribution(
        stressor_id=stressor.id, **given, round_id=round_.id if round_ else None,
        said_by_id=user_id, said_at=at,
    )  # fmt: skip
    made.stressor = stressor
    row.contributions.append(made)
    components.record(
        "say effect", row, at, user_id, reason=made.source, stressor=stressor.id, sign=made.sign
    )
    return made


def unit_of(row: Component, fields: Mapping[str, str]) -> str:
    """Return what a contribution is counted in: its own unit, or else that of its component."""
    return " ".join(fields.get("unit", "").split()) or row.unit


def _magnitude(text: str, unit: str) -> Decimal | None:
    magnitude = read_in(text, unit)
    if magnitude is not None and magnitude < 0:
        raise Invalid(N_("A magnitude is 0 or more; whether it adds or takes says the sign."))
    return magnitude


def rounds_of(process: Process) -> list[Round]:
    """Return the published rounds in which people may have rated effects, the latest first."""
    query = (
        select(Round).join(Workshop).where(Workshop.process_id == process.id, Round.state == "published")
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Round.id.desc())))


def find_round(process: Process, round_id: int) -> Round:
    """Return the published round of this process with this id, or raise NotFound."""
    for each in rounds_of(process):
        if each.id == round_id:
            return each
    raise NotFound


def decide(
    row: Component, fields: Mapping[str, str], at: datetime, user_id: int | None
) -> EffectDecision:
    """Say whether what accumulates is significant, who decided that and why; the latest counts. Raises Invalid."""
    given = faults.every({
        "decision": lambda: texts.chosen(fields.get("decision", ""), DECISIONS),
        "decided_by": lambda: texts.written(
            fields.get("decided_by", ""), N_("Write who decided it."), texts.LONGEST_NAME
        ),
        "reason": lambda: texts.written(
            fields.get("reason", ""), N_("Write the reason. The public can read it.")
        ),
    })  # fmt: skip
    made = EffectDecision(**given, said_by_id=user_id, said_at=at)
    row.decisions.append(made)
    components.record(
        "decide significance", row, at, user_id, reason=made.reason, decision=made.decision
    )
    return made


def add_measure(
    row: Component,
    fields: Mapping[str, str],
    indicator: PlanIndicator | None,
    at: datetime,
    user_id: int | None,
) -> EffectMeasure:
    """Say what is done about an effect, by whom, and by which indicator one sees whether it helps. Raises Invalid."""
    given = faults.every({
        "kind": lambda: texts.chosen(fields.get("kind", ""), MEASURE_KINDS),
        "text": lambda: texts.written(fields.get("text", ""), N_("Write what is done.")),
        "responsible": lambda: texts.written(
            fields.get("responsible", ""), N_("Write who is responsible."), texts.LONGEST_NAME
        ),
    })  # fmt: skip
    made = EffectMeasure(
        **given, indicator_id=indicator.id if indicator else None, ended_reason="", said_at=at,
    )  # fmt: skip
    row.measures.append(made)
    components.record("add measure", row, at, user_id, kind=made.kind, text=made.text)
    return made


def end_measure(
    row: Component, measure_id: int, reason: str, at: datetime, user_id: int | None
) -> None:
    """Give a measure up, with the reason; it stays. Raises NotFound and Invalid."""
    found = next((each for each in row.measures if each.id == measure_id), None)
    if found is None:
        raise NotFound
    found.ended_reason = texts.written(reason, N_("Write the reason. The public can read it."))
    components.record("end measure", row, at, user_id, reason=found.ended_reason, measure=found.id)
