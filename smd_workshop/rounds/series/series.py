"""What came of a question that was asked several times: each option as it was said the last time it was asked.

What is stable need not be asked again, so the last round of a series may lack what an earlier one settled. Whoever reads
its result alone loses that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.facets import Classifying
from smd_workshop.library.method import Method
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Participation, Result, Round
from smd_workshop.rounds import store
from smd_workshop.rounds.series import repeating


@dataclass(frozen=True, slots=True)
class Said:
    """A published round of a series, and the codes of the options of which it has the last word; none if it decided nothing."""

    round: Round
    codes: frozenset[str]

    @property
    def in_order(self) -> list[str]:
        """The same codes in the order of its ballot."""
        return [option.code for option in self.round.options if option.code in self.codes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a series of published rounds of one question, for whoever looks at one of them."""

    #: The latest one first; that of the whole question is read from all of them.
    said: tuple[Said, ...]
    #: Class → the codes of that class, by the last time each was asked; empty where the method has no classes.
    classes: Mapping[str, tuple[str, ...]]

    def told(self, reader: Round) -> dict[str, Any]:
        """Return the same as plain values, for pages and the acta of a round of the series."""
        last, *earlier = [each for each in self.said if each.codes]
        return {
            "asked": len(self.said),
            "options": sum(len(each.codes) for each in self.said),
            "last": _named(last.round, reader),
            # A later one in which nobody answered, or an adoption without a quorum, takes nothing back.
            "undecided": last is not self.said[0],
            "earlier": [_named(each.round, reader) | {"codes": each.in_order} for each in earlier],
            "beside": [_named(each, reader) for each in self._beside(reader)],
            "classes": {name: len(codes) for name, codes in self.classes.items()},
        }

    def _beside(self, reader: Round) -> list[Round]:
        """Return the others that asked again what the reader's round asked again."""
        before = store.repeats(reader)
        every = (each.round for each in self.said)
        return [r for r in every if before and r is not reader and store.repeats(r) is before]


def _named(round_: Round, reader: Round) -> dict[str, Any]:
    """Name a round for the reader of another: its number, and its workshop where that is not the same."""
    elsewhere = round_.workshop_id != reader.workshop_id
    return {
        "number": round_.number, "workshop": round_.workshop.name if elsewhere else None,
        "here": round_ is reader,
    }  # fmt: skip


def last_said(round_: Round) -> tuple[Said, ...]:
    """Return the published rounds up to this one that asked its question, the latest first, with what each said last.

    Where a method decides among options (an order, a choice of some), the latest alone has the word.
    """
    method = METHODS.get(round_.method_id or "")
    known: set[str] = set()
    found: list[Said] = []
    line = _line(round_)
    asked = [each for each in reversed(line[: line.index(round_) + 1]) if each.state == "published"]
    for each in asked:
        own = _decided(each, method) if asked[1:] else _codes(each)
        if known and not _drops(method):
            own = frozenset()
        found.append(Said(each, own - known))
        known |= own
    return tuple(found)


def origins(round_: Round) -> list[Round]:
    """Return the rounds whose results proposed what is put to the vote, by number; of a question asked again each that settled some of it."""
    source = store.options_from(round_)
    if source is None:
        return []
    here = _codes(round_)
    said = [each.round for each in last_said(source) if each.codes & here]
    return sorted(said, key=lambda each: (each.closed_at or each.workshop.created_at, each.id)) or [
        source
    ]


def _codes(round_: Round) -> frozenset[str]:
    return frozenset(option.code for option in round_.options)


def _decided(round_: Round, method: Method | None) -> frozenset[str]:
    """Return the codes of which a round said something: none where nobody answered, nor what was to be adopted without a quorum."""
    voted = select(Participation.seat_id).where(Participation.round_id == round_.id).limit(1)
    if db.session.scalar(voted) is None:
        return frozenset()
    way = method.tracing.adopts if method is not None else None
    if way is None:
        return _codes(round_)
    rows = db.session.execute(select(Result.part, Result.shown).where(Result.round_id == round_.id))
    return _codes(round_) - {part for part, shown in rows if not way.decided(part, shown)}


def _drops(method: Method | None) -> bool:
    """Say whether what is settled may be left out of a next round, and still counts."""
    return method is not None and (method.stability.by_option or method.single_question)


def latest(round_: Round) -> Round:
    """Return the counted round that asked the same question last; the round itself where none did."""
    return _line(round_)[-1]


def _line(round_: Round) -> list[Round]:
    """Return the counted rounds that asked one question, by when they closed, and this one.

    Two that both asked the same round again stand in it one after the other: nobody can begin such a thing any more
    (store.refuse_second), but it may be stored.
    """
    found = {each.id: each for each in repeating.back_from(round_)}
    new = list(found)
    while new:
        query = select(Round).where(Round.previous_id.in_(new), Round.id.not_in(list(found)))
        after = [each for each in db.session.scalars(query) if store.repeats(each) is not None]
        new = [each.id for each in after]
        found |= {each.id: each for each in after}
    counted = (e for e in found.values() if e is round_ or e.state in {"closed", "published"})
    return sorted(counted, key=lambda each: (each.closed_at is None, each.closed_at, each.id))


def outcome(round_: Round) -> Outcome | None:
    """Return what came of the question of a published round; None where it was published once only, or never decided."""
    if round_.state != "published":
        return None
    said = last_said(latest(round_))
    if len(said) < 2 or not any(each.codes for each in said):
        return None
    found: dict[str, list[str]] = {}
    for code, name in classes(round_).items():
        found.setdefault(name, []).append(code)
    return Outcome(said, {name: tuple(codes) for name, codes in found.items()})


def classes(round_: Round) -> dict[str, str]:
    """Return option code → its class the last time it was asked, by a method that has classes; in the order of the first ballot."""
    method = METHODS.get(round_.method_id or "")
    sorts = method.tracing.classifies if method is not None else None
    if sorts is None:
        return {}
    found: dict[str, str] = {}
    for each in reversed(last_said(latest(round_))):
        found |= dict(_classed(each, sorts))
    return found


def _classed(said: Said, sorts: Classifying) -> Iterator[tuple[str, str]]:
    shown = db.session.scalar(select(Result.shown).where(Result.round_id == said.round.id)) or {}
    for option in said.round.options:
        if option.code in said.codes and (name := sorts.of(shown, option.code)):
            yield option.code, name
