"""What a table or a form says of variables, a line each; judged and written like the lines of plans."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.asides import Asides, explains, unread
from smd_workshop.plans.files.columns import Column, unquoted
from smd_workshop.plans.files.from_table import figure_of, refuse_errors, remarks_on, word_of
from smd_workshop.plans.files.lines import VALUES, Kind, Line, Refused, Troubles, Word, reason
from smd_workshop.repository.columns import columns, heading
from smd_workshop.repository.variables import WORDS


def of_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int],
    measures: Mapping[str, str],
) -> list[Line]:  # fmt: skip
    """Return the lines of a table; `numbers` are the rows of the file, `measures` the units of what is there, by its code.

    Raises Invalid without a column of codes.
    """
    found = columns(headers)
    if not any(column.key == "code" for column in found):
        raise Invalid(
            N_(
                "No column of this file is called “Código”. Download the repository and fill that file."
            )
        )
    return [
        _line(number, found, row, measures)
        for number, row in zip(numbers, rows, strict=True)
        if not explains(row)
    ]


def asides_of(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]
) -> Asides:
    """Return what of a table nothing is read from."""
    lines = tuple(number for number, row in zip(numbers, rows, strict=True) if explains(row))
    told = [row for row in rows if not explains(row)]
    return Asides(unread(headers, told, {each.place for each in columns(headers)}), lines)


def _line(
    number: int, found: list[Column], row: Sequence[str], measures: Mapping[str, str]
) -> Line:
    cells = {
        (each.key, each.year): (each, text)
        for each in found
        if (text := unquoted(row[each.place]).strip())
    }
    try:
        refuse_errors(number, cells)
    except Refused as error:
        return Line(number, Kind.VARIABLE, "", refused=error.why)
    written = " ".join(cells["code", None][1].split()) if ("code", None) in cells else ""
    if not written:
        why = reason(N_("There is no code in this row."))
        return Line(number, Kind.VARIABLE, "", refused=why)
    troubles = Troubles()
    words = {
        key: troubles.read(_word, key, column, text)
        for (key, _year), (column, text) in cells.items()
        if key in WORDS
    }
    measure = str(words.get("measure") or measures.get(written, ""))
    years = {
        year: troubles.read(figure_of, column, text, measure)
        for (key, year), (column, text) in cells.items()
        if key == VALUES and year is not None
    }
    if troubles.found:
        first, *others = troubles.found
        return Line(number, Kind.VARIABLE, written, refused=first, remarks=tuple(others))
    return Line(
        number, Kind.VARIABLE, written, "", words, _series(years), remarks_on(cells, measure)
    )


def _series(years: Mapping[int, Decimal | None]) -> Mapping[str, Mapping[int, Decimal | None]]:
    return {VALUES: dict(sorted(years.items()))} if years else {}


def _word(key: str, column: Column, text: str) -> Word:
    """Return what a cell says; how often a variable is counted stands in the words of who counts."""
    return word_of(key, column, text) if key == "last_year" else " ".join(text.split())


def of_form(texts: Mapping[str, str]) -> Line:
    """Return the line of a form: all of its fields, also those that were emptied."""
    code = " ".join(texts.get("code", "").split())
    try:
        words: dict[str, Word] = {
            key: _word(key, Column(0, key, None, heading(key)), text)
            if (text := texts.get(key, "").strip())
            else (None if key == "last_year" else "")
            for key in WORDS
        }
    except Refused as refused:
        return Line(1, Kind.VARIABLE, code, refused=refused.why)
    return Line(1, Kind.VARIABLE, code, "", words)
