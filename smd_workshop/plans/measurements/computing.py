"""Values that a formula gives: computed from what is published, anew when an input is corrected, with the rows used."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import rounded
from smd_workshop.database import db
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.formula import Formula, read_formula
from smd_workshop.library.plan.periods import Period, Span
from smd_workshop.models import (
    Measurement,
    MeasurementInput,
    Plan,
    PlanIndicator,
    Variable,
    VariableInput,
    VariableValue,
)
from smd_workshop.plans.measurements import values, variables
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of

#: Decimals of a computed value; what is exact with fewer stays so.
PLACES: Final = 6
NOTE: Final = N_("Computed: %(formula)s, with %(inputs)s.")
CORRECTED: Final = N_("Anew, because %(code)s of %(period)s was corrected: %(reason)s")
OTHER_INPUT: Final = N_("Anew, because another value of %(code)s of %(period)s was published.")
OTHER_SUM: Final = N_("Anew, because how the periods of its inputs make a year was changed.")
OTHER_FORMULA: Final = N_("Anew, because the formula was changed.")
UNKNOWN: Final = "N/D"

#: What a name in a formula stands for, and a row that says what it was.
Source = PlanIndicator | Variable
Row = Measurement | VariableValue
Inputs = Mapping[str, tuple[Decimal | None, tuple[Row, ...]]]


def after(published: Iterable[Measurement], at: datetime, user_id: int | None) -> None:
    """Compute what rests on values that were just published."""
    for plan in dict.fromkeys(row.indicator.plan for row in published):
        refresh(plan, at, user_id)


def using(variable: Variable) -> list[PlanIndicator]:
    """Return the indicators whose formula names a variable of the repository."""
    name = variables.name_of(variable)
    query = (
        select(PlanIndicator)
        .join(Plan, Plan.id == PlanIndicator.plan_id)
        .where(Plan.process_id == variable.process_id, PlanIndicator.formula != "")
        .order_by(PlanIndicator.id)
    )
    return [each for each in db.session.scalars(query) if name in read_formula(each.formula).names]


def refresh(plan: Plan, at: datetime, user_id: int | None) -> list[Measurement]:
    """Compute every formula of a plan on what is published by now; return the values that became others.

    They are published at once: they say nothing that is not public. A value that changes is a new row
    that names its cause.
    """
    own = {each.code: each for each in plan.indicators}
    ordered = _ordered(plan)
    of_repository = variables.named(plan.process, (n for _, f in ordered for n in f.names))
    # What a plan calls so itself comes before the repository.
    sources: dict[str, Source] = {**of_repository, **own}
    made: list[Measurement] = []
    for code, formula in ordered:
        made += _computed(own[code], formula, sources, at, user_id)
    if made:
        journal.record(
            "compute measurements", at, process=plan.process, user_id=user_id, plan=plan.code,
            measurements=[row.id for row in made],
        )  # fmt: skip
    return made


def _ordered(plan: Plan) -> list[tuple[str, Formula]]:
    """Return the formulas so that each stands after those that it uses; there is no circle among them."""
    left = {each.code: read_formula(each.formula) for each in plan.indicators if each.formula}
    found: list[tuple[str, Formula]] = []
    while left:
        ready = [code for code, formula in left.items() if not set(formula.names) & set(left)]
        if not ready:
            break
        found += [(code, left.pop(code)) for code in ready]
    return found


def _computed(
    indicator: PlanIndicator,
    formula: Formula,
    sources: Mapping[str, Source],
    at: datetime,
    user_id: int | None,
) -> list[Measurement]:
    used = {name: sources[name] for name in formula.names}
    made = []
    once = [each for each, row in values.counting(indicator).items() if row.is_computed]
    for period in _periods(Span(indicator.frequency), used.values(), once):
        inputs = {
            name: _input(each, period, known=period not in once) for name, each in used.items()
        }
        complete = {code: found for code, found in inputs.items() if found is not None}
        if len(complete) == len(inputs):
            row = _say(indicator, period, formula, complete, at, user_id)
            made += [] if row is None else [row]
    return made


def _counting(source: Source) -> Mapping[Period, Row]:
    """Return the row of each period that counts."""
    if isinstance(source, Variable):
        return variables.counting(source)
    return values.counting(source)


def _periods(span: Span, used: Iterable[Source], once: Iterable[Period]) -> list[Period]:
    """Return the periods of which a formula may say something: those of its own length, and of which it said something once."""
    found = set(once)
    for each in used:
        for period in _counting(each):
            if span is Span.YEAR:
                found.add(Period(period.year))
            elif period.span is span:
                found.add(period)
    return sorted(found, key=lambda each: (each.first, each.last))


def _input(
    source: Source, period: Period, *, known: bool
) -> tuple[Decimal | None, tuple[Row, ...]] | None:
    """Return what is published of a period and the rows that say it, of a year of an indicator also its parts.

    Whether the parts of a year of a variable add up nobody says: only what was said of the year itself counts.
    None where nothing is; of a period that was computed once (not `known`) then no value: it is lost since.
    """
    counting = _counting(source)
    if period in counting:
        return counting[period].value, (counting[period],)
    if isinstance(source, Variable) or period.span is not Span.YEAR:
        return None if known else (None, ())
    of_year = values.by_year(source)
    if period.year not in of_year and known:
        return None
    rows = tuple(row for each, row in counting.items() if each.year == period.year)
    return of_year.get(period.year), rows


def _say(
    indicator: PlanIndicator,
    period: Period,
    formula: Formula,
    inputs: Inputs,
    at: datetime,
    user_id: int | None,
) -> Measurement | None:
    """Add the value of a period, None where the last one rests on the same."""
    figure = formula.compute({code: value for code, (value, _rows) in inputs.items()})
    value = None if figure.value is None else _written(figure)
    rows = [row for _value, own in inputs.values() for row in own]
    head = values.heads(indicator).get(period)
    if (
        head is not None
        and (head.state, head.value) == ("published", value)
        and _rests_on(head, rows)
    ):
        return None
    row = Measurement(
        period=str(period), value=value, note=_note(indicator, formula, inputs, figure, head),
        inputs=[MeasurementInput(input=each) for each in rows if isinstance(each, Measurement)],
        variable_inputs=[VariableInput(value=each) for each in rows if isinstance(each, VariableValue)],
        corrects_id=None if head is None else head.id, state="draft",
        entered_by_id=user_id, entered_at=at,
    )  # fmt: skip
    indicator.measurements.append(row)
    _advance(row, at, user_id)
    return row


def _advance(row: Measurement, at: datetime, user_id: int | None) -> None:
    """Let a row go through its steps one by one: the database takes it no other way."""
    db.session.flush()
    row.state, row.validated_at, row.validated_by_id = "validated", at, user_id
    db.session.flush()
    row.state, row.published_at, row.published_by_id = "published", at, user_id
    db.session.flush()  # what uses it next must find it


def _rests_on(row: Measurement, inputs: Iterable[Row]) -> bool:
    return _rows_of(row) == set(inputs)


def _rows_of(row: Measurement) -> set[Row]:
    """Return the rows that a value was computed from."""
    return {each.input for each in row.inputs} | {each.value for each in row.variable_inputs}


def _written(figure: Figure) -> Decimal:
    """Return a result with six decimals at most, without the zeros behind them."""
    written = f"{rounded(figure.value or Fraction(0), PLACES):f}"
    return Decimal(written.rstrip("0").rstrip("."))


def _note(
    indicator: PlanIndicator,
    formula: Formula,
    inputs: Inputs,
    figure: Figure,
    head: Measurement | None,
) -> str:
    """Return what the public reads of a computed value: from what, why there is none, and why it is computed anew."""
    process = indicator.plan.process
    listed = "; ".join(
        f"{code} = {UNKNOWN if value is None else f'{value:f}'}"
        for code, (value, _rows) in inputs.items()
    )
    words = [in_words_of(process, NOTE, formula=formula.text, inputs=listed)]
    if figure.reason is not None:
        words.append(in_words_of(process, figure.reason.message, **_texts(figure.reason.params)))
    if head is not None:
        words.append(_cause(indicator, formula, inputs, head))
    return " ".join(words)


def _texts(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(each) for name, each in params.items()}


def _is_correction(row: Measurement | VariableValue) -> bool:
    """Say whether a value took the place of another that was read: a draft written anew corrects nothing for a reader."""
    if isinstance(row, VariableValue):
        return row.corrects_id is not None
    return values.former(row) is not None


def _cause(indicator: PlanIndicator, formula: Formula, inputs: Inputs, head: Measurement) -> str:
    process, before = indicator.plan.process, _rows_of(head)
    for code, (_value, rows) in inputs.items():
        for row in rows:
            if row not in before and _is_correction(row):
                return in_words_of(
                    process, CORRECTED, code=code, period=row.period, reason=row.note
                )
            if row not in before and before:
                return in_words_of(process, OTHER_INPUT, code=code, period=row.period)
    same = head.is_computed and formula.text in head.note
    return in_words_of(process, OTHER_SUM if same else OTHER_FORMULA)
