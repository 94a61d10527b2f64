"""The repository from a file or a form: first a verdict per line, then exactly what was shown."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Process, Variable
from smd_workshop.plans.files import renamed
from smd_workshop.plans.files.lines import VALUES, Kind, Line
from smd_workshop.plans.files.outcomes import Known, Outcome, Snapshot, Write, corrections
from smd_workshop.plans.files.verdicts import decided
from smd_workshop.plans.measurements import measuring
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.repository import variables
from smd_workshop.repository.variables import WORDS

VERB: Final = "change variable"
TAKEN: Final = N_("There is %(code)s in the repository already. Correct that one.")


def snapshot(process: Process) -> Snapshot:
    """Return what the repository holds: of each variable its words, and what was said of whole years last."""
    return {(Kind.VARIABLE, each.code): _known(each) for each in variables.of_process(process)}


def _known(variable: Variable) -> Known:
    years = {
        period.year: row.value
        for period, row in variables.counting(variable).items()
        if period == Period(period.year)
    }
    return Known("", {name: getattr(variable, name) for name in WORDS}, {VALUES: years})


def outcome_of(
    process: Process, lines: Iterable[Line], today: date, same: Collection[str] = ()
) -> Outcome:
    """Return what these lines of a file would do to the repository; of `same` a person said that another name makes it nothing else."""
    known = snapshot(process)
    return decided(renamed.held(lines, known, same), known, today.year)


def of_form(process: Process, line: Line, today: date, *, new: bool) -> Outcome:
    """Return what a form would do; raises Invalid where its code is taken already."""
    there = snapshot(process)
    if new and (line.kind, line.code) in there:
        raise Invalid(TAKEN, code=line.code)
    return decided([line], there, today.year)


def replaced(process: Process, outcome: Outcome) -> int:
    """Return how many values would take the place of others, as corrections."""
    return corrections(outcome, snapshot(process))


def apply(
    process: Process, outcome: Outcome, at: datetime, user_id: int | None, today: date
) -> None:
    """Write exactly what the outcome says; values take the place of others as corrections, and count at once."""
    known = {each.code: each for each in variables.of_process(process)}
    said = []
    for write in outcome.writes:
        row = known.get(write.code) or _begun(process, write.code, at)
        _reword(process, row, write, at, user_id)
        if write.years.get(VALUES):
            _say(row, write, at, user_id, today)
            said.append(row)
    journal.record(
        "import variables", at, process=process, user_id=user_id, totals=outcome.totals()
    )
    db.session.flush()
    variables.recompute(said, at, user_id)


def _begun(process: Process, code: str, at: datetime) -> Variable:
    row = Variable(process=process, code=code, created_at=at)
    db.session.add(row)
    return row


def _reword(
    process: Process, row: Variable, write: Write, at: datetime, user_id: int | None
) -> None:
    """Set what becomes another; of what was there the journal keeps what it was before."""
    if not write.new:
        found = [[name, getattr(row, name), word] for name, word in write.words.items()]
        if found:
            journal.record(
                VERB, at, process=process, user_id=user_id, variable=row.code, changes=found
            )
    for name, word in write.words.items():
        setattr(row, name, word)
    db.session.flush()  # its values refer to it


def _say(row: Variable, write: Write, at: datetime, user_id: int | None, today: date) -> None:
    for year, value in write.years[VALUES].items():
        head = variables.counting(row).get(Period(year))
        note = in_words_of(row.process, measuring.FROM_FILE) if head else ""
        entry = variables.Entry(Period(year), value, row.source, note)
        variables.say(row, entry, at, user_id, today, corrects=head.id if head else None)


def changes_of(variable: Variable) -> list[tuple[datetime, list[tuple[str, Any, Any]]]]:
    """Return what became another in what is said of a variable, the newest first."""
    return [
        (row.at, [tuple(each) for each in row.detail["changes"]])
        for row in journal.told(variable.process, VERB)
        if row.detail["variable"] == variable.code
    ]
