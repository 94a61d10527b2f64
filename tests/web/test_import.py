"""Lists from spreadsheets: a verdict per row, nothing before the confirmation, never a traceback."""

import csv
import io
import re
import zipfile

import pytest
from builders import HEAD, NOON, make_room, make_round
from depth import cases
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from staff import administrator

from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import db, transaction
from smd_workshop.models import Actor, Journal, Seat, Sector, Territory
from smd_workshop.people import import_headings, imports, roster
from smd_workshop.processes import processes
from smd_workshop.web.facilitator.people import imports as pages


def xlsx(rows, head=HEAD, change=lambda sheet: None):
    book = Workbook()
    sheet = book.active
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows, head=HEAD, encoding="utf-8", delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def seat(sector="com", actor="Regantes", code="", titular="Eva", suplente="", place=""):
    return [sector, "", "", actor, "", place, code, titular, suplente]


def send(browser, data, name="lista.xlsx", process="moq"):
    return browser.post(
        f"/f/{process}/people/import", data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )  # fmt: skip


def counts():
    return [
        db.session.scalar(select(func.count()).select_from(t))
        for t in (Sector, Actor, Seat, Territory)
    ]


def totals(page):
    return [
        int(n) for n in re.findall(r'<strong class="verdict-\w+">\S (\d+) rows? \w+</strong>', page)
    ]


def confirm(browser, preview):
    page = browser.get(preview)
    plan = re.search(r'name="plan" value="(\w+)"', page.text)[1]
    return browser.post(preview, data={"plan": plan})


@pytest.fixture
def boss(app):
    make_room()
    return administrator(app)


def test_nothing_is_written_before_the_confirmation_and_exactly_the_plan_after(boss):
    before = counts()
    rows = [
        seat(),
        seat("com", "Comunidad 1", "COM1", "Rosa"),
        seat("xxx"),
        ["prensa", "Prensa", 1],
        seat("prensa", "Radio", place="Ilo"),
    ]
    sent = send(boss, xlsx(rows))
    assert sent.status_code == 303
    page = boss.get(sent.location)
    assert page.status_code == 200
    assert totals(page.text) == [3, 1, 0, 1]
    assert counts() == before
    assert confirm(boss, sent.location).status_code == 303
    assert counts() == [before[0] + 1, before[1] + 2, before[2] + 2, before[3] + 1]
    assert db.session.scalars(select(Seat).where(Seat.code == "COM1")).one().titular == "Rosa"
    assert (
        db.session.scalars(select(Journal).where(Journal.verb == "import people"))
        .one()
        .detail["added"]
        == 3
    )
    # the same list again changes nothing
    again = boss.get(send(boss, xlsx(rows)).location).text
    assert totals(again) == [0, 0, 4, 1] and 'name="plan"' not in again


def test_a_preview_that_grew_old_is_shown_again_and_writes_nothing(app, boss):
    preview = send(boss, xlsx([seat(titular="Eva")])).location
    page = boss.get(preview).text
    plan = re.search(r'name="plan" value="(\w+)"', page)[1]
    with transaction():
        process = processes.find("moq")
        actor = roster.add_actor(process, "Regantes", process.sectors[1])
        roster.add_seat(process, actor, NOON, None, titular="Otra")
    before = counts()
    answer = boss.post(preview, data={"plan": plan})
    assert answer.status_code == 409 and "changed since" in answer.text
    assert counts() == before
    assert boss.post(preview, data={"plan": "otra cosa"}).status_code == 409
    assert counts() == before
    assert confirm(boss, preview).status_code == 303


def test_a_list_of_one_process_cannot_be_confirmed_in_another(boss):
    make_room(code="otro")
    preview = send(boss, xlsx([seat()])).location
    digest = preview.rsplit("/", 1)[1]
    assert boss.get(f"/f/otro/people/import/{digest}").status_code == 404
    assert boss.post(f"/f/otro/people/import/{digest}", data={"plan": "x"}).status_code == 404
    for wrong in ("0" * 32, "..", "%2e%2e%2fsecret_key", "a" * 33):
        assert boss.get(f"/f/moq/people/import/{wrong}").status_code == 404


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 6_000_000)
    return out.getvalue()


