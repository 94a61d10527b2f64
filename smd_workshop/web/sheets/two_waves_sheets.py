"""A wave beside an earlier one, as its page and its files tell it, for staff and, of approved waves, for anybody."""

from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _

from reports.surveys import two_waves as table
from reports.tables import CSV
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.results import facts, two_waves, two_waves_documents, two_waves_groups
from smd_workshop.surveys.results.two_waves import Left, TwoWaves
from smd_workshop.surveys.results.two_waves_groups import GroupTable
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.files.survey_results import json_of, named_wave
from smd_workshop.web.language import current_language
from smd_workshop.web.sheets.survey_sheets import language_of

#: What is likelier than this by chance is not marked.
RARE = 0.05


@dataclass(frozen=True, slots=True)
class Told:
    """Two waves with their groups, the waves that one may be beside, and what the points that count are called."""

    both: TwoWaves
    every: tuple[Wave, ...]
    tables: tuple[GroupTable, ...] = ()
    left: tuple[Left, ...] = ()
    points: str = ""


def told(wave: Wave, *, public: bool = False) -> Told:
    """Return a counted wave beside the earlier one that `with` names, by its number, or beside the last.

    NotFound where it names none, and before the figures are computed.
    """
    language = language_of(instruments.read(wave.instrument))
    own = facts.facts(wave, language, public=public)
    if own is None:
        raise NotFound
    every = tuple(two_waves.earlier(wave, public=public))
    wanted = request.args.get("with", "")
    chosen = next((each for each in every if str(each.number) == wanted), None)
    if wanted and chosen is None:
        raise NotFound
    both = two_waves.compared(chosen or (every[-1] if every else None), wave, language)
    tables, left = two_waves_groups.compared(both, language)
    points = own.called(own.figures["scale"]["top"]) if own.points else ""
    return Told(both, every, tables, left, points)


def as_table(wave: Wave, *, public: bool = False) -> Response:
    """Give the same as a table."""
    found = told(wave, public=public)
    content = table.to_csv(found.both, found.tables, found.left, current_language(), _)
    return attachment(content, CSV, f"{named_wave(wave, _said(found.both))}.csv")


def as_document(wave: Wave, *, public: bool = False) -> Response:
    """Give the same to compute with."""
    found = told(wave, public=public)
    document = two_waves_documents.document(found.both, found.tables, found.left)
    return json_of(document, wave, _said(found.both))


def _said(both: TwoWaves) -> str:
    if both.before is None:
        return str(_("beside no other"))
    return str(_("beside %(wave)s", wave=str(both.before.number)))
