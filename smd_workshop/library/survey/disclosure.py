"""Which figures of a wave may be shown, by how many people answered and by nothing that they answered.

After Handbook on Statistical Disclosure Control (sdctools.github.io/HandbookSDC) and docs/surveys.md.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core import numbers
from smd_workshop.core.messages import N_
from smd_workshop.library.survey.apart import OPEN

#: Fewer people are not shown.
FEW: Final = 5
#: From so many people on figures that tie answers to each other, and the answers themselves, are shown.
MANY: Final = 30
#: Decimals of a share of few people, one of its percentage: more would let one work back to single answers.
PLACES: Final = 3
#: Decimals of the rest, as they are read: what is rounded to three first and to two afterwards is another number.
_TWO: Final = 2
_READ_WITH_TWO: Final = frozenset({
    "mean", "mean_interval", "mean_place", "sd", "median", "lower_quartile", "upper_quartile", "p5", "p95",
    "alpha", "alpha_interval", "expected", "found", "gap", "importance", "performance", "nps",
})  # fmt: skip

TOO_FEW: Final = N_(
    "Fewer than five people answered, so nothing is shown: one could tell who said what."
)
HIDDEN: Final = N_(
    "Some figures are not shown, because fewer than five people stand behind them or could be worked out from them."
)
FEW_COMPLETE: Final = N_("Fewer than five people answered all items.")
NO_FILE: Final = N_(
    "The single answers are not handed out: with fewer than thirty people one could tell who gave them."
)

#: What ties answers to each other, of a dimension and of all.
_TIED: Final = frozenset({"item_total", "alpha_if_dropped", "mean_inter_item_r", "omega"})
_ALPHA: Final = ("alpha", "alpha_interval")
_TIED_OF_ALL: Final = frozenset({"derived_importance", "importance_performance"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as far as it may be shown: None in place of what may not."""

    figures: Mapping[str, Any]
    #: Why something is missing, as a sentence; '' if nothing is.
    why: str
    #: Whether the single answers may be handed out.
    file: bool

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is shown."""
        return self.why == TOO_FEW


def questions_said(people: int, written: Mapping[str, int], conditional: Collection[str]) -> bool:
    """Say whether it may be told which question each of the comments of a wave answers.

    `people` answered the wave, `written` holds how many comments each question has, `conditional` the questions that
    depend on other answers. All or none are told, for what is told of the others would tell the one that is not. Fewer
    than five comments of one of several questions would show who wrote there; the question of a comment that was asked
    only after some answer ties the two, as figures of thirty people and more may.
    """
    asked = {code: many for code, many in written.items() if many}
    few = len(asked) > 1 and min(asked.values()) < FEW
    tied = people < MANY and any(code in conditional for code in asked)
    return people >= FEW and not few and not tied


def shown(result: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> Shown:
    """Return what of an smd-survey-result/1 document may be shown; `dimensions` holds their items.

    Those who came by a link for anybody are counted apart and judged by the same rules; where nobody else answered, the
    figures are theirs. No figure is of both together, so that nothing of one can be taken off it; the single answers are
    handed out where those of either could be.

    An item that fewer than five people answered hides the items of its dimension, for the sum of the others would tell
    it; a dimension that so few answered hides the smallest other one as well, for the headline would. How far items go
    together is a figure of those who answered all of them, and goes where these are so few.
    """
    if OPEN not in result:
        return _judged(result, dimensions)
    asked = {key: value for key, value in result.items() if key != OPEN}
    if not asked["n"]:
        return _judged({**asked, **result[OPEN]}, dimensions)
    own = _judged(asked, dimensions)
    beside = _judged({"scale": result["scale"], **result[OPEN]}, dimensions)
    return Shown({**own.figures, OPEN: beside.figures}, own.why, file=own.file and beside.file)


def _judged(result: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> Shown:
    if result["n"] < FEW:
        said = ("format", "version", "n", "population", "response_rate", "sampling")
        return Shown({key: result[key] for key in said if key in result}, TOO_FEW, file=False)
    few_people = (result["population"] or result["n"]) < MANY or result["n"] < MANY
    hidden = _hidden_dimensions(result, dimensions)
    items = frozenset(_hidden_items(result, dimensions, hidden))
    headless = bool(hidden) and len(hidden) == len(dimensions)
    figures = {
        key: _kept(key, value, hidden, items, headless=headless)
        for key, value in result.items()
        if not (few_people and key.removesuffix("_reason") in _TIED_OF_ALL)
    }
    if few_people:
        figures = _coarse(figures)
    withheld = bool(hidden or items)
    return Shown(figures, HIDDEN if withheld else "", file=not (few_people or withheld))


def _people(result: Mapping[str, Any], items: Sequence[str]) -> int:
    """Return how many people at least answered any of these items."""
    return max((result["items"][item]["n"] for item in items), default=0)


def _hidden_dimensions(
    result: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    people = {code: _people(result, items) for code, items in dimensions.items()}
    hidden = {code for code, many in people.items() if many < FEW}
    others = [code for code in people if code not in hidden]
    if hidden and others:
        hidden.add(min(others, key=lambda code: people[code]))
    return frozenset(hidden)


def _hidden_items(
    result: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]], hidden: frozenset[str]
) -> Iterator[str]:
    counts = {item: figures["n"] for item, figures in result["items"].items()}
    inside = {item for items in dimensions.values() for item in items}
    for code, items in dimensions.items():
        if code in hidden or any(counts[item] < FEW for item in items):
            yield from items
    yield from (item for item, many in counts.items() if item not in inside and many < FEW)


_OF_ALL: Final = frozenset({"headline", "satisfied", "people", "bounds"})


def _kept(
    key: str, value: Any, hidden: frozenset[str], items: frozenset[str], *, headless: bool
) -> Any:
    if key == "dimensions":
        return {code: None if code in hidden else _together(each) for code, each in value.items()}
    if key == "items":
        return {code: None if code in items else each for code, each in value.items()}
    if key == "nps" and value["n"] < FEW:
        return None
    if key in _TIED_OF_ALL and (items or _few_pairs(value)):
        return None
    return None if headless and key in _OF_ALL else value


def _few_pairs(importance: Mapping[str, Any]) -> bool:
    """Say whether the gap of an item is that of few: of some who answered both it and what asks how important it is."""
    return any("gap" in each and each["n"] < FEW for each in importance["items"].values())


def _together(dimension: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the figures of a dimension without those of fewer than five people who answered all of its items."""
    if dimension["complete"] >= FEW:
        return dimension
    kept = _without_tied(dimension)
    return kept | {
        key: value for a in _ALPHA for key, value in ((a, None), (f"{a}_reason", FEW_COMPLETE))
    }


def _without_tied(dimension: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in dimension.items() if k.removesuffix("_reason") not in _TIED}


def _coarse(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures of few people: none that ties single answers to each other, and no more digits than are read."""
    found = {key: rounded(value) for key, value in figures.items()}
    found["dimensions"] = {
        code: each if each is None else _without_tied(each)
        for code, each in found["dimensions"].items()
    }
    return found


def rounded(value: Any, places: int = PLACES) -> Any:
    """Return figures with no more decimals than few people allow and than are read, each rounded once and half up."""
    match value:
        case float():
            return float(numbers.rounded(value, places))
        case dict():
            return {
                key: rounded(each, _TWO if key in _READ_WITH_TWO else places)
                for key, each in value.items()
            }
        case list():
            return [rounded(each, places) for each in value]
        case _:
            return value
