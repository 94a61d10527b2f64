"""People from a spreadsheet: send, look at a verdict per row, put right, confirm."""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.workshops.people import ImportForm
from reports.sheets.spreadsheets import headed, read_table
from reports.tables import CSV, XLSX, Cell, to_csv
from reports.workshops import people_template
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.names import folded
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.models import Process
from smd_workshop.people import imports
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.people import kept_lists
from smd_workshop.web.facilitator.people.kept_lists import Kept
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.staff import previews
from smd_workshop.web.staff.process_access import enter, my_id
from smd_workshop.web.words.verdict_words import asides_remarks

#: Rows shown on the page; the file of verdicts has them all.
SHOWN = 1_000
#: Rows that can be put right at once; there may be more in the next turn.
OFFERED = 40
#: Columns whose cells can be put right.
WRITABLE = (
    "sector",
    "sector_name",
    "actor",
    "titular",
    "suplente",
    "territory",
    "seat",
    "actor_code",
)
#: Of each column so many cells are shown, so that it is known by what stands in it.
SAMPLES = 3
#: How alike two words, of more letters than these, must be for one to be proposed as the other, from 0 to 1.
ALIKE, SHORT = 0.8, 3
_CELL = re.compile(r"r(\d{1,7})-(\w+)")


@bp.get("/<process>/people/import")
def import_people(process: str) -> str:
    """Explain the file and ask for it."""
    found = enter(process, "manage people")
    return render_template("facilitator/people/import.html", process=found, form=ImportForm())


