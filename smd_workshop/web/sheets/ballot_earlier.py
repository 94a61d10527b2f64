"""What a round that is asked again said of each option, as a ballot shows it."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from smd_workshop.core.caching import Bounded
from smd_workshop.library.findings.rows import Cell, Scale
from smd_workshop.rounds import round_definitions
from smd_workshop.rounds.results import earlier
from smd_workshop.web.language import current_language
from smd_workshop.web.words.figure_words import figure_words

#: Pieces kept in memory; a round of 24 factors in two languages needs about 500.
KEPT = 5000
#: So many reasons stand beside an option; all stand in the result.
REASONS = 4
#: Of so many options at most what was said before is unfolded.
UNFOLDED = 3
#: What was said of an option before, by round with its revision, option and language.
_earlier: Bounded[tuple[str, int, int, str, str], Markup] = Bounded(
    "what a round asked again said", KEPT
)


def said_again(
    asked: round_definitions.RoundDefinition, own: Mapping[str, str]
) -> dict[str, Markup]:
    """Return by code what a round that is asked again said of each option."""
    before = earlier.of(asked)
    if before is None:
        return {}
    draw: Any = current_app.jinja_env.get_template("participant/parts/earlier.html").module
    found: dict[str, Markup] = {}
    for option in asked.options:
        said = before.said.get(option.wording)
        if said is None:
            continue
        key = (asked.digest, before.round_id, before.revision, option.code, current_language())
        piece = _earlier.get(key) or _earlier.put(key, _said_before(draw, before, said))
        found[option.code] = draw.box(before, piece, own.get(option.code, ""), option.wording)
    return found


def _said_before(draw: Any, before: earlier.Earlier, said: earlier.Before) -> Markup:
    """Draw what was said of one option: the figure of all, of each shown sector and how it is spread, the first reasons.

    Of few options it is unfolded.
    """
    cells = [
        (name, _cell_words(said.scale, said.row.cells.get(code)), said.spread.get(code))
        for code, name in before.sectors
    ]
    everybody = figure_words(said.scale, said.row.value)
    shown = [each for each in cells if each[1]]
    unfolded = len(before.said) <= UNFOLDED
    drawn: Markup = draw.said(before, everybody, shown, said.reasons, REASONS, unfolded)
    return drawn


def _cell_words(scale: Scale, cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.count is not None:
        return str(_("%(part)s of %(whole)s", part=cell.count[0], whole=cell.count[1]))
    return figure_words(scale, cell.value)
