"""A published round: its page, its PDF, its downloads."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from reports import figure_names
from reports.spoken import Speaker
from reports.tables import CSV, XLSX, Cell, Sheet, to_csv, to_xlsx
from reports.workshops import result as paper
from reports.workshops import trail as trail_rows
from smd_workshop.core.errors import NotAllowed, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.library import schemas
from smd_workshop.library.charts.vega import vega
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.repeating import REPEATED
from smd_workshop.plans import plans
from smd_workshop.plans.reviews import proposals
from smd_workshop.processes.processes import slug
from smd_workshop.publishing import published_figures
from smd_workshop.rounds import store, workshops
from smd_workshop.rounds.results import results, trail
from smd_workshop.rounds.results.result_views import Part, ResultView
from smd_workshop.web.files.documents import marked, printed_folder
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

_COUNTED = re.compile(r'"([a-z-]+)": \(\(([\d, ]+)\), [a-z_]+\)')
ROUND = "/p/<code>/r/<workshop>/<int:number>"


def _view(code: str, workshop: str, number: int, *, counted: bool = True) -> ResultView:
    """Return what the public may see; NotFound for what is not published, or holds no count."""
    process = process_of(code)
    view = results.view(store.find(workshops.find(process, workshop), number))
    if counted and not view.parts:
        raise NotFound
    return view


def _part(view: ResultView, code: str | None) -> Part:
    """Return the part with this code; without one, the only part."""
    if code is None and len(view.parts) == 1:
        return view.parts[0]
    for part in view.parts:
        if part.code and part.code == code:
            return part
    raise NotFound


@bp.get(f"{ROUND}/")
def result(code: str, workshop: str, number: int) -> str:
    """Show the result of a round, its table sorted by a column that is asked for, or why it was annulled."""
    view = _view(code, workshop, number, counted=False)
    return render_template(
        "portal/result.html", process=view.process, view=view, trail=trail.of(view),
        review=proposals.public_of(view.workshop), address_of=plans.address_of,
        sort=request.args.get("sort", ""), by_script=any(map(_by_script, view.parts)),
    )  # fmt: skip


@bp.get(f"{ROUND}/trail")
def round_trail(code: str, workshop: str, number: int) -> Any:
    """Show each item through the rounds that asked it, as far as they are published; of a round asked once, its result."""
    view = _view(code, workshop, number)
    found = trail.of(view, spreads=True)
    if found is None:
        there = url_for("portal.result", code=code, workshop=workshop, number=number)
        return redirect(there, 303)
    return render_template("portal/trail.html", process=view.process, view=view, trail=found)


@bp.get(f"{ROUND}/trail.csv")
def trail_csv(code: str, workshop: str, number: int) -> Any:
    """Give the same as CSV, one row for each round, sector and step of the scale."""
    view = _view(code, workshop, number)
    found = trail.of(view, spreads=True)
    if found is None:
        there = url_for("portal.result", code=code, workshop=workshop, number=number)
        return redirect(there, 303)
    headers, rows = trail_rows.rows(found, gettext)
    if view.process.simulated:
        headers, rows = [*headers, "note"], [[*row, _("simulated votes")] for row in rows]
    told = figure_names.told(headers, rows, current_language())
    return _file(view, to_csv(*told, bom=True), CSV, _("Through the rounds"), "csv")


def _by_script(part: Part) -> bool:
    """Say whether the script that anybody may take away counts these ballots; the program itself counts them all."""
    data = part.data or {}
    versions = _script_counts().get(str(data.get("method")), [])
    return bool(versions) and data.get("version", versions[0]) in versions


@cache
def _script_counts() -> dict[str, list[int]]:
    """Return which method in which versions the script counts, the newest first, as its own table says."""
    script = Path(current_app.static_folder or "", "recount.py").read_text("utf-8")
    return {
        name: [int(version) for version in re.findall(r"\d+", versions)]
        for name, versions in _COUNTED.findall(script)
    }


@bp.get(f"{ROUND}/result.pdf")
def result_pdf(code: str, workshop: str, number: int) -> Response:
    """Give the same as a document, printed once and kept under its digest."""
    view = _view(code, workshop, number)
    folder = printed_folder()
    made = paper.document(
        view, folder, gettext=gettext, ngettext=ngettext, language=current_language()
    )
    return _file(view, made, "application/pdf", _("result"), "pdf", shown=True)


@bp.get(f"{ROUND}/result.json")
@bp.get(f"{ROUND}/<part>/result.json")
def result_json(code: str, workshop: str, number: int, part: str | None = None) -> Response:
    """Give the figures as smd-result/1, with how often they would come out again where the page tells it."""
    view = _view(code, workshop, number)
    found = _part(view, part)
    told = view.chances(found)
    again = {"chances": told} if told else {}
    return _json(view, _said(view, found.document | again), _("result"), found.code)


@bp.get(f"{ROUND}/data.json")
@bp.get(f"{ROUND}/<part>/data.json")
def data_json(code: str, workshop: str, number: int, part: str | None = None) -> Response:
    """Give the ballots as smd-tally/1, by which anybody can recount; or say why not."""
    view = _view(code, workshop, number)
    found = _part(view, part)
    if found.data is None:
        raise NotAllowed(
            N_("The ballots of this round are not published: some groups are so small that one "
               "could tell how a person voted. The figures that can be shown are in the result.")
        )  # fmt: skip
    return _json(view, found.data, _("ballots"), found.code)


@bp.get(f"{ROUND}/table.csv")
def table_csv(code: str, workshop: str, number: int) -> Response:
    """Give every figure as CSV, one row per option."""
    view = _view(code, workshop, number)
    headers, rows = paper.rows(view)
    if view.process.simulated:
        headers, rows = [*headers, "note"], [[*row, _("simulated votes")] for row in rows]
    return _file(view, to_csv(*_told(headers, rows), bom=True), CSV, _("table"), "csv")


def _told(headers: list[str], rows: list[list[Cell]]) -> tuple[list[str], list[list[Cell]]]:
    """Return the table in the reader's language; in English, that of the formats, a method is called by its id."""
    if current_language() != "en":
        at = headers.index("method")
        for row in rows:
            row[at] = _(METHODS[str(row[at])].name) if row[at] in METHODS else row[at]
    return figure_names.told(headers, rows, current_language())


