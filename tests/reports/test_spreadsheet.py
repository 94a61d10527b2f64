"""A list of seats comes as people save it; a file that would harm the room's laptop must only cost a sentence."""

import io
import struct
import zipfile
import zlib
from datetime import datetime

import pytest
from depth import cases
from each_case import each_case
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from work import counted

from reports.sheets import delimited, spreadsheets
from reports.sheets.spreadsheets import Table, Unreadable, nothing_known, read_table
from reports.tables import Sheet, to_csv, to_xlsx

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def workbook(*rows: tuple[object, ...], title: str = "Hoja") -> Workbook:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = saved(workbook(("a", "b"), ("1", "2")))


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def repacked(data: bytes, part: str, change: object) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])  # type: ignore[operator]
    return zipped(parts)


def refusal(data: bytes, name: str = "lista.xlsx") -> str:
    with pytest.raises(Unreadable) as refused:
        read_table(data, name)
    return str(refused.value)


def outcome(data: bytes, name: str) -> Table | str:
    """The table, or the words that the sender reads: anything else is a traceback."""
    try:
        return read_table(data, name)
    except Unreadable as refused:
        return str(refused)


def messages(table: Table) -> str:
    return " ".join(note.message % note.params for note in table.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_as_any_office_saves_it(encoding: str, sign: str, end: str) -> None:
    text = end.join(
        [sign.join(["Código", "Actor"]), sign.join(["C1", f'"Señor{sign} ""Ñato"""']), ""]
    )
    table = read_table(text.encode(encoding), "lista.csv")
    assert table.headers == ("Código", "Actor")
    assert table.rows == (("C1", f'Señor{sign} "Ñato"'),)
    assert ("Latin-1" in messages(table)) == (encoding in {"latin-1", "cp1252"})


def test_commas_inside_quoted_headings_do_not_decide_the_separator() -> None:
    table = read_table(b'"a, b, c";d\n1;2\n', "x.csv")
    assert table.headers == ("a, b, c", "d")


def test_xlsx_is_read_as_values_with_the_rows_of_the_file() -> None:
    book = workbook(("Código", "Escaños", "Peso"), (), ("C1", 3, 1.5), ("C2", 4.0, None))
    table = read_table(saved(book), "lista.xlsx")
    assert table.rows == (("C1", "3", "1.5"), ("C2", "4", ""))
    assert table.numbers == (3, 4)
    assert "Empty rows were skipped: 1" in messages(table)


SIGNS = ("007", "NA", "null", "#N/A", "1e5", "01/02/2024", "TRUE", "-", "=x")


def test_what_a_cell_says_is_not_taken_for_something_else() -> None:
    """A seat 007 that became 7 would be another seat."""
    book = workbook(*(("x", "y") for _ in SIGNS), ("x", "y"))
    for cell, sign in zip(book.active["A"][1:], SIGNS, strict=True):
        cell.value, cell.data_type = sign, "s"
    text = "x,y\n" + "".join(f"{sign},y\n" for sign in SIGNS)
    for data in (saved(book), text.encode()):
        assert [row[0] for row in read_table(data, "x").rows] == list(SIGNS)


def test_days_numbers_and_yes_are_read_as_they_are_written_here() -> None:
    day = datetime(2022, 9, 14)
    book = workbook(("a", "b", "c", "d", "e"), (day, day.replace(hour=9), True, 0.1, 12))
    found = read_table(saved(book), "x.xlsx").rows
    assert found == (("2022-09-14", "2022-09-14 09:00", "1", "0.1", "12"),)


@pytest.mark.parametrize("text", ['a,b\n"x,1\n"y,2\nz,3\n', 'a,b\nx,1\n"y"z,2\n'])
def test_a_stray_quotation_mark_swallows_no_row(text: str) -> None:
    assert "quotation mark" in refusal(text.encode(), "x.csv")


def test_a_percentage_is_what_its_cell_shows_and_not_a_hundredth_of_it() -> None:
    shown = {
        "0%": (0.6, "60%"), "0.00%": (0.655, "65.5%"), "0.0 %": (1, "100%"), "#,##0.0%;-0.0%": (-0.07, "-7%"),
        "0.000%": (0.91795, "91.7950%"), '0.0" % de avance"': (0.6, "0.6"), "0.0\\%": (0.6, "0.6"), "General": (0.6, "0.6"),
    }  # fmt: skip
    book = workbook(["a"] * 1, *[(value,) for value, _ in shown.values()])
    for row, number_format in enumerate(shown, 2):
        book.active.cell(row, 1).number_format = number_format
    read = read_table(saved(book), "x.xlsx").rows
    assert [cell for (cell,) in read] == [text for _, text in shown.values()]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = read_table(b'a,b\n"two\nlines",1\n\nx,2\n', "x.csv")
    assert table.numbers == (2, 4)


def test_what_is_exported_can_be_read_back() -> None:
    rows = [("C1", "Comunidad"), ("E1", "Empresa, minera")]
    for data, name in (
        (to_xlsx(Sheet("s", ["Código", "Actor"], rows)), "a.xlsx"),
        (to_csv(["Código", "Actor"], rows, bom=True), "a.csv"),
    ):
        table = read_table(data, name)
        assert (table.headers, list(table.rows)) == (("Código", "Actor"), rows)


def test_the_name_of_the_file_does_not_decide_what_it_is() -> None:
    assert read_table(saved(workbook(("a",), ("1",))), "lista.csv").rows == (("1",),)


def test_merged_cells_and_other_sheets_are_told() -> None:
    book = workbook(("a", "b"), ("1", "2"))
    book.active.merge_cells("A2:B2")
    book.create_sheet("Otra")
    said = messages(read_table(saved(book), "x.xlsx"))
    assert "Merged" in said
    assert "Hoja" in said


def test_a_hidden_sheet_is_not_what_the_sender_sees() -> None:
    book = workbook(("secreto",), ("x",))
    book.active.sheet_state = "hidden"
    book.create_sheet("Vista").append(("a",))
    assert read_table(saved(book), "x.xlsx").headers == ("a",)


def test_a_formula_is_refused_with_its_cell() -> None:
    assert "B2" in refusal(saved(workbook(("a", "b"), (1, "=A2+1"))))


def test_control_characters_do_not_reach_the_database() -> None:
    assert read_table("a\nC\u009f1\u00a0\n".encode(), "x.csv").rows == (("C1",),)


@each_case(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\n;;\n;;\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old Excel"),
        (
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": "<a/>",
                }
            ),
            "OpenDocument",
        ),
        (zipped({"a.txt": "hola"}), "cannot be read"),
        (b"PK\x03\x04 no zip", "cannot be read"),
        (b"%PDF-1.7\x00\x01", "cannot be read"),
        (b"a" * 2_000_001, "too large"),
        (b"a,a\n1,2\n", "two columns"),
        (b"a,b\n1,2,3\n", "cells (3)"),
        (b'a,b\n"1,2\n', "quotation mark"),
        ((",".join(f"c{n}" for n in range(51)) + "\n").encode(), "too many columns"),
        (b"a\n" + b"x" * 5_001, "more than 5,000"),
        (b"a\n" + b"x" * 1_500_000, "Row 2 has a cell with more than 5,000"),
        (b"a\n" + b"1\n" * 20_001, "too many rows"),
        (
            zipped({"[Content_Types].xml": TYPES, **{f"p{n}": "" for n in range(300)}}),
            "cannot be read",
        ),
        (
            zipped({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
            "XML entities",
        ),
        (zipped({"[Content_Types].xml": TYPES, "xl/x.xml": "<a><b></a>"}), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, words: str) -> None:
    assert words in refusal(data, "lista.csv")


def test_twenty_thousand_rows_are_read() -> None:
    assert len(read_table(b"a\n" + b"1\n" * 20_000, "x.csv").rows) == 20_000


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/worksheets/sheet1.xml": b"<a>" + b" " * 60_000_000 + b"</a>",
        }
    )
    assert len(bomb) < 2_000_000
    assert "unpacks to far more" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_not_believed() -> None:
    honest = zipped(
        {"[Content_Types].xml": TYPES, "xl/s.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}
    )
    at = honest.rindex(b"PK\x01\x02")
    lying = honest[: at + 24] + struct.pack("<I", 100) + honest[at + 28 :]
    refusal(lying)


def test_entities_in_the_sheet_are_not_expanded() -> None:
    lol = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = repacked(
        saved(workbook(("a",), ("b",))),
        "xl/worksheets/sheet1.xml",
        lambda xml: lol + xml.partition(b"?>")[2],
    )
    assert "XML entities" in refusal(data)


def test_a_cell_at_the_far_end_of_the_sheet_costs_a_sentence_and_not_the_memory() -> None:
    far = repacked(
        saved(workbook(("a",), ("b",))),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="2"', b'r="1048576"').replace(b'r="A2"', b'r="XFD1048576"'),
    )
    assert "too many" in refusal(far)


def test_a_sheet_that_lies_about_its_dimension_is_read_whole() -> None:
    lying = repacked(
        saved(workbook(("a", "b"), ("1", "2"))),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"'),
    )
    assert read_table(lying, "x.xlsx").rows == (("1", "2"),)


def test_a_password_is_named() -> None:
    data = bytearray(zipped({"[Content_Types].xml": TYPES}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(data))


@settings(max_examples=cases(13, 1500), deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.csv", "a.xlsx", "a", "a.xls", "a.ods"]),
    st.sampled_from([b"", b"PK", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
@example(b"\r", "a.csv", b"")
@example(b'"', "a.csv", b"")
def test_no_bytes_break_the_reader(data: bytes, name: str, start: bytes) -> None:
    table = outcome(start + data, name)
    assert table
    if isinstance(table, str):
        return
    assert all(len(row) == len(table.headers) for row in table.rows)
    assert len(table.numbers) == len(table.rows)


@settings(max_examples=cases(10, 600), deadline=None)
@given(st.data())
def test_no_damaged_workbook_breaks_the_reader(data: st.DataObject) -> None:
    good = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(good), "x.xlsx")


@settings(max_examples=cases(10, 600), deadline=None)
@given(st.binary(max_size=60))
def test_no_damaged_sheet_breaks_the_reader(piece: bytes) -> None:
    place = zlib.crc32(piece) % 400
    assert outcome(
        repacked(GOOD, "xl/worksheets/sheet1.xml", lambda xml: xml[:place] + piece + xml[place:]),
        "x.xlsx",
    )


def test_the_limits_are_those_that_the_pages_promise() -> None:
    assert (spreadsheets.MOST_BYTES, spreadsheets.MOST_ROWS, spreadsheets.MOST_COLUMNS) == (
        2_000_000,
        20_000,
        50,
    )


@each_case(
    "text, rows, note",
    [
        ("Lista\na;b\n1;2\nLista\n a; B\na;b\n3;4\n", [3, 5, 7], {"rows": "4, 6"}),
        ("a;b\n1;2\n\na;b\n", [2], {"rows": "4"}),
        ("1;2\n3;4\n1;2\n", [2, 3], None),  # numbers of questions, and an answer like them
        ("Rosa\nLuz\nRosa\n", [2, 3], None),  # no headings at all
    ],
)
def test_headings_and_titles_that_each_page_of_a_list_repeats_are_no_rows(text, rows, note):
    table = read_table(text.encode(), "l.csv", lambda cells: 2 * (list(cells) == ["a", "b"]))
    assert list(table.numbers) == rows
    assert next((n.params for n in table.notes if n.message == spreadsheets.AGAIN), None) == note


@each_case("cell", ["x", "ñandú", "", " "])
def test_of_far_too_many_cells_no_more_is_asked_than_whether_they_say_something(cell) -> None:
    """Two million fit into a file that may be sent, and cleaning each would keep the server for minutes."""
    cells = 50_000
    calls, said = counted(outcome, f"a,b\n1,2{f',{cell}' * cells}\n".encode(), "l.csv")
    assert calls < cells + 2_000
    assert ("too many columns" in str(said)) is bool(cell.strip())


def test_rows_are_read_one_at_a_time() -> None:
    """A file of nothing but line ends has two million."""
    rows, _notes = delimited.read(b"Sector,Actor\n" + b"\n" * 1_000, nothing_known)
    assert iter(rows) is rows


@each_case("line", [b"sep=;\r\n", b'"sep=;"\n', b"SEP=;,,\r\n", b"\xef\xbb\xbfsep=;\n"])
def test_a_separator_that_the_file_says_is_taken_where_no_heading_tells(line: bytes) -> None:
    """Excel writes and obeys that line; the commas of an address would else be counted as columns."""
    data = b"Bando, lado, mesa;Casa, calle, lote\nComunidad;Junta A\n"
    rows, _notes = delimited.read(line + data, nothing_known)
    assert [cells for _number, cells in rows][1] == ["Comunidad", "Junta A"]
    rows, _notes = delimited.read(data, nothing_known)
    assert [cells for _number, cells in rows][1] == ["Comunidad;Junta A"], "nobody said it"
