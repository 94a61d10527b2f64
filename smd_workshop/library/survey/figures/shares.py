"""Shares and means of a survey as they stand in a result, each with its interval or with why it has none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.numbers import plain
from smd_workshop.library.stats.samples import clustered, finite, polya
from smd_workshop.library.stats.samples.polya import Pairs
from smd_workshop.library.stats.samples.proportions import wilson
from smd_workshop.library.survey.figures import reasons
from smd_workshop.library.survey.figures.reasons import told

#: When a person counts as very satisfied, or as satisfied: exactly half is not enough.
PERSON: Final = N_("More than half of the person's answers to the items of the dimensions count.")


@dataclass(frozen=True, slots=True)
class Wave:
    """What figures depend on besides the answers: the population (None if unknown), the seed, the number of draws."""

    population: int | None
    seed: str
    draws: int

    def interval(
        self, pairs: Pairs, ends: tuple[int, int], *name: str | None
    ) -> list[float] | None:
        """Return the 95 % interval of a figure; each name has draws of its own, so that no figure moves another."""
        seed = canonical_json([self.seed, *name])
        return _listed(polya.interval(pairs, ends, self.population, seed, self.draws))


def of_answers(pairs: Pairs, wave: Wave, *name: str | None) -> dict[str, Any]:
    """Return a share of all answers together, with its interval over respondents."""
    total, answers = polya.added(pairs)
    share = plain(polya.figure(pairs))
    alone = reasons.TWO_PEOPLE if sum(pairs.values()) < 2 else reasons.EVEN
    return {
        "numerator": total,
        "denominator": answers,
        **told("share", share, reasons.NO_NUMBER),
        "unit": "answers",
        **told("interval", wave.interval(pairs, (0, 1), *name), reasons.NO_NUMBER),
        **told("design_effect", clustered.design_effect(pairs), alone),
    }


def of_persons(pairs: Pairs, wave: Wave) -> dict[str, Any]:
    """Return the share of people of whose own answers more than half count."""
    people = sum(like for (_, answers), like in pairs.items() if answers)
    counted = sum(like for (total, answers), like in pairs.items() if 2 * total > answers)
    found = of_people(counted, people, wave)
    return {
        "numerator": found.pop("k"),
        "denominator": found.pop("n"),
        "share": found.pop("share"),
        "unit": "people",
        "rule": PERSON,
        **found,
    }


def of_people(counted: int, people: int, wave: Wave) -> dict[str, Any]:
    """Return a share of people: Wilson's interval (others like these), and the exact set of counts in the population."""
    exact = None
    if wave.population is not None:
        exact = list(finite.exact_set(counted, people, wave.population))
    return {
        "k": counted,
        "n": people,
        **told("share", counted / people if people else None, reasons.NO_NUMBER),
        **told("wilson", _listed(wilson(counted, people)), reasons.NO_NUMBER),
        **told("exact", exact, reasons.UNKNOWN),
    }


def mean(pairs: Pairs, ends: tuple[int, int], wave: Wave, *name: str | None) -> dict[str, Any]:
    """Return the mean of all answers together, with its interval over respondents."""
    return {
        **told("mean", plain(polya.figure(pairs)), reasons.NO_NUMBER),
        **told("mean_interval", wave.interval(pairs, ends, *name), reasons.NO_NUMBER),
    }


def deviation(numbers: Mapping[int, int]) -> float | None:
    """Return the standard deviation (n − 1) of counted numbers; None for fewer than two."""
    many = sum(numbers.values())
    if many < 2:
        return None
    total = sum(value * like for value, like in numbers.items())
    squares = sum(value * value * like for value, like in numbers.items())
    return math.sqrt(Fraction(many * squares - total * total, many * (many - 1)))


def bounds(pairs: Pairs, population: int | None) -> list[float] | None:
    """Return the pooled share if all who did not answer were dissatisfied, and if all were satisfied.

    They count with as many answers as respondents gave on average. None if nothing is known, or nobody is missing who
    could be anything.
    """
    people = sum(pairs.values())
    share = polya.figure(pairs)
    if not population or (share is None and people == population):
        return None
    heard = Fraction(0) if share is None else share * people / population
    silent = population - people if share is not None else population
    return [float(heard), float(heard + Fraction(silent, population))]


def _listed(pair: tuple[float, float] | None) -> list[float] | None:
    return None if pair is None else list(pair)
