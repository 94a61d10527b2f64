"""How good workshops find variables: put to the vote as items, and read from the published results."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from smd_workshop.board import item_codes, items
from smd_workshop.core.errors import Invalid
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Option, Process, Result, Round, Variable, VariableQuestion
from smd_workshop.processes import journal

SUBJECT: Final = "variable"
#: More is no ballot for a phone.
MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Rated:
    """What a published round says of a variable: a class with its share, a number, or a word; all None where none is shown."""

    round: Round
    code: str
    verdict: str | None = None
    agree: float | None = None
    value: float | None = None
    grade: str | None = None
    #: Whether a sector had no quorum.
    provisional: bool = False

    @property
    def says(self) -> bool:
        """Whether the round shows anything of it."""
        return (self.verdict, self.value, self.grade) != (None, None, None)


def offer(
    process: Process, chosen: Iterable[Variable], at: datetime, user_id: int | None
) -> list[Variable]:
    """Let rounds ask how good these variables are; return those that no round could be asked about before.

    Raises Invalid for none, or for more than a ballot holds.
    """
    wanted = list(chosen)
    if not wanted:
        raise Invalid(N_("Choose at least one."))
    if len(wanted) > MOST:
        raise Invalid(N_("That is too long for a ballot: at most %(most)s at a time."), most=MOST)
    new = [each for each in wanted if each.question is None]
    for each in new:
        item = item_codes.add_coded(process, SUBJECT, wording_of(each), at, user_id)
        each.question = VariableQuestion(item_id=item.id)
        db.session.flush()
    if new:
        journal.record(
            "offer variables", at, process=process, user_id=user_id,
            variables=[each.code for each in new],
        )  # fmt: skip
    return new


def wording_of(variable: Variable) -> str:
    """Return a variable as a ballot asks about it: its code, its name, who counts it and how often."""
    about = ", ".join(text for text in (variable.institution, variable.frequency) if text)
    text = f"{variable.code} · {variable.name}" + (f" ({about})" if about else "")
    return shortened(text, items.LONGEST)


def of_process(process: Process) -> dict[int, list[Rated]]:
    """Return by the id of each variable what published rounds say of it, the latest first."""
    found: dict[int, list[Rated]] = {}
    for variable_id, rated in _rated(process):
        found.setdefault(variable_id, []).insert(0, rated)
    return found


def _rated(process: Process) -> Iterator[tuple[int, Rated]]:
    rows = db.session.execute(
        select(VariableQuestion.variable_id, Round, Option, Result)
        .join(Option, Option.item_id == VariableQuestion.item_id)
        .join(Round, Round.id == Option.round_id)
        .join(Result, Result.round_id == Round.id)
        .join(Variable, Variable.id == VariableQuestion.variable_id)
        .where(
            Variable.process_id == process.id, Round.state == "published",
            Result.part.in_(["", Option.code]),
        )
        .order_by(Round.closed_at, Round.id)
    )  # fmt: skip
    for variable_id, round_, option, result in rows:
        rated = _read(round_, option.code, result)
        if rated is not None and rated.says:
            yield variable_id, rated


def _read(round_: Round, code: str, result: Result) -> Rated | None:
    """Return what the shown result says of an option, None of a method that says nothing of the kind."""
    method, shown = METHODS.get(result.method_id), result.shown
    state = str(shown.get("status", {}).get("state", ""))
    if method is None or state == "empty":
        return None
    told = method.tracing
    return Rated(
        round_, code,
        verdict=told.classifies.of(shown, code) if told.classifies else None,
        agree=told.classifies.agree(shown, code) if told.classifies else None,
        value=told.estimates.of(shown, code) if told.estimates else None,
        grade=told.grades.of(shown, code) if told.grades else None,
        provisional=state == "provisional",
    )  # fmt: skip
