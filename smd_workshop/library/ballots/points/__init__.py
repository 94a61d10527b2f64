"""Points to share out, inside each group of options and over the groups themselves."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    GROUP_MARK,
    LONGEST_NUMBER,
    OF_GROUP,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    as_object,
    refuse_strangers,
    verbatim,
)

_TOLERANCE: Final = Decimal(
    "1e-6"
)  # forgives the last digit of a float, not a missing tenth of a point


@dataclass(frozen=True, slots=True)
class Points(BallotKind):
    """`total` points shared out inside each group, and, if `groups`, over the groups themselves."""

    total: int = 100
    groups: bool = True

    id: ClassVar[str] = "points"

    @property
    def script_words(self) -> Mapping[str, Said]:
        """How many points are left to give out, or were given too many."""
        return {
            "one-point": Said(N_("1 point is missing")),
            "points": Said(N_("# points are missing")),
            "over": Said(N_("# points too many")),
            "one-over": Said(N_("1 point too many")),
            "full": Said(N_("%(total)s points ✓"), {"total": self.total}),
            "less": Said(N_("5 points less")),
            "more": Said(N_("5 points more")),
        }

    def marks(self, question: Question) -> list[str]:
        """Return the codes of the groups, where points are shared out over them too."""
        shares = self.groups and len(question.groups) > 1
        return [GROUP_MARK + name for name in question.groups] if shares else []

    def alone(self, question: Question) -> frozenset[str]:
        """Return the options that are the only one of their group: the page fills in their points.

        None where nothing else is asked: then giving the points is the answer.
        """
        inside = self.inside(question).values()
        found = frozenset(codes[0] for codes in inside if len(codes) == 1)
        return frozenset() if len(found) == sum(map(len, inside)) else found

    def inside(self, question: Question) -> dict[str, Sequence[str]]:
        """Return what points are shared out inside: each group, and the groups themselves (GROUP_MARK)."""
        inside = BallotKind.inside(self, question)
        marks = self.marks(question)
        return inside | {GROUP_MARK: marks} if marks else inside

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:
        """Return the options, and the groups where there are several."""
        return [*options, *(GROUP_MARK + name for name in groups if len(groups) > 1)]

    def options_in(self, columns: Sequence[str]) -> list[str]:
        """Return the columns that are no groups."""
        return [column for column in columns if not column.startswith(GROUP_MARK)]

    def check(self, answer: object, options: Sequence[str], groups: Groups | None = None) -> Answer:
        """Return the points in the order of the options, then of the groups, or raise InvalidAnswer."""
        given = as_object(answer)
        inside = groups or {"": tuple(options)}
        marks = [GROUP_MARK + name for name in groups or ()]
        for key in given:
            if key.startswith(GROUP_MARK) and key not in marks and key not in options:
                raise InvalidAnswer((key,), N_("there is no such group"))
        refuse_strangers((key for key in given if key not in marks), options)
        canonical: dict[str, Any] = {}
        for name, members in inside.items():
            canonical |= _shared_out(self.total, given, members, name if len(inside) > 1 else "")
        canonical = {code: canonical[code] for code in options if code in canonical}
        if not self.groups and any(mark in given for mark in marks):
            raise InvalidAnswer((), N_("this question has no points for the groups"))
        return canonical | _shared_out(self.total, given, marks, None)

    def refuse_option(self, code: str) -> None:
        """Refuse an option that could be taken for the points of a group, by InvalidAnswer."""
        if code.startswith(GROUP_MARK):
            message = N_("%(value)s begins with @, the mark of a group")
            raise InvalidAnswer((), message, value=shown(code))

    def read(self, question: Question, data: Data) -> Reading:
        """Return the points of each option and group, and what is missing to the total of a group."""
        reading, raw = Reading(), dict[str, Decimal]()
        for code in (*question.codes, *self.marks(question)):
            text = reading.keep_typed(data, code, code, LONGEST_NUMBER)
            if not text:
                continue
            amount = _typed(text)
            if amount is None:
                message = N_("«%(text)s» is not a number of points. Write 0 or more.")
                reading.errors[code] = Said(message, {"text": text})
            else:
                raw[code] = amount
        if not reading.errors:
            self._add_up(question, reading, raw)
        # What the page had filled in by itself is no answer where nobody wrote anything else.
        reading.answer = {} if raw.keys() <= self.alone(question) else raw
        return reading

    def _add_up(self, question: Question, reading: Reading, raw: Mapping[str, Decimal]) -> None:
        for name, codes in self.inside(question).items():
            given = [raw[code] for code in codes if code in raw]
            added = sum(given, Decimal(0))
            if given and added != self.total:
                reading.errors[OF_GROUP + name] = points_left(self.total - added)

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return points by chance in every group; they add up."""
        drawn: dict[str, int] = {}
        for codes in self.inside(question).values():
            cuts = sorted(chance.randint(0, self.total) for _ in codes[1:])
            ends = zip([0, *cuts], [*cuts, self.total], strict=True)
            drawn |= {code: end - begin for code, (begin, end) in zip(codes, ends, strict=True)}
        order = (*question.codes, *self.marks(question))
        return {code: drawn[code] for code in order}

    def missing(self, question: Question, values: Mapping[str, str]) -> list[str]:
        """Return the groups that a ballot says nothing about."""
        inside = self.inside(question)
        return [
            OF_GROUP + name for name, codes in inside.items() if not any(c in values for c in codes)
        ]

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say the points of the options, then of the groups."""
        order = (*question.codes, *self.marks(question))
        return [(code, verbatim(values[code])) for code in order if code in values]


def points_left(left: Decimal) -> Said:
    """Say how many points are still to be given, or were given too many."""
    many = abs(left)
    one, more = (
        NN_("%(points)s point is missing", "%(points)s points are missing")
        if left > 0
        else NN_("%(points)s point too many", "%(points)s points too many")
    )
    return Said(one, {"points": f"{many.normalize():f}"}, more, 1 if many == 1 else 2)


def _typed(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 1_000_000 else None


def _shared_out(
    total: int, given: Mapping[str, Any], keys: Iterable[str], group: str | None
) -> dict[str, Any]:
    """Points of one group; a member left out of a group that was answered got none. `None` is the groups themselves."""
    keys = tuple(keys)
    if not any(key in given for key in keys):
        return {}
    points = {key: _amount(key, given.get(key, 0)) for key in keys}
    # Most are whole, and most of those 0: adding these as they are is quicker.
    whole = sum(value for value in points.values() if type(value) is int)
    parts = (Decimal(repr(value)) for value in points.values() if type(value) is not int)
    added = whole + sum(parts, Decimal(0))
    if abs(added - total) > _TOLERANCE:
        if group is None:
            message = N_("the points of the groups add to %(sum)s, not to %(total)s")
        elif group:
            message = N_("the points of %(group)s add to %(sum)s, not to %(total)s")
        else:
            message = N_("the points add to %(sum)s, not to %(total)s")
        name = shown(group)[1:-1] if group else ""
        raise InvalidAnswer((), message, group=name, sum=_plain(added), total=total)
    return points


def _plain(number: Decimal) -> str:
    text = format(number, "f") if abs(number.adjusted()) < 20 else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(key: str, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InvalidAnswer((key,), N_("%(value)s is not a number"), value=shown(value))
    if isinstance(value, Decimal | float) and not math.isfinite(value):
        raise InvalidAnswer((key,), N_("%(value)s is not a number"), value=shown(value))
    if value < 0:
        raise InvalidAnswer((key,), N_("%(value)s is less than zero"), value=shown(value))
    if value > 1e9:
        raise InvalidAnswer((key,), N_("%(value)s is too large"), value=shown(value))
    return int(value) if value == int(value) else float(value)
