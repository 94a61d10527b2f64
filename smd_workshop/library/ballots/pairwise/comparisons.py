"""The pairs of a ballot as a file or a phone writes them: [first, second, how many times], read exactly and checked."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.pairwise.judgments import connected

#: Beyond this, or one part of it, nothing is compared by anybody.
LARGEST: Final = 10**9
#: A number as it may be written.
WRITTEN: Final = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20}|/[0-9]{1,20})?")

#: Type and number of a file → how it and one through it are stored.
_Forms = dict[tuple[type, Any], tuple[int | str, int | str]]


def judged_pairs(
    pairs: Sequence[Any], place: Mapping[str, int]
) -> dict[tuple[int, int], int | str]:
    """Return by places of two options, the lower first, how many times the first weighs the second; or raise InvalidAnswer."""
    judged: dict[tuple[int, int], int | str] = {}
    seen = dict(_USUAL)
    for at, pair in enumerate(pairs):
        # The common case first: a file of 24 options holds 276 pairs a ballot.
        if pair.__class__ is not list or len(pair) != 3 or not _known(pair, place, seen):
            _compared(("pairs", at), pair, place, seen)
        one, other, times = pair
        i, j = place[one], place[other]
        said, turned = seen[times.__class__, times]
        if i > j:
            i, j, said = j, i, turned
        if (i, j) in judged:
            raise InvalidAnswer(("pairs", at), N_("these two are compared twice"))
        judged[i, j] = said
    return judged


def _known(pair: list[Any], place: Mapping[str, int], seen: _Forms) -> bool:
    """Whether two different options are compared by a number that was read before."""
    one, other, times = pair
    try:
        return (times.__class__, times) in seen and one in place and other in place and one != other
    except TypeError:  # a list or an object
        return False


def _compared(
    steps: tuple[str | int, ...], pair: object, place: Mapping[str, int], seen: _Forms
) -> None:
    """Read the number of one pair of a file, [first, second, times], into `seen`; or raise InvalidAnswer."""
    if not isinstance(pair, list) or len(pair) != 3:
        raise InvalidAnswer(steps, N_("a comparison is a list of two options and a number"))
    for side, code in enumerate(pair[:2]):
        if not isinstance(code, str) or code not in place:
            raise InvalidAnswer(
                (*steps, side), N_("there is no option %(value)s"), value=shown(code)
            )
    if pair[0] == pair[1]:
        raise InvalidAnswer(steps, N_("%(value)s is compared with itself"), value=shown(pair[0]))
    given = pair[2]
    times = _times((*steps, 2), given)
    seen[given.__class__, given] = _plain(times), _plain(1 / times)


def _times(steps: tuple[str | int, ...], given: object) -> Fraction:
    try:
        times = _number(given)
    except (ValueError, ZeroDivisionError):
        raise InvalidAnswer(steps, N_("%(value)s is not a number"), value=shown(given)) from None
    if times <= 0:
        raise InvalidAnswer(steps, N_("%(value)s is not more than 0"), value=shown(given))
    if not Fraction(1, LARGEST) <= times <= LARGEST:
        raise InvalidAnswer(steps, N_("%(value)s is too large or too small"), value=shown(given))
    return times


def _number(given: object) -> Fraction:
    """Return a number of a file as it was written: 0.1 is 1/10; ValueError for anything else."""
    if isinstance(given, str):
        if not WRITTEN.fullmatch(given):
            raise ValueError(given)
        return Fraction(given)
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise ValueError(given)  # noqa: TRY004 - one kind of error for all that is no number
    if not isinstance(given, int) and not math.isfinite(given):
        raise ValueError(given)
    return Fraction(repr(given)) if isinstance(given, float) else Fraction(given)


def _plain(times: Fraction) -> int | str:
    return times.numerator if times.denominator == 1 else str(times)


def refuse_apart(options: Sequence[str], judged: Iterable[tuple[int, int]]) -> None:
    """Raise InvalidAnswer where no comparison leads from some options to the others."""
    parts = connected(options, ((options[i], options[j]) for i, j in judged))
    if len(parts) > 1:
        raise InvalidAnswer(
            ("pairs",),
            N_("nothing compares %(value)s with %(other)s, not even through others"),
            value=shown(parts[0][0]),
            other=shown(parts[1][0]),
        )


#: What a phone sends.
_USUAL: Final[_Forms] = {(int, 1): (1, 1)} | {
    key: forms
    for n in range(2, 10)
    for key, forms in (((int, n), (n, f"1/{n}")), ((str, f"1/{n}"), (f"1/{n}", n)))
}
