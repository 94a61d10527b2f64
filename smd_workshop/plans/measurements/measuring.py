"""What an indicator was in a period: entered, corrected by a new row, validated, published."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.evaluation.lights import Light, light_of
from smd_workshop.library.plan.evaluation.progress import type_1
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.periods import Period, period_of, year_value
from smd_workshop.models import Measurement, Plan, PlanIndicator
from smd_workshop.plans.measurements import computing, territories, values
from smd_workshop.plans.measurements.evidence import Document
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of

LONGEST: Final = 2000
#: What a measurement becomes, and what it must be before.
STEPS: Final = {"validated": "draft", "published": "validated"}
#: The note of a correction that a file brought; it explains nothing.
FROM_FILE: Final = N_("The value comes from a file that was imported.")
#: The note of a draft that takes the place of another that was never public; it explains nothing and nobody reads it.
REWRITTEN: Final = N_("The draft was written anew before anything of it was published.")
COMPUTED: Final = N_(
    "Its values are computed by its formula. Correct the values that it is computed from, or take the formula away."
)
TAKEN: Final = N_("There is a value for %(period)s already. Correct that one; both will be shown.")
CORRECTED_MEANWHILE: Final = N_(
    "Somebody has corrected this value meanwhile. Look at the new one and decide again. Nothing was changed."
)
RED: Final = N_("With this value the indicator is in red. Write a note that says why.")


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says of a period: a value, None where nobody knows; why; where it can be seen."""

    period: Period
    value: Decimal | None
    note: str = ""
    evidence: str = ""
    document: Document | None = None
    #: Whether the document of the draft that is written anew shows this value too, though it is another.
    keeps_document: bool = False
    #: The published figure of a survey that it takes over.
    figure_id: int | None = None
    #: What is known of territories of the process, by their ids.
    territories: Mapping[int, Decimal] = field(default_factory=dict)


def enter(
    indicator: PlanIndicator,
    entry: Entry,
    at: datetime,
    user_id: int | None,
    today: date,
    *,
    corrects: int | None = None,
    from_file: bool = False,
) -> Measurement:
    """Add a draft; `corrects` is the id of the row whose place it takes.

    Raises Invalid for a period that has not begun, for what a formula computes, or without a note where one is needed, and WrongState
    where somebody else has entered or corrected the value meanwhile. What comes from a file is explained
    before it is validated.
    """
    note, evidence = entry.note.strip(), entry.evidence.strip()
    _require_sayable(indicator, entry, today)
    _require_head(indicator, entry.period, corrects)
    draft = rewrites(indicator, entry.period)
    if not note:
        _refuse_unexplained(indicator, entry, corrects=corrects is not None, from_file=from_file)
    if draft is not None:
        note, entry = _anew(draft, entry, note, from_file=from_file)
    document = entry.document or Document("", "")
    row = Measurement(
        period=str(entry.period), value=entry.value, note=note, evidence=evidence,
        evidence_type=document.type, evidence_sha256=document.sha256, figure_id=entry.figure_id,
        corrects_id=corrects,
        state="draft", entered_by_id=user_id, entered_at=at,
    )  # fmt: skip
    indicator.measurements.append(row)
    territories.add(row, entry.territories)
    db.session.flush()  # whoever comes next must find it
    _record("enter measurement", indicator, at, user_id, [row])
    return row


def _require_sayable(indicator: PlanIndicator, entry: Entry, today: date) -> None:
    """Raise Invalid for what nobody can enter: too long a text, a period to come, what a formula computes."""
    if max(len(entry.note.strip()), len(entry.evidence.strip())) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    refuse_future(entry.period, today)
    if indicator.formula:
        raise Invalid(COMPUTED)


def _refuse_unexplained(
    indicator: PlanIndicator, entry: Entry, *, corrects: bool, from_file: bool
) -> None:
    """Raise Invalid for a value without a note, where one is needed."""
    if corrects and needs_reason(indicator, entry.period):
        raise Invalid(N_("Write why the value is corrected. The page shows both."))
    if not from_file and is_red(indicator, entry.period, entry.value):
        raise Invalid(RED)


def rewrites(indicator: PlanIndicator, period: Period) -> Measurement | None:
    """Return what nobody else has read yet and a new value of a period takes the place of; None where that is public, or nothing is there."""
    head = values.heads(indicator).get(period)
    return None if head is None or head.state == "published" else head


def needs_reason(indicator: PlanIndicator, period: Period) -> bool:
    """Say whether a new value of a period corrects what the public has read, and so must say why."""
    return period in values.counting(indicator)


def _anew(draft: Measurement, entry: Entry, note: str, *, from_file: bool) -> tuple[str, Entry]:
    """Return the note of a draft that is written anew, and the entry with what shows the draft where that still does.

    A document shows the value that it was given for: another value has it only where its writer says so.
    """
    note = note or in_words_of(draft.indicator.plan.process, REWRITTEN)
    if from_file:
        return note, entry
    same = entry.value == draft.value
    shown_by = Document(draft.evidence_type, draft.evidence_sha256)
    kept = shown_by if same or entry.keeps_document else None
    return note, replace(
        entry, document=entry.document or kept,
        figure_id=entry.figure_id or (draft.figure_id if same else None),
    )  # fmt: skip


