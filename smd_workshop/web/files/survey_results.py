"""The figures of a wave as files, for staff and, once its summary is approved, for anybody."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_babel import gettext as _

from reports.surveys import survey_figures
from reports.tables import CSV
from smd_workshop.library.documents import canonical_json
from smd_workshop.models import Wave
from smd_workshop.processes.processes import slug
from smd_workshop.surveys.results.facts import Facts
from smd_workshop.web.files.documents import attachment, named_of
from smd_workshop.web.language import current_language

#: Under which names of a document of figures sentences of ours stand.
SENTENCES = frozenset({"definition", "hidden", "why"})
REASON = "_reason"


def table_of(told: Facts, wave: Wave) -> Response:
    """Give what is told of a wave as a table, one figure in each row."""
    simulated = wave.survey.shown_as_simulated
    content = survey_figures.to_csv(told, current_language(), simulated=simulated)
    name = named_wave(wave, _("result"))
    return attachment(content, CSV, f"{name}.csv")


def json_of(document: Any, wave: Wave, what: str, *, exact: bool = False) -> Response:
    """Give a file that is called after its wave and what it holds; names stay, sentences are in the reader's language.

    `exact`: the bytes that its digest is of, in which nothing is said otherwise.
    """
    if exact:
        text = canonical_json(document)
    else:
        text = json.dumps(_in_words(document), ensure_ascii=False, indent=1)
    return attachment(text.encode(), "application/json", f"{named_wave(wave, what)}.json")


def _in_words(value: Any, key: str = "") -> Any:
    """Return a document whose sentences, which are our own, are put into the reader's language."""
    if isinstance(value, Mapping):
        return {name: _in_words(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_in_words(each, key) for each in value]
    says = isinstance(value, str) and value and (key in SENTENCES or key.endswith(REASON))
    return _(value) if says else value


def named_wave(wave: Wave, what: str) -> str:
    """Return the name of a file about a wave, without its ending."""
    return named_of(wave.survey, f"{wave.survey.code}-{wave.number}-{slug(what)}")
