"""The facets of a method: what the rest of the program asks of it, each in one small value.

A folder declares them in its METHOD; their functions stand beside it in the folder. What is read from a result is
read from the shown one, as everybody may see it: a document of smd-result/1, and the code of its part, which is that
of an option where each is asked about by itself, and else empty.
"""

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from fractions import Fraction
from typing import Any, Final

Json = dict[str, Any]


def said(what: str) -> Any:
    """Declare a field that every folder must fill; `what` is told to who forgot it."""
    return field(default=None, metadata={"what": what})


def missing(value: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the meaning of everything that must be said and is not, also inside of facets."""
    for each in fields(value):
        found, name = getattr(value, each.name), f"{above}{each.name}"
        if found is None and "what" in each.metadata:
            yield name, each.metadata["what"]
        elif each.default is not MISSING and is_dataclass(found) and not isinstance(found, type):
            yield from missing(found, f"{name}.")


#: What it is about, the figure's name, numerator and denominator as text.
Figure = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Opposition:
    """How strongly one sector is against one option: `against` of `of` answers.

    `median` is what stands in the middle of its answers, where they are numbers up to `top`.
    """

    sector: str
    against: int
    of: int
    median: float | None = None
    top: int | None = None
    #: How many more of the sector voted and took no side in it: abstained, did not know, did not say.
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a sector voted, how many of its seats did not, and how much the sector weighs."""

    voted: int
    absent: int
    weight: float = 1.0


def covered_by_rows(shown: Json) -> Iterator[tuple[str, str, int]]:
    """Yield how many of each sector said something of each option, as the `n` of its rows; what is not shown is left out."""
    for code, row in shown.get("options", {}).items():
        sectors = row.get("sectors", {})
        for sector, own in sectors.items():
            if isinstance(own, Mapping) and own.get("n") is not None:
                yield code, sector, own["n"]


def all_said(_shown: Json) -> Iterable[tuple[str, str, int]]:
    """Of methods whose finding says itself what too few answered."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What is read from a shown result besides its own page."""

    figures: Callable[[str, Json], Iterable[Figure]] = said(
        "which figures are kept for good when a round is published"
    )
    #: Option code → its figures, for tables that people count on with.
    rows: Callable[[str, Json], Iterable[tuple[str, Json]]] = said(
        "which figures stand in a row of the tables to download"
    )
    #: Option code → who stands against it.
    dissent: Callable[[str, Json], Iterable[tuple[str, Opposition]]] = said(
        "which sectors stand against what (no_dissent if nobody can)"
    )
    #: Option code → the lowest and the highest its main figure could become; given who is missing.
    bounds: Callable[[Json, Mapping[str, Turnout]], Mapping[str, tuple[float, float]]] = said(
        "between which bounds a result without quorum could still move (no_bounds if it has none)"
    )
    #: How many of a sector said something of an option: (option code, sector, how many). Where that is read elsewhere,
    #: or the finding of the method says itself what too few answered (all_said), it is declared.
    covered: Callable[[Json], Iterable[tuple[str, str, int]]] = covered_by_rows


#: From this share of those of a sector who took a side on, the sector stands against: the rule of the minority report.
STANDS_AGAINST: Final = Fraction(1, 3)


def stands_against(against: int, of: int) -> bool:
    """Whether so many of so many make a sector stand against something: a third of them or more, exactly."""
    return of > 0 and Fraction(against, of) >= STANDS_AGAINST


def no_dissent(_part: str, _shown: Json) -> Iterable[tuple[str, Opposition]]:
    """Of answers that are for something, never against: nobody dissents."""
    return ()


def took_no_side(shown: Json, sector: str, answered: int) -> int:
    """Return how many of a sector, or of what is shown as one, voted and took no side on an option on which so many did.

    They abstained or said that they do not know; where each option is a question of its own, who left it blank is none
    of its answers. One count, wherever it is told.
    """
    as_one = {e["code"]: e["people"] for e in shown.get("disclosure", {}).get("together", ())}
    voted: int = as_one.get(sector, shown.get("seats", {}).get(sector, {}).get("voted", answered))
    return max(voted - answered, 0)


def no_bounds(_shown: Json, _turnout: Mapping[str, Turnout]) -> Mapping[str, tuple[float, float]]:
    """Of results that are no number between two ends."""
    return {}


def options_alone(_part: str, shown: Json) -> Iterator[tuple[str, Json]]:
    """Yield the figures of every option as they are shown: of tables that have no other row, and no column besides."""
    yield from shown["options"].items()


def shares(code: str, row: Json, *names: str) -> Iterator[Figure]:
    """Yield those figures of a row that are shown; a mean over sectors has the denominator 1."""
    for name in names:
        if row.get(name) is not None:
            yield code, name, repr(row[name]), "1"


def of_options(*names: str) -> Publishing:
    """Return what is read of a result whose options have these figures, where nothing is decided and nobody dissents."""

    def figures(_part: str, shown: Json) -> Iterator[Figure]:
        for code, row in shown["options"].items():
            yield from shares(code, row, *names)

    return Publishing(figures=figures, rows=options_alone, dissent=no_dissent, bounds=no_bounds)


#: What a result proposes to a later round. Methods do not know each other: who offers and who takes meets here.
SHORTLIST: Final = "in"
WINNERS: Final = "winners"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a result proposes to a later round: under which name, in which words, which options.

    `words` is a message with %(title)s for the round. Fewer than `least` are no proposal.
    """

    key: str
    words: str
    codes: Callable[[str, Json], Iterable[str]]
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """From which earlier results a round takes its options, and what its own result proposes."""

    takes: tuple[str, ...] = said("which proposals of earlier rounds it takes, the best first")
    offers: tuple[Offer, ...] = said("what its result proposes to later rounds")

    @property
    def winners(self) -> Offer | None:
        """What its result proposes as winners: what is best, where it is no vote that only sorts or estimates."""
        return next((each for each in self.offers if each.key == WINNERS), None)


@dataclass(frozen=True, slots=True)
class Weight:
    """What an option weighs: inside its group, and over all groups where these were weighed; shares."""

    inside: float | None
    overall: float | None = None


def weight_alone(shown: Json, code: str) -> Weight:
    """Return what an option weighs, of methods that know no groups."""
    return Weight(shown["options"][code]["weight"])


@dataclass(frozen=True, slots=True)
class Weighing:
    """The method weighs: `of` an option code; `words` say, before its name, what the weights of a round are."""

    of: Callable[[Json, str], Weight]
    words: str


def _unshown(_shown: Json, _code: str) -> None:
    return None


def _never(_shown: Json, _code: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Classifying:
    """The method sorts into classes: `of` an option code, such as in, out, contested; None where it has none.

    `agree` is the balanced share (0 to 1) that stands behind a class, None where it is not shown; `sparse`, that few or
    nobody gave an answer that sorts: which of the two is not told (docs/adr/0012).
    """

    of: Callable[[Json, str], str | None]
    agree: Callable[[Json, str], float | None] = _unshown
    sparse: Callable[[Json, str], bool] = _never
    #: Class → its words, in the order in which classes are listed; of what has none, other pages say nothing.
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimating:
    """The method finds a number: `of` an option code, in the unit of its wording; None where none is shown."""

    of: Callable[[Json, str], float | None]


@dataclass(frozen=True, slots=True)
class Grading:
    """The method gives each option a word: `of` an option code, a message; None where none is shown or too few graded it."""

    of: Callable[[Json, str], str | None]


@dataclass(frozen=True, slots=True)
class Choosing:
    """The method chooses some of several: whether it chose an option code, and the words for either."""

    chose: Callable[[Json, str], bool]
    chosen: str
    passed_over: str


@dataclass(frozen=True, slots=True)
class Adopting:
    """The method adopts into the scorecard: which options, with how many votes of how many, and the words for it.

    `votes` is None where they are not shown; then `words` say what an adoption means. What was not `decided`, as without
    a quorum, leaves what stood before.
    """

    codes: Callable[[str, Json], Collection[str]]
    decided: Callable[[str, Json], bool]
    votes: Callable[[str, Json], tuple[int, int] | None]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """The parts a vote by this method plays on the way from an objective back to its notes; None: not this one."""

    weighs: Weighing | None = None
    classifies: Classifying | None = None
    estimates: Estimating | None = None
    grades: Grading | None = None
    chooses: Choosing | None = None
    adopts: Adopting | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """A round whose answers are to be drawn: option codes with their groups, the codes of the sectors, its settings."""

    options: Mapping[str, str]
    sectors: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One simulated ballot: the canonical answer (by option where each is asked about by itself) and the reasons."""

    answer: Any
    reasons: dict[str, str] = field(default_factory=dict)


#: Takes the code of a sector, gives a ballot.
Answers = Callable[[str], Drawn]
Simulate = Callable[[Simulated, random.Random], Answers]
