"""A round's result on paper and as rows: the figures of the page, nothing else."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reports.environment import environment
from reports.presentation import without_quorum
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from reports.tables import Cell
from smd_workshop.core import zones
from smd_workshop.library.methods import METHODS
from smd_workshop.rounds.results import trail
from smd_workshop.rounds.results.result_views import Part, ResultView

#: Keys of a result that are no figures of one option, or too deep for a column.
_ASIDE = {"without", "depends_on", "reason"}


def html(view: ResultView, *, gettext: Gettext, ngettext: Ngettext, language: str) -> str:
    """Return the result as the HTML that is printed."""
    env = environment(gettext, ngettext, language, zones.zone(view.process.time_zone))
    return env.get_template("result.html").render(
        language=language,
        title=view.round.title,
        process=view.process.name,
        simulated=view.process.simulated,
        digest=digest(view),
        view=view,
        trail=trail.of(view, spreads=True),
        labels=view.labels,
    )


def digest(view: ResultView) -> str:
    """Return the digest of the counted data; of a round in parts, the digest of their digests."""
    parts = [part.input_sha256 for part in view.parts]
    if len(parts) == 1:
        return parts[0]
    return hashlib.sha256("".join(parts).encode()).hexdigest() if parts else ""


def document(
    view: ResultView, folder: Path, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> bytes:
    """Return the PDF; made once for what it shows, then read from `folder`."""
    source = html(view, gettext=gettext, ngettext=ngettext, language=language)
    return printed(source, folder, title=view.round.title, language=language)


def rows(view: ResultView) -> tuple[list[str], list[list[Cell]]]:
    """Return headers and one row per option with every figure of the shown result, any method's.

    A protected figure is an empty cell, as is one that nobody gave.
    """
    flat = [
        (code, dict(_flat(figures)) | _again(told, code) | _status(part) | _moved(view, code))
        for part in view.parts
        for told in (view.chances(part) or {},)
        for code, figures in _rows(part)
    ]
    columns = list(dict.fromkeys(key for _, figures in flat for key in figures))
    headers = ["round", "method", "option", "wording", *columns]
    table: list[list[Cell]] = [
        [
            view.round.number,
            view.round.method_id or view.round.step,
            code,
            view.wordings.get(code, ""),
            *(figures.get(key) for key in columns),
        ]
        for code, figures in flat
    ]
    return headers, table


def _again(told: dict[str, Any], code: str) -> dict[str, Cell]:
    """Return how often what was decided of an option would come out again; nothing where no chance is told.

    The chance of each single place is in the JSON: as columns they would be as many as there are options.
    """
    figures = told if told.get("kind") == "outcome" else told.get("options", {}).get(code, {})
    chosen = {
        key: {name.replace(" ", "_"): share for name, share in value.items()}
        if isinstance(value, dict)
        else value
        for key, value in figures.items()
        if key.startswith("p_") or key == "places"
    }
    return dict(_flat(chosen, "again."))


def _status(part: Part) -> dict[str, Cell]:
    """Return how far the row can be relied on; results of before say nothing of it."""
    status = part.document.get("status")
    if status is None:
        return {}
    gone = without_quorum(part.document) if status["state"] == "provisional" else []
    return {"status": status["state"], "without_quorum": " ".join(gone)}


def _moved(view: ResultView, code: str) -> dict[str, Cell]:
    """Return what is said of an option since the round before."""
    item = (view.moved or {}).get("items", {}).get(code)
    return {} if item is None else {"since_before": item["label"]}


def _rows(part: Part) -> Iterable[tuple[str, dict[str, Any]]]:
    """Return what the method puts into the rows; of one that is not there any more, nothing."""
    method = METHODS.get(part.method_id)
    return () if method is None else method.publishing.rows(part.code, part.document)


def _is_aside(key: str, value: Any) -> bool:
    """Say whether this is no figure, or none that fits into cells: a list other than the two ends of an interval."""
    of_ends = not isinstance(value, list) or len(value) == 2
    return key in _ASIDE or key.endswith("_reason") or not of_ends


def _flat(figures: dict[str, Any], above: str = "") -> Iterable[tuple[str, Cell]]:
    for key, value in figures.items():
        if _is_aside(key, value):
            continue
        name = f"{above}{key}"
        match value:
            case {"exact": _, "float": number}:
                yield name, number
            case dict():
                yield from _flat(value, f"{name}.")
            case [low, high]:
                yield f"{name}.low", low
                yield f"{name}.high", high
            case None if key == "interval":
                yield f"{name}.low", None
                yield f"{name}.high", None
            case bool():
                yield name, int(value)
            case _:
                yield name, value
