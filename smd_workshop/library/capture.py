"""What a facilitator should look at before a result is read as what people think by themselves.

Nothing here is a proof, and no ballot is taken out: three people of one organisation may think alike. It says

- whether one sector is more than 40 % of all who answered, and how many people a balanced figure rests on (Kish 1965);
- whether in a sector more pairs of ballots are alike than would be if everybody had answered each option as somebody of
  the sector did, but independently of the others: the answers to each option are shuffled among its people.

Where all agree on everything, shuffling changes nothing, so consensus is not suspected.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Answer, Profile, key_of
from smd_workshop.library.sectors import effective_size

#: A sector with a larger share of all who answered is pointed out.
LARGE: Final = Fraction(2, 5)
#: Fewer people of a sector are not compared with each other, and of more every second would have to be.
FEWEST, MOST = 4, 100
#: Ballots are alike that differ in a tenth of what is asked at most.
APART: Final = 10
SHUFFLES: Final = 400
#: So seldom must as many be alike by chance: one in a hundred.
SELDOM: Final = 0.01

Codes = NDArray[np.int64]


def flags(profile: Profile) -> JsonResult:
    """Return `people`, `effective` (None without people), `large` [{sector, share}] and `alike` [{sector, people, pairs, of, chance}].

    `pairs` of `of` pairs of ballots are alike, and `chance` is how often as many are when answers are shuffled, at most
    1 %. Equal inputs have equal figures.
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
        "alike": [row for code in voted if (row := _alike(profile, code)) is not None],
    }


def _alike(profile: Profile, sector: str) -> JsonResult | None:
    codes = _codes(profile, sector)
    people, items = codes.shape
    if not FEWEST <= people <= MOST or items < 2:
        return None
    found = _pairs(codes)
    chance = np.random.RandomState(2022)
    reached = sum(_pairs(_shuffled(codes, chance)) >= found for _ in range(SHUFFLES))
    seldom = (reached + 1) / (SHUFFLES + 1)
    if not found or seldom > SELDOM:
        return None
    of = people * (people - 1) // 2
    return {"sector": sector, "people": people, "pairs": found, "of": of, "chance": seldom}


def _codes(profile: Profile, sector: str) -> Codes:
    """Return a number for each answer to each item, (people, items); an item that was left out has one of its own."""
    rows = [
        dict(_items(cell.answer, profile.options))
        for cell in profile.of_sector(sector)
        for _ in range(min(cell.count, MOST + 1))
    ][: MOST + 1]
    items = sorted({item for row in rows for item in row})
    names: dict[str, int] = {}
    return np.array(
        [[names.setdefault(row.get(item, ""), len(names)) for item in items] for row in rows],
        dtype=np.int64,
    ).reshape(len(rows), len(items))


def _items(answer: Answer, options: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what an answer says of each thing that was asked."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from _inside(key, value)
    elif isinstance(answer, list):
        places = {
            code: place
            for place, each in enumerate(answer)
            for code in ([each] if isinstance(each, str) else each)
        }
        ordered = any(not isinstance(each, str) for each in answer)
        for code in options:
            yield code, str(places.get(code)) if ordered else str(code in places)
    else:
        yield "", key_of(answer)


def _inside(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield from ((f"{key}/{inner}", key_of(each)) for inner, each in value.items())
    elif isinstance(value, list):  # comparisons of two, with what was said of them
        yield from (("/".join(map(str, each[:-1])), key_of(each[-1])) for each in value)
    else:
        yield key, key_of(value)


def _pairs(codes: Codes) -> int:
    people, items = len(codes), codes.shape[1]
    differ = (codes[:, None, :] != codes[None, :, :]).sum(axis=2)
    alike = int((differ <= items // APART).sum())
    return (alike - people) // 2  # everybody is like themselves, and each pair stands there twice


def _shuffled(codes: Codes, chance: np.random.RandomState) -> Codes:
    order = np.argsort(chance.random_sample(codes.shape), axis=0)
    return np.take_along_axis(codes, order, axis=0)
