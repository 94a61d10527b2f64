"""What a file makes another of what is there: said with both sides, and held back where a code bears another name; pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from smd_workshop.core import names, numbers
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import UPDATED
from smd_workshop.plans.columns import called
from smd_workshop.plans.lines import OF_YEARS, Kind, Line, Reason, Word, reason
from smd_workshop.plans.verdicts import RENAMED, Known, Outcome, Snapshot, Write

CHANGE: Final = N_("%(what)s: %(before)s → %(after)s.")
OF_A_YEAR: Final = N_("%(what)s of %(year)s: %(before)s → %(after)s.")
MORE: Final = N_("And %(many)s more.")
#: So many changes of one line are told, and so many signs of each side.
TOLD, SIGNS = 8, 80


def held(lines: Iterable[Line], known: Snapshot, same: Collection[str]) -> list[Line]:
    """Return lines of which those are refused whose code bears another name here, but `same`: keys that a person said are the same."""
    return [replace(line, refused=_renamed(line, known, same) or line.refused) for line in lines]


def _renamed(line: Line, known: Snapshot, same: Collection[str]) -> Reason | None:
    before = known.get((line.kind, line.code), Known()).words.get("name")
    after = line.words.get("name")
    if line.kind is Kind.PLAN or not before or not after or key_of(line.kind, line.code) in same:
        return None
    if names.same(str(before), str(after)):
        return None
    return reason(RENAMED, code=line.code, before=_short(before), after=_short(after))


def key_of(kind: Kind, code: str) -> str:
    """Return what a thing of a plan is called on a form."""
    return f"{kind.value} {code}"


def told(outcome: Outcome, known: Snapshot) -> Outcome:
    """Return the outcome with what becomes another behind each line that is updated."""
    writes = {(write.kind, write.code): write for write in outcome.writes}
    verdicts = tuple(
        replace(each, reasons=(*each.reasons, *_first(_changes(writes[each.about, each.code], known))))
        if each.kind == UPDATED and (each.about, each.code) in writes else each
        for each in outcome.verdicts
    )  # fmt: skip
    return replace(outcome, verdicts=verdicts)


def _first(changes: Iterable[Reason]) -> list[Reason]:
    every = [*changes]
    more = [reason(MORE, many=len(every) - TOLD)] if len(every) > TOLD else []
    return every[:TOLD] + more


def _changes(write: Write, known: Snapshot) -> Iterator[Reason]:
    before = known.get((write.kind, write.code), Known())
    if write.parent:
        yield _change(called("parent"), before.parent, write.parent)
    for name, word in write.words.items():
        yield _change(called(name) or name, before.words.get(name), word)
    for name, series in write.years.items():
        for year, value in series.items():
            sides = {"before": _short(before.years.get(name, {}).get(year)), "after": _short(value)}
            yield reason(OF_A_YEAR, what=OF_YEARS[name], year=year, **sides)


def _change(what: str, before: Word, after: Word) -> Reason:
    return reason(CHANGE, what=what, before=_short(before), after=_short(after))


def _short(word: Word) -> str:
    text = numbers.number(word) if isinstance(word, Decimal) else str("" if word is None else word)
    return "—" if not text else text if len(text) <= SIGNS else f"{text[: SIGNS - 1]}…"
