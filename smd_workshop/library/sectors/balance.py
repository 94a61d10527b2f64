"""Balance between sectors: every sector that answered has the same voice."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import TypeVar

from smd_workshop.library.profile import Profile

T = TypeVar("T")


def balanced(values: Iterable[Fraction | None]) -> Fraction | None:
    """Plain mean over the sectors that answered (None: did not answer); None if none did."""
    return weighed((Fraction(1), value) for value in values)


def weighed(values: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Mean over the sectors that answered, each given as (weight, value or None); None if none did."""
    answered = [(weight, value) for weight, value in values if value is not None]
    whole = sum((weight for weight, _ in answered), Fraction(0))
    return (
        sum((weight * value for weight, value in answered), Fraction(0)) / whole if whole else None
    )


def share(part: int, whole: int) -> Fraction | None:
    """Part of whole, None where there is no whole."""
    return Fraction(part, whole) if whole else None


def has_quorum(answered: int, eligible: int, more_than: Fraction = Fraction(1, 2)) -> bool:
    """Whether strictly more than this share of the eligible answered; never for a sector without seats."""
    return eligible > 0 and Fraction(answered, eligible) > more_than


def replication(profile: Profile) -> dict[str, int]:
    """Return how often each voter of a sector that answered counts, so that sectors weigh as agreed.

    That is w_s/n_s times the smallest number that makes all of these whole: weights of 60 and 40 count like 3 and 2.
    w_s is the weight of the sector, n_s how many of it answered.
    """
    voted = profile.voted()
    parts = {s.code: s.weight / voted[s.code] for s in profile.sectors if voted[s.code]}
    below = lcm(*(part.denominator for part in parts.values()))
    above = gcd(*(part.numerator for part in parts.values()))
    return {code: int(part * below / above) for code, part in parts.items()}


def times_counted(profile: Profile, *, balanced: bool) -> dict[str, int]:
    """Return how often each voter of a sector that answered counts: balanced by `replication`, else each once."""
    return replication(profile) if balanced else dict.fromkeys(profile.voted(), 1)


def leave_one_out(profile: Profile, decide: Callable[[Profile], T]) -> dict[str, T]:
    """Return the decision with each sector left out in turn, by sector code."""
    return {sector.code: decide(profile.without(sector.code)) for sector in profile.sectors}


def without_each(profile: Profile, decide: Callable[[Profile], T]) -> dict[str, T]:
    """Return the decision with each sector left out in turn; empty where fewer than two sectors answered.

    Of one sector alone nothing is left to compare with.
    """
    answered = sum(voted > 0 for voted in profile.voted().values())
    return leave_one_out(profile, decide) if answered > 1 else {}


def alike(profile: Profile, other: Profile) -> bool:
    """Whether two profiles of one round have the same sectors that answered, of the same weights."""
    mine, theirs = (
        {sector.code: sector.weight for sector in each.sectors if each.voted()[sector.code]}
        for each in (profile, other)
    )
    return mine == theirs


def depends_on(decision: T, without: Mapping[str, T]) -> list[str]:
    """Return the sectors whose absence changes the decision, in the order of the sectors."""
    return [sector for sector, other in without.items() if other != decision]


def effective_size(sizes: Iterable[int | tuple[Fraction, int]]) -> float | None:
    """Effective number of people where sectors weigh alike, or as (weight, people) says; None without people.

    (Σw)²/Σw² over people (Kish 1965), of whom each of a sector weighs its weight over its people.
    """
    given = [each if isinstance(each, tuple) else (Fraction(1), each) for each in sizes]
    present = [(weight, people) for weight, people in given if people]
    if not present:
        return None
    whole = sum(weight for weight, _ in present)
    return float(whole**2 / sum(weight**2 / people for weight, people in present))
