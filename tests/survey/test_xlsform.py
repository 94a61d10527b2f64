"""Every form gets a verdict; what is taken comes back the same, and pyxform converts what we write without a word."""

import copy
import io
import json
import random
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import DOCUMENTS
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from smd_workshop.cli.xlsform import xlsform_command
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import TEMPLATES, template
from smd_workshop.library.survey.instrument.writing import document_of
from smd_workshop.library.survey.instrument.xlsform.exporting import sheets_of
from smd_workshop.library.survey.instrument.xlsform.files import sheets
from smd_workshop.library.survey.instrument.xlsform.files.markup import plain
from smd_workshop.library.survey.instrument.xlsform.files.workbook import workbook_of
from smd_workshop.library.survey.instrument.xlsform.importing import (
    verdict_of,
    verdict_of_sheets,
)
from smd_workshop.library.survey.instrument.xlsform.verdict import ACCEPTED, REFUSED, WITH_LOSS

LISTS = [
    {"list_name": "yn", "name": "yes", "label": "Sí"},
    {"list_name": "yn", "name": "no", "label": "No"},
    *({"list_name": "lik", "name": str(point), "label": f"{point}"} for point in range(1, 6)),
    *({"list_name": "hundred", "name": str(point), "label": "x"} for point in (0, 50, 100)),
]


def form(*rows, choices=LISTS, setting=None):
    """The verdict on a form of these rows."""
    given = {
        "survey": [dict(row) for row in rows],
        "choices": [dict(row) for row in choices],
        "settings": [{"default_language": "Español (es)", **(setting or {})}],
    }
    return verdict_of_sheets(given)


def row(kind, name="a", label="¿a?", **cells):
    return {"type": kind, "name": name, "label": label} | cells


def said(findings):
    return [(each.row, each.text) for each in findings]


def questions(verdict):
    assert verdict.document is not None, said(verdict.errors)
    return [question for page in verdict.document["pages"] for question in page["questions"]]


@settings(max_examples=cases(10, 1500), deadline=None)
@given(DOCUMENTS)
def test_an_instrument_goes_out_and_comes_back_the_same_without_a_warning(document):
    instrument = instrument_of(document)
    verdict = verdict_of_sheets(sheets_of(instrument))
    assert verdict.outcome == ACCEPTED
    # where warnings of pyxform would stand; what is drawn may look like broken signs, too
    assert [each for each in verdict.notes if "look broken" not in each.message] == []
    assert verdict.document == document_of(instrument)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_survives_the_way_through_a_workbook(name):
    content = workbook_of(instrument_of(template(name)))
    warnings = []
    convert(content, warnings=warnings, validate=False)
    assert warnings == []
    assert verdict_of(content).document == template(name)


