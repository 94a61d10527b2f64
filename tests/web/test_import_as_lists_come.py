"""Lists as offices keep them: under titles, by other headings, with merged, broken and failed cells."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from builders import make_room
from depth import some_of
from openpyxl import Workbook
from sqlalchemy import select
from staff import administrator
from test_import import as_csv, confirm, counts, send, totals, xlsx

from smd_workshop.database import db, transaction
from smd_workshop.models import Seat, Sector
from smd_workshop.processes import processes
from smd_workshop.web.facilitator.people import kept_lists

#: How a list is read is no matter of the database; that it is written on both is in test_import.py.
pytestmark = pytest.mark.looks

HEADINGS = ["Sector", "Institución", "Nombres y apellidos"]
GOOD = ["com", "Junta A", "Persona Uno"]


@pytest.fixture
def boss(app):
    make_room()
    return administrator(app)


def preview(browser, data, name="lista.xlsx"):
    sent = send(browser, data, name)
    assert sent.status_code == 303, sent.text
    return sent.location, browser.get(sent.location).text


def book(*rows, change=lambda sheet: None):
    return xlsx(rows[1:], head=rows[0], change=change)


def seats():
    return {s.titular: s for s in db.session.scalars(select(Seat)) if s.titular}


@pytest.mark.parametrize(
    "data",
    [
        as_csv([["Sector", "Actor", "Titular"], GOOD], ["LISTA DE PARTICIPANTES", "", ""], delimiter=";"),
        as_csv([["Taller 1; Moquegua"], [], HEADINGS, GOOD], ["ACTORES, SECTORES"], delimiter=";"),
        as_csv([GOOD], HEADINGS, delimiter="|"),
        b"sep=;\r\n" + as_csv([GOOD], HEADINGS, delimiter=";"),
        b"SEP=|\r\n" + as_csv([GOOD], HEADINGS, delimiter="|"),
        b"sep=,\r\n" + as_csv([GOOD], HEADINGS, delimiter=";"),
        as_csv([GOOD], [*HEADINGS[:1], "Institución, organización u organismo", "Nombre completo"], delimiter=";"),
        book(["LISTA DE PARTICIPANTES"], [], ["Fecha:", "12/3"], HEADINGS, GOOD),
        book(["N°", *HEADINGS, "DNI", "Celular"], [1, *GOOD, "12345678", 987654321]),
    ],
)  # fmt: skip
def test_the_headings_are_found_wherever_they_stand_and_whatever_separates_them(boss, data):
    leads_to, page = preview(boss, data, "lista")
    assert totals(page) == [1, 0, 0, 0]
    assert confirm(boss, leads_to).status_code == 303
    assert seats()["Persona Uno"].actor.name == "Junta A"


OF_ACTORS = (
    "Institución", "ORGANIZACIÓN", "Entidad", "Institucion u organismo", "Nombre de la institución",
    "Organización que representa", "Actor",
)  # fmt: skip
OF_PEOPLE = (
    "Nombres y apellidos", "NOMBRE COMPLETO", "Apellidos y nombres", "Representante", "Titular",
)  # fmt: skip


@pytest.mark.parametrize(("heading", "person"), some_of(OF_ACTORS, OF_PEOPLE))
def test_the_usual_headings_are_known(boss, heading, person):
    _, page = preview(boss, as_csv([GOOD], ["Sector", heading, person]), "lista.csv")
    assert totals(page) == [1, 0, 0, 0]


def test_given_names_and_surnames_are_one_name(boss):
    head = ["Apellido paterno", "Apellido materno", "Nombres", "Sector", "Institución"]
    leads_to, _ = preview(
        boss, as_csv([["Peña", "Quispe", "Ana", "com", "Junta A"]], head), "l.csv"
    )
    confirm(boss, leads_to)
    assert "Ana Peña Quispe" in seats()


def test_identity_numbers_and_telephones_are_named_as_not_kept_and_are_not(app, boss):
    head = [*HEADINGS, "Cargo", "DNI", "Celular", "Correo electrónico"]
    row = [*GOOD, "Presidenta", "45678912", "987654321", "ana@example.org"]
    leads_to, page = preview(boss, as_csv([row], head), "lista.csv")
    assert "Cargo, DNI, Celular, Correo electrónico" in page and "Not kept" in page
    kept = Path(app.instance_path) / "uploads" / f"{leads_to.rsplit('/', 1)[1]}.json"
    for fact in row[3:]:
        assert fact not in kept.read_text("utf-8") and fact not in page
    assert "Persona Uno" in json.loads(kept.read_text("utf-8"))["table"]["rows"][0]


def test_no_sector_is_made_of_people(boss):
    before = counts()
    head = ["Sector", "Quién", "De dónde"]
    rows = [["Regantes", "Junta A", "Persona Uno"], ["Pescadores", "Gremio", "Persona Tres"]]
    sent = send(boss, as_csv(rows, head), "lista.csv")
    assert sent.status_code == 422 and "What each column holds" in sent.text
    digest = re.search(r"/people/import/(\w{32})/columns", sent.text)[1]
    answer = boss.post(
        f"/f/moq/people/import/{digest}/columns",
        data={"c0": "sector", "c1": "actor", "c2": "titular", "headings": "1"},
    )
    page = boss.get(answer.location).text
    assert totals(page) == [0, 0, 0, 2] and "New sector" not in page
    assert counts() == before
    # one is a new sector, the other is one that there is
    known = boss.post(
        f"{answer.location}/rows", data={"unknown": ["Regantes", "Pescadores"], "is": ["+", "com"]}
    )
    assert totals(boss.get(known.location).text) == [2, 0, 0, 0]
    assert confirm(boss, known.location).status_code == 303
    assert seats()["Persona Tres"].actor.sector.code == "com"
    assert seats()["Persona Uno"].actor.sector.name == "Regantes"
    assert db.session.scalars(select(Sector).where(Sector.name == "Pescadores")).first() is None


def test_the_sectors_of_a_list_are_named_at_once_and_a_slip_of_the_pen_is_no_sector(boss):
    """A first list was red in every row, and «Empressa» could only become a sector of its own."""
    rows = [["Regantes", "Junta A", "Uno"], ["Regantes", "Junta B", "Dos"],
            ["Regamtes", "Junta C", "Tres"], ["Pescadores", "Gremio", "Cuatro"]]  # fmt: skip
    leads_to, page = preview(boss, as_csv(rows, HEADINGS[:3]), "lista.csv")
    assert totals(page) == [0, 0, 0, 4]
    assert "First say what 3 sectors" in page and "put a row with only" not in page
    assert '<option value="=Regantes" selected>' in page, "proposed, and chosen by a person"
    said = {"unknown": ["Regantes", "Regamtes", "Pescadores"], "is": ["", "=Regantes", ""]}
    answer = boss.post(f"{leads_to}/rows", data=said | {"rest": "+"})
    assert totals(boss.get(answer.location).text) == [4, 0, 0, 0]
    assert confirm(boss, answer.location).status_code == 303
    assert {seats()[name].actor.sector.name for name in ("Uno", "Dos", "Tres")} == {"Regantes"}
    assert db.session.scalars(select(Sector).where(Sector.name == "Regamtes")).first() is None
    others = (
        "Junta 1",
        "Junta 2",
        "Productores del norte",
        "Productores del sur",
        "Zona II",
        "Zona III",
    )
    rows = [[name, f"De {name}", name] for name in others]
    _, page = preview(boss, as_csv(rows, HEADINGS[:3]), "otra.csv")
    assert "First say what 6 sectors" in page and '<option value="=Junta 1">' in page
    assert not re.search(r'value="=[^"]+" selected', page), "one word tells sectors apart"


def test_a_row_with_anything_beside_the_sector_is_no_sector(boss):
    rows = [["Regantes", "", "", "Una nota"], ["Pescadores", "", "", ""]]
    _, page = preview(boss, as_csv(rows, [*HEADINGS, "Observación"]), "lista.csv")
    assert totals(page) == [1, 0, 0, 1] and "New sector Pescadores" in page


def test_columns_that_were_taken_for_others_can_be_told_and_rows_without_a_sector_get_one(boss):
    leads_to, page = preview(
        boss,
        as_csv([["com", "Junta A", "Persona Uno", "Dos"]], [*HEADINGS, "Quien reemplaza"]),
        "l.csv",
    )
    assert "Nothing was read from these columns: “Quien reemplaza”." in page
    said = {
        "c0": "",
        "c1": "actor",
        "c2": "titular",
        "c3": "suplente",
        "sector": "soc",
        "headings": "1",
    }
    leads_to = boss.post(f"{leads_to}/rows", data={"same": "2"}).location
    answer = boss.post(f"{leads_to}/columns", data=said)
    kept = kept_lists.load(processes.find("moq"), answer.location.rsplit("/", 1)[1])
    assert not kept.choices.same, "read in another way, nobody has said that it is the same"
    confirm(boss, answer.location)
    assert seats()["Persona Uno"].suplente == "Dos"
    assert seats()["Persona Uno"].actor.sector.code == "soc"


def test_the_row_of_the_headings_can_be_told(boss):
    rows = [
        ["Grupo A", "Grupo B", "Grupo C"],
        ["Quién", "De dónde", "Lado"],
        ["Uno", "Junta A", "com"],
    ]
    sent = send(boss, as_csv(rows[1:], rows[0]), "lista.csv")
    digest = re.search(r"/people/import/(\w{32})/columns", sent.text)[1]
    answer = boss.post(f"/f/moq/people/import/{digest}/columns", data={"headings": "2"})
    page = boss.get(answer.location).text
    assert "De dónde</th>" in page and "Grupo B</th>" not in page
    said = {"c0": "titular", "c1": "actor", "c2": "sector", "headings": "2"}
    answer = boss.post(f"{answer.location}/columns", data=said)
    assert totals(boss.get(answer.location).text) == [1, 0, 0, 0]


def test_formatted_empty_rows_are_no_rows(boss):
    def far(sheet):
        for at in (*range(4, 400), 1_048_576):
            sheet.row_dimensions[at].height = 12.8
        for at in range(4, 300):
            sheet.cell(at, 2).number_format = "0.00"

    _, page = preview(boss, book(HEADINGS, GOOD, change=far))
    assert totals(page) == [1, 0, 0, 0] and "skipped" not in page


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_the_error_of_a_formula_is_refused_by_its_cell_and_can_be_put_right(boss, error):
    def fail(sheet):
        sheet["C3"].value, sheet["C3"].data_type = error, "e"

    leads_to, page = preview(boss, book(HEADINGS, GOOD, ["com", "Junta B", ""], change=fail))
    assert totals(page) == [1, 0, 0, 1] and f"Cell C3 holds the error {error}" in page
    answer = boss.post(f"{leads_to}/rows", data={"r3-titular": "Persona Dos"})
    assert totals(boss.get(answer.location).text) == [2, 0, 0, 0]
    confirm(boss, answer.location)
    assert {"Persona Uno", "Persona Dos"} <= set(seats())


@pytest.mark.parametrize("error", ["#N/D", "#¿NOMBRE?", "Err:502", "#ERROR!"])
def test_an_error_in_a_comma_separated_file_is_no_name(boss, error):
    _, page = preview(boss, as_csv([["com", "Junta A", error]], HEADINGS), "lista.csv")
    assert totals(page) == [0, 0, 0, 1] and "Cell C2" in page


def test_merged_cells_count_for_each_of_their_rows(boss):
    def merge(sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A5")
        sheet.merge_cells("B4:B5")
        sheet.merge_cells("A4:A5")  # overlaps: no spreadsheet has it, a file may

    rows = [
        ["LISTA"],
        HEADINGS,
        ["com", "Junta A", "Uno"],
        ["", "Junta B", "Dos"],
        ["", "", "Tres"],
    ]
    leads_to, page = preview(boss, book(*rows, change=merge))
    assert totals(page) == [3, 0, 0, 0] and "filled down" in page
    confirm(boss, leads_to)
    assert seats()["Tres"].actor.name == "Junta B" and seats()["Dos"].actor.sector.code == "com"


def test_the_sheet_with_the_list_is_read_and_named(boss):
    workbook = Workbook()
    workbook.active.title = "Instrucciones"
    workbook.active.append(["Llene la segunda hoja"])
    sheet = workbook.create_sheet("Participantes")
    sheet.append(HEADINGS)
    sheet.append(GOOD)
    out = io.BytesIO()
    workbook.save(out)
    _, page = preview(boss, out.getvalue())
    assert totals(page) == [1, 0, 0, 0]
    assert "Only the sheet “Participantes” was read. Not read: Instrucciones." in page


@pytest.mark.parametrize("name", ["Mu\ufffdoz", "MuÃ±oz", "Mu?oz", "PEÃ‘A"])
def test_broken_signs_are_pointed_out_and_can_be_put_right(boss, name):
    leads_to, page = preview(boss, as_csv([["com", "Gremio", name]], HEADINGS), "lista.csv")
    assert f"Signs look broken in 1 cell: C2 “{name}”" in page
    answer = boss.post(f"{leads_to}/rows", data={"r2-titular": "Muñoz"})
    assert "Signs look broken" not in boss.get(answer.location).text
    confirm(boss, answer.location)
    assert "Muñoz" in seats()


@pytest.mark.parametrize(
    "name",
    [
        "Muñoz",
        "Ángel Peña",
        "Núñez & Cía.",
        "¿Quién?",
        "São João",
        "O'Higgins",
        "INEI https://inei.gob.pe/a.php?id=3",
    ],
)
def test_whole_signs_are_no_broken_ones(boss, name):
    _, page = preview(boss, as_csv([["com", "Gremio", name]], HEADINGS), "lista.csv")
    assert "Signs look broken" not in page


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "utf-16-le"])
def test_the_encodings_of_old_offices_are_read(boss, encoding):
    rows = [["com", "Asociación Ñusta", "Íñigo Peña Núñez"]]
    leads_to, _ = preview(boss, as_csv(rows, HEADINGS, encoding=encoding), "lista.csv")
    confirm(boss, leads_to)
    assert seats()["Íñigo Peña Núñez"].actor.name == "Asociación Ñusta"


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"%PDF-1.7\n", "it is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "it is a picture"),
        (b"<html><table><tr><td>Sector</td></tr></table></html>", "a web page"),
        (b"{\\rtf1 Sector}", "a text document"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a text document"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (zipped("Index/Document.iwa"), "Numbers"),
        (zipped("lista.xlsx"), "packed (ZIP)"),
        (book(HEADINGS, GOOD)[:2_000], "damaged or arrived incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_why(boss, data, cause):
    sent = send(boss, data, "lista.xlsx")
    assert sent.status_code == 422 and cause in sent.text


def test_a_row_that_was_read_can_be_put_right_too(boss):
    leads_to, page = preview(boss, as_csv([GOOD, ["com", "Junta B", "Dos"]], HEADINGS), "lista.csv")
    assert 'name="r2-titular"' not in page and "?edit=2#" in page
    asked = boss.get(f"{leads_to}?edit=2").text
    assert 'name="r2-titular" value="Persona Uno"' in asked
    answer = boss.post(
        f"{leads_to}/rows", data={"r2-titular": "Persona Una", "r9-titular": "x", "r2-x": "y"}
    )
    confirm(boss, answer.location)
    assert "Persona Una" in seats() and "Persona Uno" not in seats()


def test_no_new_sector_once_the_rules_are_fixed(boss):
    with transaction():
        from builders import NOON

        processes.find("moq").protocol_frozen_at = NOON
    leads_to, page = preview(boss, as_csv([["Prensa", "Radio", "Eva"]], HEADINGS), "lista.csv")
    assert "a new sector" not in page
    answer = boss.post(f"{leads_to}/rows", data={"unknown": "Prensa", "is": "+"})
    assert totals(boss.get(answer.location).text) == [0, 0, 0, 1]
