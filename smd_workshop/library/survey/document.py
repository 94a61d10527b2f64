"""An smd-survey/1 document in, an smd-survey-result/1 document out, by the code that serves the pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library import schemas
from smd_workshop.library.ballots import shown
from smd_workshop.library.documents import sha256
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.answers import blocks
from smd_workshop.library.survey.apart import OPEN, OPEN_RESPONSES, RESPONSES, SELF_SELECTED
from smd_workshop.library.survey.design import Design, Dimension, Scale
from smd_workshop.library.survey.figures.shares import Wave
from smd_workshop.library.survey.figures.wave_figures import figures
from smd_workshop.library.survey.summary import Summary

SURVEY: Final = "smd-survey/1"
RESULT: Final = "smd-survey-result/1"
#: Which way of computing the figures this is: it rises when the same file could give another figure.
VERSION: Final = 1

SEED: Final = 2022
DRAWS: Final = 2000
#: A scale of more points is no scale that people tell apart; 0 to 100 is one.
MOST_POINTS: Final = 101

#: Items in all: more is no questionnaire, and what is kept grows with their square.
MOST_ITEMS: Final = 1000

Document = Mapping[str, Any]


def recount(document: Any) -> JsonResult:
    """Return the smd-survey-result/1 document of an smd-survey/1 document, or raise FormatError."""
    design = design_of(document)
    summary = Summary.of_blocks(design, blocks(design, document[RESPONSES]))
    return result(document, summary, sha256(document))


def result(
    document: Document, summary: Summary, digest: str, beside: Summary | None = None
) -> JsonResult:
    """Return the result document of a checked document, of which the responses need not be there any more.

    `beside` is the summary of who came by a link for anybody, where it is made already.
    """
    settings = _settings(document)
    population = _population(document, summary.n)
    wave = Wave(population, str(settings["seed"]), settings["resamples"])
    design, scale = summary.design, summary.design.scale
    if beside is None and document.get(OPEN_RESPONSES) is not None:
        beside = Summary.of_blocks(design, blocks(design, document[OPEN_RESPONSES], OPEN_RESPONSES))
    return {
        "format": RESULT,
        "version": VERSION,
        "settings": settings,
        "scale": {
            "min": scale.low,
            "max": scale.high,
            "top": list(scale.top),
            "satisfied": list(scale.satisfied),
        },
        "input_sha256": digest,
        **figures(summary, wave),
        **({} if beside is None else {OPEN: _apart(beside, wave)}),
    }


def _apart(beside: Summary, wave: Wave) -> dict[str, Any]:
    """Return the figures of who came by a link for anybody: of no population, with margins as of a sample of many."""
    return {**figures(beside, replace(wave, population=None)), "sampling": SELF_SELECTED}


def design_of(document: Any) -> Design:
    """Read what was asked from a document, of which the responses are not looked at; FormatError if it is wrong."""
    if isinstance(document, dict) and "format" in document:
        # First, or a plan given by mistake would be told off for its keys.
        schemas.check(document["format"], {"const": SURVEY}, ("format",))
    schemas.check(document, _envelope())
    _settings(document)
    scale = _scale(document["scale"])
    dimensions = _dimensions(document["dimensions"])
    importance = tuple((document.get("importance") or {}).items())
    design = Design(
        scale, dimensions, document.get("overall"), document.get("recommend"), importance
    )
    _refuse_mixed_up(design)
    return design


def _envelope() -> Mapping[str, Any]:
    """Return the schema without that of the responses, whose reader says more and is quicker."""
    schema = schemas.load("smd-survey-1")
    lists = {key: {"type": "array"} for key in (RESPONSES, OPEN_RESPONSES)}
    return {**schema, "properties": {**schema["properties"], **lists}}


def _scale(given: Document) -> Scale:
    low, high = int(given["min"]), int(given["max"])
    if high <= low:
        raise FormatError(
            ("scale", "max"), N_("%(value)s is not more than %(limit)s"), value=high, limit=low
        )
    if high - low >= MOST_POINTS:
        raise FormatError(
            "scale",
            N_("%(value)s points are more than %(limit)s"),
            value=high - low + 1,
            limit=MOST_POINTS,
        )
    satisfied = [high - 1, high] if high - low > 1 else [high]
    return Scale(
        low,
        high,
        _points(given.get("top", [high]), low, high, "top"),
        _points(given.get("satisfied", satisfied), low, high, "satisfied"),
    )


def _points(given: list[float], low: int, high: int, key: str) -> tuple[int, ...]:
    for place, point in enumerate(given):
        if not low <= point <= high:
            raise FormatError(
                ("scale", key, place),
                N_("%(value)s is not between %(low)s and %(high)s"),
                value=shown(point),
                low=low,
                high=high,
            )
    return tuple(int(point) for point in given)


def _dimensions(given: list[Document]) -> tuple[Dimension, ...]:
    schemas.refuse_repeats([dimension["code"] for dimension in given], ("dimensions",), "code")
    taken: set[str] = set()
    for place, dimension in enumerate(given):
        for inside, item in enumerate(dimension["items"]):
            if item in taken:
                raise FormatError(
                    ("dimensions", place, "items", inside),
                    N_("%(value)s is already in a dimension"),
                    value=shown(item),
                )
        taken.update(dimension["items"])
    return tuple(Dimension(each["code"], tuple(each["items"])) for each in given)


def _refuse_mixed_up(design: Design) -> None:
    """Refuse an item with two meanings, and the importance of what is not asked."""
    rated = set(design.rated)
    if len(design.items) > MOST_ITEMS:
        raise FormatError(
            "dimensions",
            N_("%(value)s items are more than %(limit)s"),
            value=len(design.items),
            limit=MOST_ITEMS,
        )
    _refuse_taken("recommend", design.recommend, rated, N_("%(value)s is already in a dimension"))
    performed = rated | ({design.overall} if design.overall else set())
    _refuse_taken(
        "recommend", design.recommend, performed, N_("%(value)s is already the overall item")
    )
    for item, asks in design.importance:
        steps = ("importance", item)
        if item not in performed:
            raise FormatError(steps, N_("there is no such item"))
        _refuse_taken(steps, asks, rated, N_("%(value)s is already in a dimension"))
        _refuse_taken(steps, asks, performed, N_("%(value)s is already the overall item"))
        if asks == design.recommend:
            raise FormatError(
                steps, N_("%(value)s already asks for a recommendation"), value=shown(asks)
            )


def _refuse_taken(
    steps: str | tuple[str, ...], item: str | None, taken: set[str], message: str
) -> None:
    if item in taken:
        raise FormatError(steps, message, value=shown(item))


def _population(document: Document, n: int) -> int | None:
    given = document.get("population")
    if given is None:
        return None
    if given < n:
        raise FormatError(
            "population",
            N_("there are more responses (%(n)s) than that: %(value)s"),
            value=shown(given),
            n=n,
        )
    return int(given)


def _settings(document: Document) -> dict[str, Any]:
    """Return the settings with defaults filled; the seed as it is written."""
    given = document.get("settings", {})
    seed = given.get("seed", SEED)
    if isinstance(seed, float) and seed.is_integer():
        seed = int(seed)
    if isinstance(seed, bool) or not isinstance(seed, int | str) or seed == "":
        raise FormatError(
            ("settings", "seed"),
            N_("%(value)s is neither a whole number nor a text"),
            value=shown(seed),
        )
    return {"seed": seed, "resamples": int(given.get("resamples", DRAWS))}