@bp.get(f"{ROUND}/moved.json")
def moved_json(code: str, workshop: str, number: int) -> Response:
    """Give what moved since the round that this one asked again (smd-repeated/1); of a first one, that it is the first."""
    view = _view(code, workshop, number)
    first = {"format": REPEATED, "held": 1, "items": {}}
    return _json(view, _said(view, first if view.moved is None else view.moved), _("moved"), "")


@bp.get(f"{ROUND}/table.xlsx")
def table_xlsx(code: str, workshop: str, number: int) -> Response:
    """Give every figure as a workbook: options, roll, and where it all comes from."""
    view = _view(code, workshop, number)
    headers, rows = paper.rows(view)
    roll: list[list[Cell]] = [[r.code, r.name, r.eligible, r.present, r.voted] for r in view.roll]
    about: list[list[Cell]] = [
        [_("Process"), view.process.name],
        [_("Round"), f"{view.round.number}. {view.round.title}"],
        [_("Question"), view.round.question],
        [_("Result"), _answer(view)],
        *(
            [part.code or _("Digest of the data (SHA-256)"), part.input_sha256]
            for part in view.parts
        ),
    ]
    if view.process.simulated:
        about.insert(
            0,
            [
                _("simulated votes"),
                _("These ballots were drawn by a program for practice. Nobody cast them."),
            ],
        )
    book = to_xlsx(
        Sheet(_("Result"), *_told(headers, rows)),
        Sheet(_("Roll"), [_("Code"), _("Sector"), _("Seats"), _("Present"), _("Voted")], roll),
        Sheet(_("About"), [_("What"), _("Content")], about),
    )
    return _file(view, book, XLSX, _("table"), "xlsx")


def _answer(view: ResultView) -> str:
    """Return what came out in a sentence, as the page says it."""
    speak, found = Speaker(gettext, ngettext), view.findings
    places = published_figures.places(view.parts[0].document)
    said = found.headline if found else ()
    return " ".join(speak(each, view.labels, view.wordings, places) for each in said)


@bp.get(f"{ROUND}/charts/<int:place>.json")
def chart_spec(code: str, workshop: str, number: int, place: int) -> Response:
    """Give one chart of the page as a Vega-Lite specification; charts are counted from 1."""
    view = _view(code, workshop, number)
    charts = [chart for part in view.parts for chart in view.charts(part)]
    if not 1 <= place <= len(charts):
        raise NotFound
    chart = charts[place - 1].translated(gettext)
    drawn = vega(replace(chart, title=marked(view.process, chart.title)))
    return _json(view, drawn, _("chart"), str(place))


@bp.get("/schemas/<name>.json")
def schema(name: str) -> Response:
    """Give the JSON Schema of an open format."""
    if name not in schemas.NAMES:
        raise NotFound
    return Response(schemas.text(name), mimetype="application/schema+json")


def _said(view: ResultView, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document that says inside that its votes are simulated; not of the ballots, whose digest is published."""
    return {**document, **({"simulated": True} if view.process.simulated else {})}


def _json(view: ResultView, document: Any, what: str, part: str) -> Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return _file(
        view, text.encode(), "application/json", f"{what}-{part}" if part else what, "json"
    )


def _file(
    view: ResultView,
    content: bytes,
    media_type: str,
    what: str,
    ending: str,
    *,
    shown: bool = False,
) -> Response:
    """Return a download whose name says which round it is, and that the votes were simulated."""
    parts = [view.process.code, view.workshop.code, f"r{view.round.number}", what]
    if view.process.simulated:
        parts.append(_("simulated votes"))
    name = "-".join(slug(part) for part in parts)
    response = Response(content, mimetype=media_type)
    kind = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{ending}"'
    return response
