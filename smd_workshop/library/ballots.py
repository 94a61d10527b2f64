"""The few ways of asking, and what counts as an answer to each.

A closed vocabulary: every method uses one of these kinds, so form, check and file format exist once per kind.
`check` is used by the voter's form and by the recount alike.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, assert_never

from smd_workshop.core.messages import N_

Answer = Any  # canonical JSON: dict, list or str, keys in the order of the options
Groups = Mapping[str, Sequence[str]]

DONT_KNOW: Final = "ns"
GROUP_MARK: Final = "@"
_TOLERANCE: Final = Decimal(
    "1e-6"
)  # forgives the last digit of a float, not a missing tenth of a point


@dataclass(frozen=True, slots=True)
class Rating:
    """One whole number per option, from `low` to `high`; a reason is asked up to `reason_at_most`."""

    low: int = 1
    high: int = 9
    dont_know: bool = True
    reason_at_most: int = 3


@dataclass(frozen=True, slots=True)
class Points:
    """`total` points shared out inside each group, and, if `groups`, over the groups themselves."""

    total: int = 100
    groups: bool = True


@dataclass(frozen=True, slots=True)
class Approval:
    """The options a person supports, as many as wished."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One word out of a few, about a single question."""

    answers: tuple[str, ...] = ("yes", "no", "abstain")
    reason: bool = True


@dataclass(frozen=True, slots=True)
class Contribution:
    """A note in one's own words; nothing is computed from it."""

    longest: int = 2000


BallotKind = Rating | Points | Approval | Choice | Contribution

_PLAIN_KEY: Final = re.compile(r"[\w@|-]+")


def path_of(*steps: str | int) -> str:
    """Join keys and positions to a path a person can follow: `ballots[3].answer.F2`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            path += f".{step}" if path else step
        else:
            path += f"[{shown(step)}]"
    return path


_LONGEST_SHOWN: Final = 60


def shown(value: object) -> str:
    """Show a value from a file on one line, cut short, in a form that says its kind."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif value is None:
        text = "null"
    elif isinstance(value, str):
        text = (
            '"'
            + "".join(
                c if c.isprintable() and c not in '"\\' else ascii(c)[1:-1] for c in value[:200]
            )
            + '"'
        )
    elif isinstance(value, dict):
        return N_("an object")
    elif isinstance(value, list | tuple):
        return N_("a list")
    elif isinstance(value, int) and value.bit_length() > 200:
        return N_("a huge number")
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


class InvalidAnswer(ValueError):  # noqa: N818 - it names what happened to the voter
    """An answer that does not fit its ballot.

    `steps` leads to the place inside the answer, `message` is a template to translate, `params` fill it.
    """

    def __init__(self, steps: Sequence[str | int], message: str, **params: object) -> None:
        self.steps = tuple(steps)
        self.message = message
        self.params = params
        super().__init__(f"{self.path}: {self.text}" if self.steps else self.text)

    @property
    def path(self) -> str:
        """The place inside the answer, empty for the answer as a whole."""
        return path_of(*self.steps)

    @property
    def text(self) -> str:
        """The message in English."""
        return self.message % self.params


def check(
    kind: BallotKind, answer: object, options: Sequence[str], groups: Groups | None = None
) -> Answer:
    """Return the answer in canonical form (keys in the order of the options), or raise InvalidAnswer."""
    match kind:
        case Rating():
            return _rating(kind, answer, options)
        case Points():
            return _points(kind, answer, options, groups)
        case Approval():
            return _approval(answer, options)
        case Choice():
            return _choice(kind, answer)
        case Contribution():
            return _contribution(kind, answer)
        case _:
            assert_never(kind)


