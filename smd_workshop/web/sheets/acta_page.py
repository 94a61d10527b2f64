"""An acta as part of a page: rendered once for each state and language, for a room that opens it at once."""

from typing import Any

from flask_babel import gettext, ngettext
from markupsafe import Markup

from reports.workshops import acta as paper
from smd_workshop.core.caching import Bounded
from smd_workshop.library.recount import tally
from smd_workshop.web.language import current_language

_drawn: Bounded[tuple[str, str], Markup] = Bounded("actas as pages", 16)


def drawn(document: dict[str, Any]) -> Markup:
    """Return what an smd-acta/1 document says, in the reader's language."""
    key = tally.sha256(document), current_language()
    kept = _drawn.get(key)
    if kept is not None:
        return kept
    made = paper.page(document, gettext=gettext, ngettext=ngettext, language=key[1])
    return _drawn.put(key, made)
