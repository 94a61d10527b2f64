"""A scorecard in public: perspectives by themes, the strategy map, and both as files."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from reports import figure_names
from reports.plans import strategy_map as paper
from reports.plans.scorecard import Issue
from reports.tables import CSV, Cell, to_csv
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.models import Scorecard
from smd_workshop.strategy import aligning, news
from smd_workshop.strategy.alignment_picture import picture_of
from smd_workshop.strategy.scorecards import (
    documents,
    editions,
    mapping,
    reading,
    reporting,
    scorecard_queries,
    statements,
)
from smd_workshop.strategy.scorecards.showing import ScorecardShown
from smd_workshop.web.files.documents import (
    PDF,
    attachment,
    called,
    named,
    picture,
    printed_folder,
    scorecard_pdf,
    spelled,
)
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.words.strategy_words import ODD

CARD = "/p/<code>/scorecards/<scorecard>"
JSON = "application/json"


def _shown(code: str, scorecard: str) -> ScorecardShown:
    """Return a public scorecard in the year that the address asks for, or raise NotFound."""
    process = process_of(code)
    found = scorecard_queries.find_public(process, scorecard)
    year = request.args.get("year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotFound
    today = day_of(now(), process.time_zone)
    return reading.shown(found, today, int(year) if year else None, public=True)


def _page(template: str, shown: ScorecardShown, **context: Any) -> str:
    return render_template(
        f"portal/scorecard/{template}.html", process=shown.process, shown=shown,
        card=shown.scorecard, changed=news.last_change(shown), **context,
    )  # fmt: skip


@bp.get("/p/<code>/alignment")
def alignment(code: str) -> str:
    """Show which objective of one plan contributes to which of another."""
    process = process_of(code)
    aligned = aligning.of_process(process, public=True)
    return render_template(
        "portal/alignment.html", process=process, aligned=aligned, drawn=picture_of(aligned)
    )


@bp.get("/p/<code>/alignment.svg")
def alignment_svg(code: str) -> Response:
    """Give the picture alone, to be set into other pages; NotFound where nothing contributes to anything."""
    process = process_of(code)
    drawn = picture_of(aligning.of_process(process, public=True))
    if drawn is None:
        raise NotFound
    svg = render_template("strategy/alignment.svg", process=process, drawn=drawn)
    return picture(process, svg, spelled(_("How the plans hang together"), code))


@bp.get(f"{CARD}/")
def scorecard(code: str, scorecard: str) -> str:
    """Show vision, mission, and how far each perspective, theme and objective has come."""
    shown = _shown(code, scorecard)
    known = editions.of(shown.scorecard)
    changed_since = bool(known) and editions.is_changed(shown, known[0])
    return _page("scorecard", shown, editions=known, changed_since=changed_since)


@bp.get(f"{CARD}/editions/<int:card_edition>")
def scorecard_edition(code: str, scorecard: str, card_edition: int) -> str:
    """Show what a scorecard said in an edition, and whether there is a later one."""
    process = process_of(code)
    card = scorecard_queries.find_public(process, scorecard)
    return render_template(
        "portal/scorecard/edition.html", process=process, card=card,
        edition=editions.find(card, card_edition), newest=editions.of(card)[0],
    )  # fmt: skip


@bp.get(f"{CARD}/editions/<int:card_edition>.json")
def scorecard_edition_json(code: str, scorecard: str, card_edition: int) -> Response:
    """Give the same as smd-scorecard/1."""
    process = process_of(code)
    found = editions.find(scorecard_queries.find_public(process, scorecard), card_edition)
    text = json.dumps(found.document, ensure_ascii=False, allow_nan=False)
    name = named(process, f"{code}-{scorecard}-{card_edition}")
    return attachment(text.encode(), JSON, f"{name}.json")


@bp.get(f"{CARD}/vision")
def scorecard_vision(code: str, scorecard: str) -> str:
    """Show vision and mission: what they rest on, what was said before, and how far what leads there has come."""
    shown = _shown(code, scorecard)
    said = {kind: statements.history(shown.scorecard, kind) for kind in statements.KINDS}
    return _page("vision", shown, said=said)


@bp.get(f"{CARD}/objectives")
def scorecard_objectives(code: str, scorecard: str) -> str:
    """Show the objectives of the perspective or of the theme that the address names, or all; NotFound for none."""
    shown = _shown(code, scorecard)
    asked, theme = request.args.get("perspective"), request.args.get("theme")
    rows = [each for each in shown.perspectives if asked in {None, each.row.code}]
    columns = [each for each in shown.themes if each.item and str(each.item.id) == theme]
    if not rows or (theme is not None and not columns):
        raise NotFound
    if columns:
        name, measures = columns[0].item.wording if columns[0].item else "", columns[0].measures
        listed = [each for each in shown.objectives if columns[0].item in each.themes]
    else:
        name = rows[0].row.name if asked else ""
        measures = rows[0].measures if asked else shown.whole
        listed = [each for row in rows for each in row.objectives]
    return _page("objectives", shown, name=name, measures=measures, listed=listed)


@bp.get(f"{CARD}/map")
def strategy_map(code: str, scorecard: str) -> str:
    """Show the strategy map, as a picture and as a list."""
    shown = _shown(code, scorecard)
    return _page("map", shown, map=mapping.map_of(shown), odd=ODD)


@bp.get(f"{CARD}/map.svg")
def strategy_map_svg(code: str, scorecard: str) -> Response:
    """Give the picture alone, to be set into other pages; NotFound where this server cannot draw it."""
    found = mapping.map_of(_shown(code, scorecard))
    if found.picture is None:
        raise NotFound
    svg = render_template("strategy/file.svg", map=found)
    return Response(svg, mimetype="image/svg+xml")


@bp.get(f"{CARD}/map.pdf")
def strategy_map_pdf(code: str, scorecard: str) -> Response:
    """Give the map on a sheet of paper, with its arrows as a list."""
    found = mapping.map_of(_shown(code, scorecard))
    data = paper.document(
        found, printed_folder(), gettext=gettext, ngettext=ngettext, language=current_language(),
        said=lambda each: str(_(ODD[each.kind], about=" → ".join(each.about))),
    )  # fmt: skip
    return attachment(
        data,
        PDF,
        called(found.shown.process, code, scorecard, _("Strategy map"), ending="pdf"),
        inline=True,
    )


@bp.get(f"{CARD}/report.pdf")
def scorecard_report(code: str, scorecard: str) -> Response:
    """Give the report on a scorecard as it is now, in the year that the address asks for, as PDF."""
    shown = _shown(code, scorecard)
    process = shown.process
    issue = Issue(process.name, process.time_zone, news.last_change(shown))
    document = reporting.document_of(shown)
    name = named(process, f"{code}-{scorecard}-{shown.year}")
    return scorecard_pdf(document, issue, mapping.map_of(shown), f"{name}.pdf")


@bp.get(f"{CARD}/editions/<int:card_edition>.pdf")
def scorecard_edition_pdf(code: str, scorecard: str, card_edition: int) -> Response:
    """Give the report on a scorecard as it was published in an edition, as PDF."""
    process = process_of(code)
    found = editions.find(scorecard_queries.find_public(process, scorecard), card_edition)
    issue = Issue(process.name, process.time_zone, found.published_at, found.number, found.reason)
    name = named(process, f"{code}-{scorecard}-{card_edition}")
    return scorecard_pdf(found.document, issue, None, f"{name}.pdf")


@bp.get(f"{CARD}/scorecard.json")
def scorecard_json(code: str, scorecard: str) -> Response:
    """Give the scorecard of a year as JSON, exact numbers as text."""
    shown = _shown(code, scorecard)
    text = json.dumps(documents.document_of(shown), ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), JSON, f"{named(shown.process, f'{code}-{scorecard}')}.json")


@bp.get(f"{CARD}/scorecard.csv")
def scorecard_csv(code: str, scorecard: str) -> Response:
    """Give every objective in every year as CSV, its words in the reader's language."""
    process = process_of(code)
    found = scorecard_queries.find_public(process, scorecard)
    rows = list(_rows(found, process.time_zone))
    table = figure_names.told(documents.COLUMNS, rows, current_language())
    name = named(process, f"{code}-{scorecard}")
    return attachment(to_csv(*table, bom=True), CSV, f"{name}.csv")


def _rows(found: Scorecard, time_zone: str) -> Iterator[list[Cell]]:
    today = day_of(now(), time_zone)
    for year in reading.shown(found, today, public=True).years:
        yield from documents.rows_of(reading.shown(found, today, year, public=True))
