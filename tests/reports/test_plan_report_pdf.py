"""The evaluation of a plan on paper: its tables are those of the printed one, and each contradiction has a note."""

import copy
import io
import re
from html.parser import HTMLParser

import pytest
from application import new_app, new_database
from flask_babel import force_locale, gettext, ngettext
from pypdf import PdfReader

from reports.plans import plan_report as paper
from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.demonstration import zed_ilo
from smd_workshop.library.plan.periods import Period
from smd_workshop.making.plan_report_pdf import draft_of

#: What the printed evaluation says: code → (expected, reached, progress of the indicator, physical execution).
PRINTED = {
    "AEI.01.01": ("1", "3", "100.0", "100.0"), "AEI.01.02": ("1", "3", "100.0", "100.0"),
    "AEI.01.03": ("2", "3", "100.0", "100.0"), "AEI.02.01": ("40", "20", "50.0", "100.0"),
    "AEI.02.02": ("60", "91", "100.0", "100.0"), "AEI.02.03": ("14", "116", "100.0", "100.0"),
    "AEI.02.04": ("2", "4", "100.0", "100.0"), "AEI.03.01": ("12", "15", "100.0", "100.0"),
    "AEI.03.02": ("30", "20", "66.7", "50.0"), "AEI.03.03": ("2", "2", "100.0", "100.0"),
    "AEI.03.04": ("1", "4", "100.0", "100.0"), "AEI.03.05": ("2", "3", "100.0", "100.0"),
}  # fmt: skip
#: Baseline, then what was expected of 2022 to 2025 and reached in 2023, as the printed annex has them.
ANNEX = {
    "AEI.01.01": "N/D N/D 1 2 3 3", "AEI.01.02": "N/D N/D 1 1 1 3", "AEI.01.03": "N/D N/D 2 2 2 3",
    "AEI.02.01": "10 20 40 80 100 20", "AEI.02.02": "N/D N/D 60 70 75 91",
    "AEI.02.03": "20 12 14 18 22 116", "AEI.02.04": "1 1 2 3 3 4", "AEI.03.01": "10 12 12 14 15 15",
    "AEI.03.02": "0 0 30 40 30 20", "AEI.03.03": "2 2 2 2 2 2", "AEI.03.04": "1 3 1 1 2 4",
    "AEI.03.05": "2 2 2 3 2 3",
}  # fmt: skip
#: Where the printed evaluation contradicts itself, and in which notes that is said.
NOTES = {
    "Z01": ("AEI.03.02", "50.0"), "Z02": ("annex", "código"), "Z03": ("IND.01.AEI.03.02", "40 en 2024 a 30"),
    "Z04": ("plan.lights", "95 exacto"), "Z05": ("IND.01.AEI.02.01", "DOI"), "Z06": ("plan.physical", "12"),
    "Z07": ("plan.lights", "cuentan"), "Z08": ("OEI.02", "3 objetivos"), "Z09": ("OEI.01", "100.0"),
    "Z10": ("priorities", "Tipo II"), "Z11": ("plan.weighted", "orden"),
    "Z12": ("IND.01.AEI.02.03", "línea base"), "Z13": ("plan.weighted", "superan"),
    "Z14": ("critical", "diciembre"), "Z15": ("critical", "dos causas"), "Z16": ("conclusions", "ponderado"),
    "Z17": ("IND.01.OEI.03", "13 usuarios"), "Z18": ("IND.01.AEI.01.03", "emergentes"),
    "Z19": ("plan.finance", "S/ S/"), "Z20": ("annex", "columna 2023"), "Z21": ("annex", "2022"),
    "Z22": ("summary", "00016-2019"), "Z23": ("IND.01.AEI.03.04", "narra 2"), "Z24": ("annex", "unidad"),
}  # fmt: skip


class Tables(HTMLParser):
    """The tables of a page: their class, and their rows as the words of their cells, without marks of notes."""

    def __init__(self, source):
        super().__init__()
        self.found, self._cell, self._in_mark = [], None, False
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.found.append((dict(attrs).get("class", ""), []))
        elif tag == "tr":
            self.found[-1][1].append([])
        elif tag in {"td", "th"}:
            self._cell = []
        elif tag == "sup":
            self._in_mark = True

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            said = " ".join("".join(self._cell).replace("\xa0", " ").split())
            self.found[-1][1][-1].append(said)
            self._cell = None
        elif tag == "sup":
            self._in_mark = False

    def handle_data(self, data):
        if self._cell is not None and not self._in_mark:
            self._cell.append(data)


def plain(message):
    return str(gettext(message))


@pytest.fixture(scope="module")
def made(request, vendor, tmp_path_factory):
    """The document of the evaluation, its HTML and its PDF: printed once for all tests here."""
    folder = tmp_path_factory.mktemp("evaluation")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        with transaction():
            plan = zed_ilo.load(now(), None)
        document = draft_of(plan, Period(2023))
        with force_locale("es"):
            say = {"gettext": plain, "ngettext": ngettext, "language": "es"}
            yield document, paper.html(document, **say), paper.pdf(document, **say)


@pytest.fixture(scope="module")
def tables(made):
    return Tables(made[1]).found


def rows(tables, name):
    """The rows of all tables of a kind, by their first cell."""
    return {row[0]: row for kind, listed in tables if name in kind.split() for row in listed if row}


