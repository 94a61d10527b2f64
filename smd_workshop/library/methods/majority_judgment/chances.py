"""How often each option would come before each other by its grades, weighed by chance.

The ballot that nobody gave holds for each option the best or the worst word. Where the word in the middle and what is next
to it decide, which is nearly always, many repetitions are compared at once; else the full rule is asked (values).
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from smd_workshop.library.chances.decided import Order
from smd_workshop.library.chances.draws import Draws
from smd_workshop.library.chances.facet import NO_ANSWER, REPETITIONS, repetitions
from smd_workshop.library.methods.majority_judgment.compute import GRADES, decider
from smd_workshop.library.methods.majority_judgment.values import ordered
from smd_workshop.library.profile import Profile
from smd_workshop.library.stats.samples.bounded import Floats

_DIGITS: Final = 9
#: Less than any two numbers differ that are told apart by so many digits, however many options tie.
_BEHIND: Final = 1e-12


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Order | str | None:
    """Return how good each option was; those that nobody graded take no part."""
    graded = {code for cell in profile.cells for code in cell.answer}
    codes = tuple(code for code in profile.options if code in graded)
    many = repetitions(REPETITIONS, len(profile.cells), GRADES * len(codes))
    if not many or not codes:
        return None if codes else NO_ANSWER
    draws = Draws.of(profile, seed, many, balanced=settings["balance"] == "sector")
    order = decider(profile, settings)(profile)
    return Order(codes, worths(_grades(draws, codes)), order)


def _grades(draws: Draws, codes: tuple[str, ...]) -> Floats:
    """Return how much weight gave each grade to each option: (repetitions, options, grades)."""
    given = np.zeros((len(draws.cells), len(codes), GRADES))
    for at, cell in enumerate(draws.cells):
        for place, code in enumerate(codes):
            if code in cell.answer:
                given[at, place, cell.answer[code]] = 1
    # What a sector did not grade at all it does not grade by chance either.
    asked = np.stack([given[own].any(axis=(0, 2)) for own in draws.columns])
    coins = draws.coins(len(codes))
    added = np.zeros((*coins.shape, GRADES))
    added[..., -1], added[..., 0] = coins & asked, ~coins & asked
    sums = draws.sums(given.reshape(len(given), -1), added.reshape(*draws.shape, -1))
    return sums.reshape(draws.shape[0], len(codes), GRADES)


def worths(weights: Floats) -> Floats:
    """Return numbers in the order of the majority values, equal where these tie: (…, options, grades) → (…, options)."""
    found = _first(weights)
    inorder = np.sort(found, axis=-1)
    for at in np.flatnonzero((np.diff(inorder, axis=-1) == 0).any(axis=-1)):
        own = found[at].copy()
        for value in {value for value in own.tolist() if (own == value).sum() > 1}:
            tied = np.flatnonzero(own == value)
            exact = {str(place): [int(each) for each in weights[at, place]] for place in tied}
            for behind, codes in enumerate(ordered(exact)):
                found[at, [int(code) for code in codes]] -= behind * _BEHIND
    return found


def _first(weights: Floats) -> Floats:
    """Return numbers in the order of the word in the middle and of what comes next to it, where majority values differ.

    Going from the middle outwards, that is what is better where more of the weight is above, else what is worse.
    """
    whole = weights.sum(axis=-1)
    middle = (2 * np.cumsum(weights, axis=-1) < whole[..., None]).sum(axis=-1)
    grades = np.arange(weights.shape[-1])
    above = np.where(grades > middle[..., None], weights, 0).sum(axis=-1)
    below = np.where(grades < middle[..., None], weights, 0).sum(axis=-1)
    found: Floats = np.round(4 * middle + np.where(above > below, above, -below) / whole, _DIGITS)
    return found