@bp.get("/<process>/people/import/template.<kind>")
def import_template(process: str, kind: str) -> Response:
    """Return the empty list with its headings and an example."""
    found = enter(process, "manage people")
    sectors = [(s.code, s.name) for s in found.sectors]
    sheet = people_template.People.of(lambda text: str(_(text)), sectors)
    name = _("seats-%(process)s", process=found.code)
    if kind == "xlsx":
        return attachment(people_template.as_xlsx(sheet), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return attachment(people_template.as_csv(sheet), CSV, f"{name}.csv")
    raise NotFound


@bp.post("/<process>/people/import")
def upload_people(process: str) -> Any:
    """Read the file and keep what it says, so that the confirmation applies exactly that."""
    found = enter(process, "manage people")
    form = ImportForm(request.form)
    try:
        kept = Kept(read_table(*previews.sent_file(), imports.score))
        digest = kept_lists.keep(found, kept)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        page = render_template("facilitator/people/import.html", process=found, form=form)
        return page, 422
    if not kept.clear():
        return _ask(found, digest, kept), 422
    return _to(found, digest)


@bp.get("/<process>/people/import/<digest>")
def preview_people(process: str, digest: str) -> str:
    """Show a verdict per row; nothing is written."""
    found = enter(process, "manage people")
    kept = kept_lists.load(found, digest)
    return _preview(found, digest, kept) if kept.clear() else _ask(found, digest, kept)


@bp.post("/<process>/people/import/<digest>/columns")
def say_columns(process: str, digest: str) -> Any:
    """Read the list again with what the person says about its columns and its headings."""
    found = enter(process, "manage people")
    kept = kept_lists.load(found, digest)
    at = request.form.get("headings", "")
    if at.isdecimal() and int(at[:7]) != kept.table.headers_at:
        # under other headings the columns are another matter: what was said of them is not taken over
        kept = Kept(headed(kept.table, int(at[:7])))
        return _to(found, kept_lists.keep(found, kept))
    chosen: dict[str, list[int]] = {}
    for place in range(len(kept.table.headers)):
        key = request.form.get(f"c{place}", "")
        if key in imports.LABELS:
            chosen.setdefault(key, []).append(place)
    sector = request.form.get("sector", "")
    # of rows that are read in another way nobody has said that they are the same
    choices = replace(kept.choices, columns=chosen, sector=sector, same=())
    return _to(found, kept_lists.keep(found, replace(kept, choices=choices)))


@bp.post("/<process>/people/import/<digest>/rows")
def correct_rows(process: str, digest: str) -> Any:
    """Read the list again with other words in some cells, and with what its sectors are."""
    found = enter(process, "manage people")
    kept = kept_lists.load(found, digest)
    cells = {
        (int(match[1]), match[2]): text.strip()
        for name, text in request.form.items()
        if (match := _CELL.fullmatch(name)) and match[2] in WRITABLE
    }
    names = request.form.getlist("unknown")[:OFFERED]
    codes = request.form.getlist("is")[:OFFERED]
    # one button says it of all that are left
    rest = imports.NEW_SECTOR if request.form.get("rest") == imports.NEW_SECTOR else ""
    sectors = {n: code or rest for n, code in zip(names, codes, strict=False) if code or rest}
    same = {int(each[:7]) for each in request.form.getlist("same") if each.isdecimal()}
    choices = replace(
        kept.choices, sectors={**kept.choices.sectors, **sectors}, same=sorted(same | {*kept.choices.same})
    )  # fmt: skip
    return _to(found, kept_lists.keep(found, replace(kept.corrected(cells), choices=choices)))


@bp.get("/<process>/people/import/<digest>/verdicts.csv")
def preview_verdicts(process: str, digest: str) -> Response:
    """Return all verdicts as a table."""
    found = enter(process, "manage people")
    plan = kept_lists.load(found, digest).plan(found)
    rows: list[list[Cell]] = [
        [v.row, previews.kinds()[v.kind], v.subject, said(v)] for v in plan.verdicts
    ]
    headers = [_("Row"), _("Verdict"), _("What it is about"), _("Why")]
    name = _("verdicts-%(process)s.csv", process=found.code)
    return attachment(to_csv(headers, rows, bom=True), CSV, name)


@bp.post("/<process>/people/import/<digest>")
def confirm_people(process: str, digest: str) -> Any:
    """Apply exactly what was shown; if the data has changed since, show the new plan instead."""
    found = enter(process, "manage people")
    counts: dict[str, int] = {}

    def act() -> str:
        plan = kept_lists.load(found, digest).plan(found)
        if plan.digest() != request.form.get("plan"):
            raise previews.Changed
        imports.apply(found, plan, now(), my_id())
        counts.update(plan.totals())
        return f"/f/{found.code}/people"

    leads_to = previews.confirmed(found.id, act)
    if not leads_to:
        return _preview(found, digest, kept_lists.load(found, digest), changed=True), 409
    told = _("The list was imported: %(parts)s.", parts=previews.counted(counts)) if counts else ""
    flash(told or _("This list was imported when the form arrived first."))
    return redirect(leads_to, 303)


def _to(process: Process, digest: str) -> Any:
    return redirect(f"/f/{process.code}/people/import/{digest}", 303)


def _ask(process: Process, digest: str, kept: Kept) -> str:
    form = ImportForm()
    form.file.errors = [_(imports.UNCLEAR)]
    return render_template(
        "facilitator/people/import.html", process=process, form=form, **_asked(digest, kept)
    )


def _asked(digest: str, kept: Kept) -> dict[str, Any]:
    """Return what the form about the columns shows: what is known of each, and some of its cells."""
    where = kept.columns().where
    said = {place: key for key, places in where.items() for place in places}
    table = kept.table
    columns = [
        {
            "place": place, "header": header, "is": said.get(place, ""),
            "private": imports.is_private(header) and place not in said,
            "samples": list(islice((row[place] for row in table.rows if row[place]), SAMPLES)),
        }
        for place, header in enumerate(table.headers)
    ]  # fmt: skip
    return {
        "digest": digest, "columns": columns, "headings": table.headers_at,
        "labels": {key: _(label) for key, label in imports.LABELS.items()},
        "sector_of_rest": kept.choices.sector,
    }  # fmt: skip


def _preview(process: Process, digest: str, kept: Kept, *, changed: bool = False) -> str:
    plan = kept.plan(process)
    verdicts = sorted(plan.verdicts, key=lambda v: (v.kind != REFUSED, v.row))
    return render_template(
        "facilitator/people/preview.html",
        process=process,
        plan=plan,
        totals=plan.totals(),
        verdicts=verdicts[:SHOWN],
        hidden=max(0, len(verdicts) - SHOWN),
        kinds=previews.kinds(),
        said=said,
        notes=(*kept.table.notes, *asides_remarks(kept.asides(), chosen=True)),
        changed=changed,
        offered=_offered(kept, plan),
        unknown=list(plan.unknown_sectors.items())[:OFFERED],
        alike=_alike(process, plan),
        undecided={folded(name) for name in plan.unknown_sectors},
        folded=folded,
        new_sector=imports.NEW_SECTOR,
        same_as=imports.SAME_AS,
        may_add=process.protocol_frozen_at is None,
        **_asked(digest, kept),
    )


def _alike(process: Process, plan: imports.Plan) -> dict[str, str]:
    """Return for each unknown sector what it is proposed to be: one of the process or of the list that is written alike."""
    known = {folded(sector.name): sector.code for sector in process.sectors}
    known |= {folded(name): imports.SAME_AS + name for name in plan.sectors.values()}
    proposed: dict[str, str] = {}
    for name, _rows in sorted(plan.unknown_sectors.items(), key=lambda each: -each[1]):
        near = next((other for other in known if _is_slip(folded(name), other)), None)
        if near is not None:
            proposed[name] = known[near]
        else:
            known[folded(name)] = imports.SAME_AS + name
    return proposed


def _is_slip(one: str, other: str) -> bool:
    """Say whether names differ by slips of the pen: another number, letter or word ("norte", "sur") is another sector."""
    words = list(zip(one.split(), other.split(), strict=False))
    return one.count(" ") == other.count(" ") and all(
        a == b
        or (a.isalpha() and b.isalpha() and min(len(a), len(b)) > SHORT
            and SequenceMatcher(None, a, b).ratio() >= ALIKE)
        for a, b in words
    )  # fmt: skip


def _offered(kept: Kept, plan: imports.Plan) -> dict[int, dict[str, str]]:
    """Return the cells that can be put right, by row and column: refused ones, those with broken signs, and the one that was asked for."""
    refused = (v for v in plan.verdicts if v.kind == REFUSED and v.message != imports.TOTAL)
    wanted = {b.row for b in plan.broken} | {v.row for v in refused}
    if (asked := request.args.get("edit", "")).isdecimal():
        wanted.add(int(asked[:7]))
    keys = [key for key in WRITABLE if key in kept.columns().where]
    first = islice((v for v in plan.verdicts if v.row in wanted), OFFERED)
    return {v.row: {key: kept.cell(v.row, key) for key in keys} for v in first}


def said(verdict: imports.Verdict) -> str:
    """Return why, in the reader's language."""
    if not verdict.message:
        return ""
    params = dict(verdict.params)
    if isinstance(params.get("what"), Sequence) and not isinstance(params["what"], str):
        params["what"] = "; ".join(
            f"{_(imports.WHAT[name])}: {before or '—'} → {after or '—'}"
            for name, before, after in params["what"]
        )
    return str(_(verdict.message, **params))