def test_a_label_that_looks_like_a_formula_stays_a_text():
    document = template("workshop")
    document["pages"][0]["questions"][0]["text"] = {"es-PE": '=HYPERLINK("http://x","y")'}
    content = workbook_of(instrument_of(document))
    cells = [cell for line in load_workbook(io.BytesIO(content))["survey"] for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # an empty cell counts as a number
    assert verdict_of(content).document == document


@each_case(
    ("line", "kind"),
    [
        (row("select_one yn"), "single"),
        (row("select one yn"), "single"),
        (row("select1 yn"), "single"),
        (row("select_multiple yn"), "multiple"),
        (row("select all that apply from yn"), "multiple"),
        (row("rank yn"), "ranking"),
        (row("select_one lik", appearance="likert"), "likert"),
        (row("select_one lik", dimension="Trato"), "likert"),
        (row("select_one lik", appearance="minimal horizontal"), "single"),
        (row("text"), "short_text"),
        (row("string"), "short_text"),
        (row("text", appearance="multiline"), "long_text"),
        (row("integer"), "number"),
        (row("decimal", constraint=". >= 0.5 and . < 10"), "number"),
        (row("range", parameters="start=0 end=10 step=1"), "nps"),
        (row("range", parameters="start=0;end=5;step=0.5"), "number"),
        (row("date"), "date"),
        (row("note"), "note"),
        (row("acknowledge"), "consent"),
        (row("trigger"), "consent"),
        (row("calculate", label=None, calculation="1 + 1"), "score"),
        (row("text", read_only="yes", calculation="1 + 1"), "score"),
    ],
)
def test_what_the_table_accepts_is_taken_without_loss(line, kind):
    verdict = form({key: cell for key, cell in line.items() if cell})
    assert said(verdict.errors) == []
    assert said(verdict.losses) == []
    assert [each["type"] for each in questions(verdict)] == [kind]


@pytest.mark.parametrize(
    ("lines", "loss", "kinds"),
    [
        ([row("select_one yn or_other")], "“or other” becomes a choice and a question for a text", ["single", "short_text"]),
        ([row("start"), row("date", "b")], "“start” is left out: nothing about people is kept with their answers", ["date"]),
        ([row("username"), row("date", "b")], "“username” is left out: nothing about people is kept with their answers", ["date"]),
        ([row("time")], "a time is asked as a short text", ["short_text"]),
        ([row("dateTime")], "only the day is asked, not the time", ["date"]),
        ([row("image"), row("date", "b")], "files and pictures cannot be sent: the question is left out", ["date"]),
        ([row("date", guidance_hint="g")], "“guidance_hint” is not kept", ["date"]),
        ([row("date", **{"media::image": "a.png"})], "“media” is not kept", ["date"]),
        ([row("date", appearance="w4")], "the appearance “w4” is not kept", ["date"]),
        ([row("date", "Día")], "the name “Día” becomes “dia”", ["date"]),
        ([row("date", required="${b} = 1"), row("date", "b")], "an answer that is required only sometimes is never required here", ["date", "date"]),
        ([row("date", default="today()")], "a default that is computed is not kept", ["date"]),
        ([row("integer", default="dos")], "the default is no answer to the question: it is left out", ["number"]),
        ([row("date"), row("note", "b", "Fue ${a}")], "“a” is quoted: where there is no answer, “…” is shown", ["date", "note"]),
        ([row("select_one yn"), row("date", "b", relevant="jr:choice-name(${a}, '${a}') = 'yes'")], "relevant: the label of a choice is compared by its name", ["single", "date"]),
        ([row("text", label="**Lea** <b>esto</b>")], "marks of bold, colours and links are taken off the text", ["short_text"]),
        ([row("rank yn", choice_filter="name != 'no'")], "“choice_filter” is not kept", ["ranking"]),
        ([row("acknowledge", default="OK")], "“default” is not kept", ["consent"]),
        ([row("note", calculation="1 + 1")], "“calculation” is not kept", ["note"]),
        ([row("text", read_only="yes", calculation="1 + 1", constraint=". > 1")], "“constraint” is not kept", ["score"]),
        ([row("select_one lik", appearance="likert", parameters="randomize=true")], "the points of a scale are always shown in their order", ["likert"]),
        ([row("username", "u"), row("note", "b", "Hola ${u}")], "“u” cannot be quoted here: “…” is shown", ["note"]),
        ([row("begin_group", "g", "G"), {"type": "end_group"}, row("date")], "nothing stands in this group: it is left out", ["date"]),
        ([row("begin_group", "g", "G", read_only="yes"), row("date"), {"type": "end_group"}], "“read_only” is not kept", ["date"]),
        ([row("text", read_only="yes", default="x")], "a question that nobody can answer becomes a note", ["note"]),
    ],
)  # fmt: skip
def test_what_is_taken_with_a_loss_says_which_and_where(lines, loss, kinds):
    verdict = form(*lines)
    assert verdict.outcome == WITH_LOSS
    assert (2, loss) in said(verdict.losses) or (3, loss) in said(verdict.losses)
    assert [each["type"] for each in questions(verdict)] == kinds


ANEW = "the points of “a” are numbered anew, so a number is not what it was: ask for a point with = or selected()"


@each_case(
    ("lines", "at", "why"),
    [
        ([row("date"), row("begin_repeat", "b"), row("date", "c"), {"type": "end_repeat"}], 3, "repeated groups are not possible here"),
        ([row("date"), row("select_one_from_file x.csv", "b")], 3, "the type “select_one_from_file x.csv” is not possible here"),
        ([row("date"), row("geopoint", "b")], 3, "the type “geopoint” is not possible here"),
        ([row("date"), row("barcode", "b")], 3, "the type “barcode” is not possible here"),
        ([row("date"), row("audio", "b")], 3, "the type “audio” is not possible here"),
        ([row("date"), row("selct_one yn", "b")], 3, "“selct_one yn” is not a type of question"),
        ([row("date"), row("select_one zz", "b")], 3, "there is no list “zz” in choices"),
        ([row("date"), {"type": "date", "name": "b"}], 3, "the question has no label"),
        ([row("date"), {"type": "date", "label": "b"}], 3, "the row has no name"),
        ([row("date"), {"name": "b", "label": "b"}], 3, "the row has no type"),
        ([row("date"), row("begin_group", "b"), row("date", "c")], 3, "the group “b” that begins here has no end"),
        ([row("date"), {"type": "end_group"}], 3, "a group ends here that nowhere begins"),
        ([row("begin_group", "b"), row("date"), {"type": "end_repeat"}], 4, "this ends something else than what begins in row 2"),
        ([row("date"), row("date", "b", relevant="${a} <")], 3, "relevant: the expression ends too early"),
        ([row("date"), row("date", "b", relevant="${a} = “x”")], 3, "relevant: the quote “ at sign 8 is typographic: write ' or \""),
        ([row("date"), row("date", "b", relevant="${zz} = 1")], 3, "relevant: there is no question called “zz”"),
        ([row("date"), row("date", "b", relevant="a = 1")], 3, "relevant: “a” is not known here; a text needs quotes, an answer ${…}"),
        ([row("date"), row("date", "b", relevant="${b} = 1")], 3, "“b” depends on itself"),
        ([row("date", relevant="${b} = 1"), row("date", "b", relevant="${a} = 1")], 2, "these depend on each other in a circle: a → b → a"),
        ([row("date", relevant="${b} = 1"), row("date", "b")], 2, '"b" is asked only later'),
        ([row("note", "n"), row("date", relevant="${n} = 1")], 3, "relevant: the answer to “n” is not kept, so nothing can depend on it"),
        ([row("text", "n", read_only="yes", default="x"), row("date", relevant="${n} = 'x'")], 3, "relevant: the answer to “n” is not kept, so nothing can depend on it"),
        ([row("deviceid", "d"), row("date", relevant="${d} = 1")], 3, "relevant: the answer to “d” is not kept, so nothing can depend on it"),
        ([row("date"), row("date", "b", constraint="pulldata('x', 'y')")], 3, "constraint: the function pulldata() is not known here"),
        ([row("select_one hundred", appearance="likert"), row("date", "b", relevant="${a} + 1 > 2")], 3, "relevant: " + ANEW),
        ([row("select_one hundred", appearance="likert"), row("date", "b", relevant="${a} < 30")], 3, "relevant: " + ANEW),
        ([row("date"), row("text", "b", constraint="regex(., '(?=x)')")], 3, "constraint: “(?” in the pattern is not known here"),
        ([row("date"), row("select_one yn", "b", choice_filter="pais = ${a}")], 3, "choice_filter: “pais” is not known here; a text needs quotes, an answer ${…}"),
        ([row("date"), row("select_one yn", "b", appearance="search('x')")], 3, "choices from a file, by search(), are not possible here"),
    ],
)  # fmt: skip
def test_what_is_refused_names_its_row(lines, at, why):
    verdict = form(*lines)
    assert verdict.outcome == REFUSED
    assert verdict.document is None
    assert (at, why) in said(verdict.errors)


def test_a_failed_formula_is_no_question_and_broken_signs_are_pointed_out():
    """Nobody is asked «#N/A», and nobody answers «SÃ\u00ad» on a phone of which no office knows."""
    choices = [*LISTS, {"list_name": "yn", "name": "dk", "label": "#¡REF!"}]
    found = form(row("text", label="#N/A"), row("text", "b", "¿A\ufffdo?"), choices=choices)
    assert found.outcome == REFUSED
    assert said(found.errors) == [
        (2, "label: the cell holds the error #N/A of a formula"),
        (len(choices) + 1, "label: the cell holds the error #¡REF! of a formula"),
    ]
    assert (3, "label: the signs of “¿A\ufffdo?” look broken") in said(found.notes)


@pytest.mark.parametrize("setting", ["public_key", "submission_url"])
def test_a_form_that_sends_elsewhere_is_refused(setting):
    verdict = form(row("date"), setting={setting: "x"})
    assert (2, f"the setting “{setting}” is not possible here") in said(verdict.errors)


def test_pyxform_is_heard_with_its_row():
    verdict = form(row("date"), row("date"))
    assert any(each.row == 3 and each.text.startswith("pyxform: ") for each in verdict.errors)


def test_what_a_form_computes_at_its_end_is_known_before_it_is_asked_for():
    verdict = form(
        row("integer", "edad"),
        row("note", "n", relevant="${mayor} = 'si'"),
        row("calculate", "doble", None, calculation="${edad} * 2") | {"label": ""},
        row("calculate", "mayor", None, calculation="if(${doble} > 35, 'si', 'no')")
        | {"label": ""},
    )
    assert [each["code"] for each in questions(verdict)] == ["edad", "doble", "mayor", "n"]


def test_a_group_is_a_page_and_a_group_in_it_a_heading_with_its_condition():
    verdict = form(
        row("begin_group", "uno", "Uno", relevant="true()"),
        row("integer", "x"),
        row("begin_group", "dentro", "Dentro", relevant="${x} > 1"),
        row("date", "y", relevant="${x} < 5"),
        {"type": "end_group"},
        {"type": "end_group"},
        row("date", "z"),
    )
    pages = verdict.document["pages"]
    assert [(page["code"], len(page["questions"])) for page in pages] == [("uno", 3), ("page_2", 1)]
    assert pages[0]["shown_if"] == "true()"
    assert pages[0]["questions"][2]["shown_if"] == "${x} > 1 and ${x} < 5"


def test_tables_become_matrices_however_they_are_written():
    rows = [row("select_one lik", name, required="yes") for name in ("f1", "f2")]
    plain = form(
        row("begin_group", "t", "Tabla", appearance="table-list"), *rows, {"type": "end_group"}
    )
    head = row("select_one lik", "t", "Tabla", appearance="label")
    headed = form(
        row("begin_group", "g", "Grupo", appearance="field-list"),
        head,
        *({**each, "appearance": "list-nolabel"} for each in rows),
        {"type": "end_group"},
    )
    for verdict in (plain, headed):
        [matrix] = questions(verdict)
        assert matrix["type"] == "matrix"
        assert matrix["required"] is True
        assert [each["code"] for each in matrix["rows"]] == ["f1", "f2"]


WORDS = [
    {"list_name": "sat", "name": name, "label": name} for name in ("malo", "medio", "bueno", "na")
]


def test_points_that_are_words_are_numbered_and_conditions_follow():
    verdict = form(
        row("select_one sat", appearance="likert"),
        row("date", "b", relevant="${a} = 'malo' or selected(${a}, 'na')"),
        choices=WORDS,
    )
    assert verdict.document["scales"][0]["na"] == {"es": "na"}
    assert len(verdict.document["scales"][0]["labels"]) == 3
    assert questions(verdict)[1]["shown_if"] == "${a} = 1 or selected(${a}, 'na')"
    assert verdict.outcome == WITH_LOSS


def test_a_list_that_questions_choose_from_is_a_scale_that_others_can_take_and_goes_out_again():
    verdict = form(
        row("select_one sat"),
        row("select_multiple yn", "b"),
        row("select_one hundred", "c", choice_filter="name != '0'"),
        choices=[*LISTS, *WORDS],
    )
    assert verdict.outcome == ACCEPTED
    assert [each.row for each in verdict.notes if "other questions can take it" in each.text] == [
        12
    ]
    assert [each["type"] for each in questions(verdict)] == ["single", "multiple", "single"]
    [scale] = verdict.document["scales"]
    assert [each["es"] for each in scale["labels"]] == ["malo", "medio", "bueno"]
    assert scale["na"] == {"es": "na"}
    taking = copy.deepcopy(dict(verdict.document))
    question = {"type": "likert", "code": "d", "text": {"es": "¿d?"}, "scale": scale["code"]}
    taking["pages"][0]["questions"].append(question)
    for document in (verdict.document, taking):
        again = verdict_of_sheets(sheets_of(instrument_of(document)))
        assert again.outcome == ACCEPTED
        assert again.document == document_of(instrument_of(document))


def test_a_number_that_names_a_point_or_a_name_that_two_choices_have_still_asks_for_the_same():
    twice = [{"list_name": "c", "name": name, "label": name} for name in ("x", "x", "y")]
    verdict = form(
        row("select_one hundred", "h", appearance="likert", default="50"),
        row("date", "b", relevant="${h} >= 50 and ${h} != '100'"),
        row("select_one c", "c"),
        row("date", "d", relevant="${c} = 'x' and not(selected(${c}, 'y'))"),
        choices=[*LISTS, *twice],
        setting={"allow_choice_duplicates": "yes"},
    )
    likert, asked, _, other = questions(verdict)
    assert likert["default"] == "2"
    assert asked["shown_if"] == "${h} >= 2 and ${h} != 3"
    assert other["shown_if"] == "(${c} = 'x' or ${c} = 'x_2') and not(selected(${c}, 'y'))"


def test_nothing_that_a_form_says_is_passed_over_in_silence():
    verdict = form(
        row("select_one yn", "a", weight="3"),
        row("calculate", "k", "Suma", calculation="1 + 1"),
        choices=[{"list_name": "yn", "name": "yes", "label": "Sí", "score": "3"}, LISTS[1]],
        setting={"auto_send": "true"},
    )
    assert {(each.sheet, each.text) for each in verdict.notes} >= {
        ("settings", "the setting “auto_send” is not read"),
        ("survey", "the column “weight” is not read"),
        ("survey", "what is computed is shown to nobody: its label is left out"),
        ("choices", "the column “score” is not read"),
    }


@each_case(
    ("written", "said"),
    [
        ("**Hola ${n_a_b}**, _usted_", "Hola ${n_a_b}, usted"),
        ("## Datos\n# de hijos", "Datos\n# de hijos"),
        ("uno<br/>dos <span style='color: red'>tres</span>", "uno\ndos tres"),
        ("vea [la ley](https://x.pe/a_b_c)", "vea la ley (https://x.pe/a_b_c)"),
        ("3 * 4 * 5, mi_nombre_x, nota *, (*) y (*), a<b y c>d, ____", None),
    ],
)
def test_marks_are_taken_off_and_words_stay(written, said):
    assert plain(written) == (said or written)


def test_what_only_kobo_writes_is_taken():
    verdict = form(
        row("begin_score", "sc", **{"kobo--score-choices": "lik"}),
        row("score__row", "r1"),
        row("score__row", "r2"),
        {"type": "end_score"},
        row("begin_rank", "rk", **{"kobo--rank-items": "yn"}),
        row("rank__level", "l1"),
        {"type": "end_rank"},
        row("begin_kobomatrix", "m", **{"kobo--matrix_list": "yn"}),
        row("select_one lik", "c1"),
        row("select_one lik", "c2"),
        {"type": "end_kobomatrix"},
    )
    made = questions(verdict)
    assert [each["type"] for each in made] == ["matrix", "ranking", "note", "matrix", "matrix"]
    assert made[2]["text"] == {"es": "¿a?"}
    assert [each["code"] for each in made[3]["rows"]] == ["m_yes_c1", "m_no_c1"]
    assert verdict.outcome == WITH_LOSS


def test_choices_that_depend_on_an_answer_keep_what_they_depend_on():
    cities = [
        {"list_name": "c", "name": "ilo", "label": "Ilo", "Pais": "yes"},
        {"list_name": "c", "name": "la_paz", "label": "La Paz", "Pais": "no"},
    ]
    verdict = form(
        row("select_one yn"),
        row("select_one c", "b", choice_filter="Pais = ${a} and name != 'x'"),
        choices=[*LISTS, *cities],
    )
    asked = questions(verdict)[1]
    assert asked["options_if"] == "pais = ${a} and name != 'x'"
    assert [each["attributes"] for each in asked["options"]] == [{"pais": "yes"}, {"pais": "no"}]


@each_case(
    ("headers", "languages"),
    [
        (["label"], ["es-PE"]),
        (["label::English (en)", "label::Español (es)"], ["en", "es"]),
        (["label::English", "label::Quechua"], ["en", "qu"]),
        (["label:English", "label:Aymara"], ["en", "ay"]),
        (["label", "label::English (en)"], ["es-PE", "en"]),
        (["label::Klingon (tlh)"], ["tlh"]),
        (["label::Wampis"], ["x-wampis"]),
        (["label::spa", "label::Kichwa (qvi)", "label::Foo (xx)"], ["es", "qvi", "xx"]),
    ],
)
def test_languages_have_codes_however_a_form_names_them(headers, languages):
    line = {"type": "date", "name": "a"} | dict.fromkeys(headers, "¿a?")
    verdict = verdict_of_sheets({"survey": [line]})
    assert verdict.document["languages"] == languages
    warnings = []
    convert(workbook_of(instrument_of(verdict.document)), warnings=warnings, validate=False)
    assert warnings == []


def test_a_form_can_be_markdown_or_csv_too():
    markdown = "| survey |\n| | type | name | label |\n| | date | a | ¿a? |\n"
    csv = "survey\n,type,name,label\n,date,a,¿a?\n"
    offices = [
        csv.replace(",", ";").encode("cp1252"),
        csv.replace(",", "\t").encode("utf-16"),
        csv.encode("utf-8-sig"),
    ]
    for content in (markdown.encode(), csv.encode(), *offices):
        verdict = verdict_of(content)
        assert verdict.outcome == ACCEPTED
        assert questions(verdict)[0]["text"] == {"es-PE": "¿a?"}
    assert any("Latin-1" in each.text for each in verdict_of(offices[0]).notes)


JUNK = [
    b"",
    b"PK\x03\x04 not a zip",
    b"\xd0\xcf\x11\xe0 not a workbook",
    b"\xff\xfe\x00\x01",
    b"\x00" * 100,
    b"hello",
    b"a,b,c\n1,2,3\n4,5,6\n",
    b"| survey |\n| | type |\n",
    b"survey\n,type,name\n,text,a\n",
    b"survey\n,typo,nome\n,text,a\n",
    "| survey |\n| | type | name | label |\n| | text | ñ | ${ñ |\n".encode(),
]


@each_case("content", JUNK)
def test_what_is_no_form_is_refused_with_a_sentence(content):
    verdict = verdict_of(content)
    assert verdict.outcome == REFUSED
    assert all(each.text for each in verdict.errors)
    assert verdict.errors


def test_a_workbook_that_unpacks_to_more_than_it_should_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 10**6)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2 * 10**6)
    [error] = verdict_of(bomb.getvalue()).errors
    assert error.text == "the file is too large when it is unpacked"