def test_the_summary_says_what_the_printed_one_says(tables):
    found = rows(tables, "progress")
    for code, (_expected, _reached, progress, physical) in PRINTED.items():
        assert (found[code][2], found[code][5]) == (progress, physical), code
    assert found["OEI.02"][2] == "24.4"
    assert [found[f"OEI.0{n}"][4] for n in (1, 2, 3)] == ["100.0", "90.0", "95.2"]
    assert [found["OEI.01"][2], found["OEI.03"][2]] == ["N/D", "N/D"], (
        "printed as 100.0, from nothing"
    )
    assert found["Ejecución ponderada de las AEI, 2023"][1] == "95.10"
    assert found["Ejecución física media de las AEI, 2023"][-1] == "95.83"
    assert found["Ejecución física media de las actividades, 2023"][-1] == "92.59", (
        "the printed one"
    )


def test_what_was_never_asked_is_a_dash_and_an_empty_column_is_left_out(made):
    document = copy.deepcopy(made[0])
    one = next(each for each in document["indicators"] if "2024" in each["targets"])
    del one["targets"]["2024"]
    one["targets"]["2025"], one["measure"] = None, "Porcentaje"
    told = paper.Told(document, lambda text: text)
    assert [told.target(one, year) for year in ("2024", "2025")] == ["–", "n/a"]
    assert told.with_unit("60", "Porcentaje") == "60\N{NO-BREAK SPACE}%"
    for each in document["objectives"]:
        each["priority"], each["type"] = None, ""
    with force_locale("es"):
        bare = paper.html(document, gettext=plain, ngettext=ngettext, language="es")
    assert "Prioridad" in made[1] and ">Prioridad<" not in bare and ">Tipo<" not in bare


def test_each_action_has_the_printed_table(tables):
    found = rows(tables, "measured")
    for code, (expected, reached, progress, physical) in PRINTED.items():
        action, own = found[code], found[f"IND.01.{code}"]
        assert action[7] == physical, code
        assert [cell.removesuffix(" %") for cell in own[3:6]] == [expected, reached, progress], code


def test_the_marks_of_notes_go_below_a_code_and_never_over_the_name_beside_it(made):
    """Three marks are wider than the column is beside a code."""
    assert '<span class="whole-word">IND.01.AEI.03.05</span><wbr>' in made[1]
    assert ".measured tbody th { white-space: normal }" in made[1]


def test_the_lights_and_the_money_are_the_printed_ones(tables):
    counted = rows(tables, "counts")
    assert counted["AEI, ejecución física"][1:] == ["1", "0", "11", "0", "12"]
    assert counted["AEI, indicadores"][1:] == ["2", "0", "10", "0", "12"]
    assert counted["Actividades, ejecución física"][1:] == ["2", "0", "25", "0", "27"]
    money = rows(tables, "money")["27"]
    assert money == ["27", "S/ 4'930,000.00", "S/ 3'661,516.08", "74.27", "92.59"]
    totals = rows(tables, "totals")
    assert totals["Mediana de la ejecución física de las actividades, %"][1] == "100.00"
    assert totals["Actividades sin información"][1] == "0"


def test_the_matrix_is_the_printed_annex(tables):
    found = rows(tables, "matrix")
    for code, numbers in ANNEX.items():
        row = found[f"IND.01.{code}"]
        assert " ".join(cell.removesuffix(" %") for cell in row[8:14]) == numbers, code
        assert row[14] == PRINTED[code][2]
        assert row[5:7] == ["Ascendente", "No agregable"]
    assert found["IND.01.AEI.01.02"][4] == "Muy relevante-1"


def test_each_of_the_24_contradictions_has_a_footnote_where_it_is(made):
    document, source, _ = made
    assert list(NOTES) == [f"Z{n:02}" for n in range(1, 25)]
    for name, (about, words) in NOTES.items():
        own = [each for each in document["notes"] if each["about"] == about]
        assert any(words in each["pieces"][0]["text"] for each in own), name
        for each in own:
            assert f'href="#note-{each["number"]}"' in source, f"{name}: nothing leads to its note"
            assert source.count(f'id="note-{each["number"]}"') == 1, name


def test_texts_hold_no_figure_of_their_own(made):
    """Only notes, which quote the printed evaluation, have figures that were typed."""
    document, source, _ = made
    assert {each["place"].partition(".")[0] for each in document["by_hand"]} == {"note"}
    assert "{{" not in source


def test_the_paper_is_tagged_a4_in_the_spanish_of_peru(made):
    reader = PdfReader(io.BytesIO(made[2]))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(reader.trailer["/Root"]["/Lang"]) == "es-PE"
    sizes = {tuple(sorted(round(float(n)) for n in page.mediabox[2:])) for page in reader.pages}
    assert sizes == {(595, 842)}
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for said in ("Resumen ejecutivo", "3.2 Acciones críticas", "95.10", "92.59", "24.4", "74.27"):
        assert said in text


def test_no_word_of_a_figure_is_broken_in_the_narrow_columns(made):
    """It cannot be changed once it is sealed: “50 Perso nas”, “95.2 (incom pleto)”."""
    document, _html, _pdf = made
    bent = copy.deepcopy(document)
    code = next(
        each["code"] for each in bent["indicators"] if each["code"].startswith("IND.01.AEI")
    )
    for name in ("value", "target"):
        bent["figures"][f"{code}.{name}"] |= {"shown": "3,500.5", "unit": "Toneladas"}
    bent["figures"]["plan.weighted"]["shown"] = "95.2"
    say = {"gettext": plain, "ngettext": ngettext, "language": "es"}
    words = Tables(paper.html(bent, **say)).found
    row = rows(words, "measured")[code]
    assert row[3:5] == ["3,500.5 Toneladas"] * 2, "its unit may stand under its number"
    assert ".progress td.figure { hyphens: manual }" in made[1]
    action = next(each for each in bent["actions"] if each["unit"])
    assert f"{action['name']} {action['unit']}</h4>" not in made[1], "the unit is no part of a name"
