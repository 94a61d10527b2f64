"""What a facilitator should look at before a result is read: whether one sector is most of the people.

It proves nothing, and no ballot is taken out. Ballots are not compared with each other: where what one person answers to
one option binds the answer to another (points, orders, a fixed number of marks), honest ballots are alike so often that a
comparison by shuffling accuses people who copied nothing.
"""

from fractions import Fraction
from typing import Final

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import effective_size

#: A sector with a larger share of all who answered is pointed out.
LARGE: Final = Fraction(2, 5)


def flags(profile: Profile) -> JsonResult:
    """Return `people`, `effective` (how many people a balanced figure rests on, Kish 1965; None without people) and `large`.

    `large` lists {sector, share} of each sector with more than 40 % of all who answered, where more than two answered.
    """
    voted = profile.voted()
    people = sum(voted.values())
    return {
        "people": people,
        "effective": effective_size((s.weight, voted[s.code]) for s in profile.sectors),
        "large": [
            {"sector": code, "share": float(Fraction(many, people))}
            for code, many in voted.items()
            if sum(map(bool, voted.values())) > 2 and Fraction(many, people) > LARGE
        ],
    }