def test_a_workbook_of_an_unknown_version_of_zip_is_refused_in_words():
    content = bytearray(workbook_of(instrument_of(template("workshop"))))
    content[content.index(b"PK\x01\x02") + 6] = 236
    (error,) = verdict_of(bytes(content)).errors
    assert error.message == "the file is damaged: it is no spreadsheet"


CELLS = [
    "", " ", "x", "1", "na", "${", "${zz}", "${a} <", "“x”", "begin_group", "end_group", "select_one",
    "select_one zz", "begin_repeat", "geopoint", "text", "calculate", "..", "((((", "'", "=1+1",
    "yes", "2" * 500, "<b>", "\n", "ñandú", "randomize=true", "start=5 end=1 step=0", "a b c",
]  # fmt: skip


@each_case("seed", range(50))
def test_a_good_file_with_anything_changed_in_it_gets_a_verdict(seed):
    """Half of them are changed in a cell, a row or a header, the other half in the bytes of the file."""
    chance = random.Random(seed)
    content = workbook_of(instrument_of(template("workshop")))
    if seed % 2:
        book = load_workbook(io.BytesIO(content))
        for _ in range(chance.randint(1, 3)):
            sheet = book[chance.choice(book.sheetnames)]
            cell = sheet.cell(
                chance.randint(1, sheet.max_row), chance.randint(1, min(12, sheet.max_column))
            )
            match chance.randint(0, 3):
                case 0:
                    sheet.delete_rows(cell.row)
                case 1:
                    sheet.insert_rows(cell.row)
                case _:
                    cell.value = chance.choice(CELLS)
                    cell.data_type = "s"
        changed = io.BytesIO()
        book.save(changed)
        content = changed.getvalue()
    else:
        content = bytearray(content)
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        content = bytes(content[: chance.choice([len(content), len(content) // 2])])
    verdict = verdict_of(content)
    json.dumps(verdict.as_json(), allow_nan=False)
    assert (verdict.document is None) == bool(verdict.errors)
    if verdict.document is not None:
        assert document_of(instrument_of(verdict.document)) == verdict.document


@settings(max_examples=cases(20, 4000), deadline=None)
@given(st.integers(0, 2**32))
def test_any_rows_get_a_verdict(seed):
    chance = random.Random(seed)
    kinds = ["text", "select_one yn", "select_one lik", "select_multiple yn or_other", "rank yn",
             "range", "calculate", "note", "begin_group", "end_group", "begin group", "end group",
             "begin_repeat", "end_repeat", "begin_score", "end_score", "score__row", "begin_rank",
             "rank__level", "end_rank", "begin_kobomatrix", "end_kobomatrix", "hidden", "image"]  # fmt: skip
    columns = ["relevant", "constraint", "calculation", "appearance", "choice_filter", "parameters",
               "default", "required", "read_only", "dimension", "role", "min", "max", "max_length",
               "importance_of", "kobo--score-choices", "kobo--rank-items", "hint", "trigger", "na"]  # fmt: skip
    cells = [*CELLS, "${a} = 1", "${b} = 'yes'", "${c} + 1", "table-list", "label", "likert",
             "list-nolabel", "overall", "recommend", "lik", "yn", "a", "b"]  # fmt: skip
    rows = []
    for _ in range(chance.randint(1, 8)):
        line = row(chance.choice(kinds), chance.choice(["a", "b", "c", "d", "E f", ""]), "L")
        line |= {chance.choice(columns): chance.choice(cells) for _ in range(chance.randint(0, 3))}
        rows.append(line)
    verdict = form(*rows)
    assert (verdict.document is None) == bool(verdict.errors)
    assert all("\n" not in each.text for each in (*verdict.errors, *verdict.losses))


def test_the_command_gives_the_verdict_and_the_instrument(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook_of(instrument_of(template("workshop"))))
    outcome = CliRunner().invoke(xlsform_command, [str(path)])
    assert outcome.exit_code == 0
    answer = json.loads(outcome.stdout)
    assert answer["verdict"] == ACCEPTED
    assert answer["instrument"] == template("workshop")
    refused = CliRunner().invoke(xlsform_command, ["-"], input=b"nothing")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["errors"]
    missing = CliRunner().invoke(xlsform_command, [str(tmp_path / "no.xlsx")])
    assert missing.exit_code == 2
    assert missing.stderr.count("\n") == 1


def test_pyxform_is_loaded_only_where_a_form_is_read():
    code = (
        "import sys, smd_workshop.cli.xlsform, smd_workshop.library.survey.instrument.xlsform.importing\n"
        "assert not {'pyxform', 'openpyxl'} & set(sys.modules), 'loaded'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