def explained(row: Measurement) -> str:
    """Return what somebody wrote of a value, '' where the program only wrote where it comes from."""
    process = row.indicator.plan.process
    silent = {in_words_of(process, each) for each in (FROM_FILE, REWRITTEN)}
    return "" if row.note in silent else row.note


def public_note(row: Measurement) -> str:
    """Return what the public reads beside a value: not that a draft was written anew, of which it saw nothing."""
    anew = in_words_of(row.indicator.plan.process, REWRITTEN)
    return "" if row.note == anew else row.note


def refuse_future(period: Period, today: date) -> None:
    """Raise Invalid for a period that has not begun."""
    if period.first > today:
        raise Invalid(
            N_("%(period)s has not begun: nobody can have measured it yet."), period=str(period)
        )


def is_red(indicator: PlanIndicator, period: Period, value: Decimal | None) -> bool:
    """Say whether the year of a period is in red once this value counts."""
    return light_of(progress_with(indicator, period, value).value) is Light.RED


def progress_with(indicator: PlanIndicator, period: Period, value: Decimal | None) -> Figure:
    """Return the progress of the year of a period once this value counts."""
    known = dict(values.published(indicator)) | {period: value}
    additive = indicator.aggregation == "additive"
    of_year = year_value(known, period.year, additive=additive)
    read = values.as_read(indicator, {period.year: of_year})
    return type_1(read, period.year)


def needs_note(row: Measurement) -> bool:
    """Say whether a value puts its indicator in red and nobody has said why."""
    return not explained(row) and is_red(row.indicator, period_of(row.period), row.value)


def ready(plan: Plan, to: str) -> list[Measurement]:
    """Return what can be validated, or published, as it stands."""
    rows = [row for each in plan.indicators for row in values.heads(each).values()]
    waiting = [row for row in rows if row.state == STEPS[to]]
    return [row for row in waiting if to != "validated" or not needs_note(row)]


def unexplained(plan: Plan) -> list[Measurement]:
    """Return the drafts that cannot be validated before somebody says why they are in red."""
    rows = [row for each in plan.indicators for row in values.heads(each).values()]
    return [row for row in rows if row.state == "draft" and needs_note(row)]


def _require_head(indicator: PlanIndicator, period: Period, corrects: int | None) -> None:
    """Refuse what would stand beside a value of the same period, instead of after it."""
    head = values.heads(indicator).get(period)
    if corrects is None and head is not None:
        raise WrongState(TAKEN, period=str(period))
    if corrects is not None and (head is None or head.id != corrects):
        raise WrongState(CORRECTED_MEANWHILE)


def find(plan: Plan, measurement_id: int) -> Measurement:
    """Return the measurement of an indicator of this plan with this id, or raise NotFound."""
    row = db.session.get(Measurement, measurement_id)
    if row is None or row.indicator.plan_id != plan.id:
        raise NotFound
    return row


def advance(
    rows: list[Measurement], to: str, at: datetime, user_id: int | None
) -> list[Measurement]:
    """Validate or publish what is ready for it; return those that were. What was already, stays.

    What is computed from published values is computed anew and published with them.

    Raises WrongState for a value that has been corrected or has another step before it, Invalid for no such step.
    """
    if to not in STEPS:
        raise Invalid
    done = [row for row in rows if _step(row, to, at, user_id)]
    by_indicator: dict[int, list[Measurement]] = {}
    for row in done:
        by_indicator.setdefault(row.indicator_id, []).append(row)
    for own in by_indicator.values():
        verb = "validate measurement" if to == "validated" else "publish measurement"
        _record(verb, own[0].indicator, at, user_id, own)
    db.session.flush()
    if to == "published":
        computing.after(done, at, user_id)
    return done


def _step(row: Measurement, to: str, at: datetime, user_id: int | None) -> bool:
    if row.state in {to, "published"}:
        return False
    later = select(Measurement.id).where(Measurement.corrects_id == row.id)
    if db.session.scalar(later) is not None:
        raise WrongState(N_("This value has been corrected: only the new one can go on."))
    if row.state != STEPS[to]:
        raise WrongState(N_("A value is validated before it is published."))
    if to == "validated" and needs_note(row):
        raise Invalid(
            N_(
                "%(code)s is in red in %(period)s, and no note says why. Enter the value again with a note."
            ),
            code=row.indicator.code, period=row.period,
        )  # fmt: skip
    row.state = to
    if to == "validated":
        row.validated_at, row.validated_by_id = at, user_id
    else:
        row.published_at, row.published_by_id = at, user_id
    return True


def _record(
    verb: str, indicator: PlanIndicator, at: datetime, user_id: int | None, rows: list[Measurement]
) -> None:
    plan = indicator.plan
    journal.record(
        verb, at, process=plan.process, user_id=user_id, plan=plan.code, indicator=indicator.code,
        periods=[row.period for row in rows], measurements=[row.id for row in rows],
    )  # fmt: skip