def _object(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise InvalidAnswer((), N_("%(value)s is not an object"), value=shown(answer))
    return answer


def _refuse_strangers(answer: Iterable[str], options: Iterable[str]) -> None:
    known = frozenset(options)
    for code in answer:
        if code not in known:
            raise InvalidAnswer((str(code),), N_("there is no such option"))


def _rating(kind: Rating, answer: object, options: Sequence[str]) -> dict[str, Any]:
    given = _object(answer)
    canonical = {}
    low, high = kind.low, kind.high
    for code in options:
        if code in given:
            value = given[code]
            # The common case first: a form of 24 items is checked in a few microseconds.
            if not (type(value) is int and low <= value <= high):
                value = _rated(kind, code, value)
            canonical[code] = value
    if len(canonical) != len(given):
        _refuse_strangers(given, options)
    return canonical


def _rated(kind: Rating, code: str, value: object) -> int | str:
    if value == DONT_KNOW and kind.dont_know:
        return DONT_KNOW
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and kind.low <= value <= kind.high:
        return value
    whole = isinstance(value, int) and not isinstance(value, bool)
    between = N_("%(value)s is not between %(low)s and %(high)s")
    message = (
        between if whole else N_("%(value)s is not a whole number between %(low)s and %(high)s")
    )
    raise InvalidAnswer((code,), message, value=shown(value), low=kind.low, high=kind.high)


def _points(
    kind: Points, answer: object, options: Sequence[str], groups: Groups | None
) -> dict[str, Any]:
    given = _object(answer)
    inside = groups or {"": tuple(options)}
    marks = [GROUP_MARK + name for name in groups or ()]
    for key in given:
        if key.startswith(GROUP_MARK) and key not in marks and key not in options:
            raise InvalidAnswer((key,), N_("there is no such group"))
    _refuse_strangers((key for key in given if key not in marks), options)
    canonical: dict[str, Any] = {}
    for name, members in inside.items():
        canonical |= _shared_out(kind, given, members, name if len(inside) > 1 else "")
    canonical = {code: canonical[code] for code in options if code in canonical}
    if not kind.groups and any(mark in given for mark in marks):
        raise InvalidAnswer((), N_("this question has no points for the groups"))
    return canonical | _shared_out(kind, given, marks, None)


def _shared_out(
    kind: Points, given: Mapping[str, Any], keys: Iterable[str], group: str | None
) -> dict[str, Any]:
    """Points of one group; a member left out of a group that was answered got none. `None` is the groups themselves."""
    keys = tuple(keys)
    if not any(key in given for key in keys):
        return {}
    points = {key: _amount(key, given.get(key, 0)) for key in keys}
    added = sum((Decimal(repr(value)) for value in points.values()), Decimal(0))
    if abs(added - kind.total) > _TOLERANCE:
        if group is None:
            message = N_("the points of the groups add to %(sum)s, not to %(total)s")
        elif group:
            message = N_("the points of %(group)s add to %(sum)s, not to %(total)s")
        else:
            message = N_("the points add to %(sum)s, not to %(total)s")
        name = shown(group)[1:-1] if group else ""
        raise InvalidAnswer((), message, group=name, sum=_plain(added), total=kind.total)
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


def _approval(answer: object, options: Sequence[str]) -> list[str]:
    if not isinstance(answer, list | tuple):
        raise InvalidAnswer((), N_("%(value)s is not a list of options"), value=shown(answer))
    known, seen = frozenset(options), set[str]()
    for place, code in enumerate(answer):
        if not isinstance(code, str) or code not in known:
            raise InvalidAnswer((place,), N_("there is no option %(value)s"), value=shown(code))
        if code in seen:
            raise InvalidAnswer((place,), N_("%(value)s appears twice"), value=shown(code))
        seen.add(code)
    return [code for code in options if code in seen]


def _choice(kind: Choice, answer: object) -> str:
    if isinstance(answer, str) and answer in kind.answers:
        return answer
    raise InvalidAnswer(
        (),
        N_("%(value)s is not one of %(answers)s"),
        value=shown(answer),
        answers=", ".join(kind.answers),
    )


def _contribution(kind: Contribution, answer: object) -> str:
    if not isinstance(answer, str) or not answer.strip():
        raise InvalidAnswer((), N_("the note is empty"))
    if len(answer.strip()) > kind.longest:
        raise InvalidAnswer(
            (),
            N_("the note has %(length)s characters, more than %(longest)s"),
            length=len(answer),
            longest=kind.longest,
        )
    return answer.strip()
