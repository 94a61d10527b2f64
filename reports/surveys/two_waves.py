"""Two waves beside each other as rows of a table: what is compared, one figure in each row, and what is not, with its reason."""

from collections.abc import Callable, Iterator
from typing import Final

from reports import tables
from smd_workshop.library.survey.two_waves import Moved
from smd_workshop.surveys.results.two_waves import Left, TwoWaves
from smd_workshop.surveys.results.two_waves_groups import GroupTable

#: language → what the columns are called; programs may read them, so they stand here and not in the catalogue.
HEADERS: Final = {
    "en": ("by", "group", "code", "question", "answer", "before", "before_of", "now", "now_of", "difference", "low", "high", "chance",
           "not_compared", "simulated"),
    "es": ("segun", "grupo", "codigo", "pregunta", "respuesta", "antes", "antes_de", "ahora", "ahora_de", "diferencia", "desde", "hasta", "azar",
           "sin_comparar", "simulado"),
}  # fmt: skip

_Row = tuple[tables.Cell, ...]
#: Cells of what is not compared.
_NONE: Final[_Row] = (None,) * 8


def to_csv(
    both: TwoWaves,
    groups: tuple[GroupTable, ...],
    left: tuple[Left, ...],
    language: str,
    say: Callable[[str], str],
) -> bytes:
    """Return the table as CSV with a mark by which Excel knows the letters; `say` puts our sentences into the language.

    Differences and their ends are shares, from −1 to 1; each row says where nobody gave the answers.
    """
    headers: tuple[str, ...] = HEADERS.get(language, HEADERS["en"])
    simulated = both.after.survey.shown_as_simulated
    rows = [(*row, simulated) for row in _rows(both, groups, left, say)]
    if not simulated:
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    return tables.to_csv(headers, rows, bom=True)


def _rows(
    both: TwoWaves,
    groups: tuple[GroupTable, ...],
    left: tuple[Left, ...],
    say: Callable[[str], str],
) -> Iterator[_Row]:
    if both.why:
        yield ("", "", "", "", "", *_NONE, say(both.why))
    for row in both.rows:
        answer = say(row.answer) if row.ours else row.answer
        yield ("", "", row.code, row.words, answer, *_cells(row.moved), "")
    for each in both.left:
        yield ("", "", each.code, each.words, "", *_NONE, say(each.why))
    for table in groups:
        yield from _grouped(table)
    for each in left:
        yield (each.words, "", "", "", "", *_NONE, say(each.why))


def _grouped(table: GroupTable) -> Iterator[_Row]:
    for line in table.rows:
        for (_group, words, _before, _after), moved in zip(table.heads, line.cells, strict=True):
            if moved is not None:
                here = (table.attribute.title, words, line.code, line.words, "")
                yield (*here, *_cells(moved), "")


def _cells(moved: Moved) -> _Row:
    low, high = moved.interval or (None, None)
    return (*moved.before, *moved.after, float(moved.difference), low, high, moved.chance)
