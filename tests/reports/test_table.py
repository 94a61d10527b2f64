"""A downloaded table must be countable as it is, and must never run anything on the reader's machine."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.tables import Sheet, harmless, to_csv, to_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\u200b" * 500 + "=1",
    "\x00=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "﹦1",
    "﹣1",
    "−1",
]


def from_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@each_case("text", FORMULAS)
def test_no_text_and_no_header_is_run_as_a_formula(text: str) -> None:
    for cell in (from_csv(to_csv([text], []))[0][0], from_csv(to_csv(["a"], [[text]]))[1][0]):
        assert cell.startswith("'")
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", [text], [[text]]))))
    for row in book.active.iter_rows():
        for written in row:
            assert written.data_type == "s"
            assert written.value.startswith("'")


@each_case(
    "text",
    [
        "F1 Hay instancias",
        "% de acuerdo",
        "– sin datos",
        "¿Por qué?",
        "a=b",
        "'x",
        "Ñandú 3-4",
        "🙂",
    ],
)
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    assert harmless(text) == text
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", [text], []))))
    assert book.active["A1"].value == text


def test_numbers_stay_numbers_negative_ones_too() -> None:
    row = (-3, 2.5, Decimal("-1234.50"), Fraction(1, 4), Fraction(7), True, None, float("nan"))
    assert from_csv(to_csv(["x"] * 8, [row]))[1] == [
        "-3",
        "2.5",
        "-1234.50",
        "0.25",
        "7",
        "1",
        "",
        "",
    ]
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", ["x"] * 8, [row]))))
    read = [cell.value for cell in book.active[2]][:6]
    assert read == [-3, 2.5, -1234.5, 0.25, 7, True]


TEXTS = ("#N/A", "#REF!", "NA", "null", "None", "nan", "007", "1e5", "2024-02-01", "TRUE", "1/2")


@each_case("text", TEXTS)
def test_a_text_that_looks_like_something_else_stays_the_text(text: str) -> None:
    assert from_csv(to_csv([text], [[text]])) == [[text], [text]]
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", [text], [[text]]))))
    assert [(c.value, c.data_type) for row in book.active.iter_rows() for c in row] == [
        (text, "s"),
        (text, "s"),
    ]


def test_a_whole_number_beside_an_empty_cell_stays_whole_and_the_cell_empty() -> None:
    rows = [["a", 3], ["b", None], ["c", ""]]
    assert from_csv(to_csv(["x", "n"], rows))[1:] == [["a", "3"], ["b", ""], ["c", ""]]
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", ["x", "n"], rows))))
    assert [cell.value for cell in book.active["B"]] == ["n", 3, None, None]
    assert isinstance(book.active["B2"].value, int)


def test_headings_of_one_name_keep_each_its_column() -> None:
    assert from_csv(to_csv(["a", "a", ""], [[1, 2, 3]])) == [["a", "a", ""], ["1", "2", "3"]]
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", ["a", "a"], [[1, 2]]))))
    assert list(book.active.iter_rows(values_only=True)) == [("a", "a"), (1, 2)]
    assert book.active["A1"].font.bold
    assert book.active.freeze_panes == "A2"


def test_days_and_moments_are_lima_s() -> None:
    rows = [(date(2022, 9, 14), datetime(2022, 9, 15, 3, 0, 1, 5, tzinfo=UTC))]
    assert from_csv(to_csv(["a", "b"], rows))[1] == ["2022-09-14", "2022-09-14 22:00:01"]
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", ["a", "b"], rows))))
    assert book.active["B2"].value == datetime(2022, 9, 14, 22, 0, 1)


def test_excel_reads_the_accents_when_asked_and_others_are_not_disturbed() -> None:
    assert to_csv(["Año"], [], bom=True) == b"\xef\xbb\xbf" + to_csv(["Año"], [])
    assert not to_csv(["Año"], []).startswith(b"\xef\xbb\xbf")


def test_several_sheets_keep_distinct_lawful_names() -> None:
    sheets = [
        Sheet(name, ["a"], [[1]])
        for name in ("Votos: 1/2", "votos  1 2", "Votos  1 2", "", "x" * 60, "x" * 60)
    ]
    names = load_workbook(io.BytesIO(to_xlsx(*sheets))).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 for name in names)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_makes_a_file_that_opens_again(cells: list[str]) -> None:
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", cells, [cells]))))
    assert book.active.max_row == (2 if any(harmless(cell) for cell in cells) else 1)
    rows = from_csv(to_csv(cells, [cells]))
    assert [len(row) for row in rows if row] == [len(cells)] * len([row for row in rows if row])


def test_a_text_longer_than_a_cell_is_cut_and_not_lost_with_the_file() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(Sheet("h", ["a"], [["=" + "x" * 100_000]]))))
    assert len(book.active["A2"].value) == 32_767