FILES = {
    "nothing": (b"", "lista.xlsx"),
    "not a sheet": (b"\x89PNG\r\n\x1a\n\x00\x00", "foto.xlsx"),
    "wrong columns": (as_csv([["a", "b"]], head=["Nombre", "Voto"]), "lista.csv"),
    "formula": (xlsx([["com", "", "", "=1+1", "", "", "", "Eva", ""]]), "lista.xlsx"),
    "two columns of one name": (as_csv([], head=["Sector", "sector", "Actor"]), "lista.csv"),
    "bomb": (bomb(), "lista.xlsx"),
    "broken zip": (b"PK\x03\x04" + b"x" * 200, "lista.xlsx"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "lista.xls"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_cannot_be_read_gets_a_sentence_beside_the_field(boss, kind):
    before = counts()
    answer = send(boss, *FILES[kind])
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text and "Traceback" not in answer.text
    assert counts() == before


def test_no_file_at_all(boss):
    assert boss.post("/f/moq/people/import", data={}).status_code == 422


def test_latin_1_semicolons_and_merged_cells(boss):
    rows = [seat(actor="Asociación Ñusta", titular="Zoë Peña")]
    sent = send(boss, as_csv(rows, encoding="latin-1", delimiter=";"), "lista.csv")
    assert sent.status_code == 303
    page = boss.get(sent.location).text
    assert "Zoë Peña" in page and totals(page) == [1, 0, 0, 0]
    merged = xlsx(
        [seat(titular="Uno"), seat("", "Regantes", titular="Dos")],
        change=lambda s: s.merge_cells("A2:A3"),
    )
    page = boss.get(send(boss, merged).location).text
    assert totals(page) == [2, 0, 0, 0] or totals(page) == [1, 0, 0, 1]
    assert "Merged" in page


def test_after_a_round_has_opened_no_seat_changes_sides(app, boss):
    make_round(_room())
    rows = [seat("soc", "Comunidad 1", "COM1", "Rosa"), seat("com", "Comunidad 2", "COM2", "Luz")]
    preview = send(boss, xlsx(rows)).location
    assert totals(boss.get(preview).text) == [0, 1, 0, 1]
    assert confirm(boss, preview).status_code == 303
    one = db.session.scalars(select(Seat).where(Seat.code == "COM1")).one()
    assert one.actor.sector.code == "com" and one.titular == ""


def _room():
    from builders import Room

    from smd_workshop.rounds import workshops

    process = processes.find("moq")
    return Room(process, workshops.find(process, "mesa-1"), [])


@pytest.mark.slow
@pytest.mark.on_both
def test_thousands_of_rows_from_file_to_database(boss):
    many = cases(2_500, 10_000)
    rows = [seat(actor=f"Actor {n * 2500 // many}", titular=f"Persona {n}") for n in range(many)]
    preview = send(boss, as_csv(rows), "lista.csv").location
    assert totals(boss.get(preview).text) == [many, 0, 0, 0]
    assert confirm(boss, preview).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Seat)) == many + 16
    verdicts = boss.get(f"{preview}/verdicts.csv")
    assert len(verdicts.data.splitlines()) == many + 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_read_back_adds_nothing_until_its_example_is_replaced(boss, kind):
    data = boss.get(f"/f/moq/people/import/template.{kind}").data
    page = boss.get(send(boss, data, f"plantilla.{kind}").location).text
    assert totals(page) == [0, 0, 0, 1]
    spanish = boss.get(
        f"/f/moq/people/import/template.{kind}", headers={"Accept-Language": "es"}
    ).data
    assert send(boss, spanish, f"plantilla.{kind}").status_code == 303
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(data))
        assert len(book.sheetnames) == 2
        sheet = book.worksheets[0]
        sheet.delete_rows(2)
        sheet.append(seat("com", "Regantes", titular="Eva"))
        out = io.BytesIO()
        book.save(out)
        assert totals(boss.get(send(boss, out.getvalue()).location).text) == [1, 0, 0, 0]
    assert boss.get("/f/moq/people/import/template.exe").status_code == 404


def test_verdicts_run_nothing_in_a_spreadsheet(boss):
    preview = send(boss, as_csv([seat(titular="+cmd|x", sector="=2+2")]), "lista.csv").location
    text = boss.get(f"{preview}/verdicts.csv").data.decode("utf-8-sig")
    assert not re.search(r"(^|,)\"?[=+@]", text, re.MULTILINE)


def test_old_uploads_are_forgotten(app, boss, tmp_path):
    import os
    from pathlib import Path

    preview = send(boss, xlsx([seat()])).location
    kept = Path(app.instance_path) / "uploads" / f"{preview.rsplit('/', 1)[1]}.json"
    os.utime(kept, (0, 0))
    send(boss, xlsx([seat(titular="Otra")]))
    assert not kept.exists()
    gone = boss.get(preview)
    assert gone.status_code == 404 and "Send it again" in gone.text


def test_of_many_rows_to_put_right_only_those_that_are_offered_are_looked_up(app):
    class Looked:
        """A list of which every look at a cell is noted."""

        def __init__(self):
            self.cells = []

        def columns(self):
            return import_headings.Columns({"sector": (0,), "actor": (1,)})

        def cell(self, row, key):
            self.cells.append((row, key))
            return ""

    kept = Looked()
    plan = imports.Plan(verdicts=[imports.Verdict(n, REFUSED, "") for n in range(2, 500)])
    with app.test_request_context():
        offered = pages._offered(kept, plan)
    assert len(offered) == pages.OFFERED
    assert len(kept.cells) == 2 * pages.OFFERED
