"""Groups of questions with the same choices → a matrix."""

from collections.abc import Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.extensions import (
    SHUFFLE,
    YES,
    is_item,
    said_of_item,
)
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.rows import tree
from smd_workshop.library.survey.instrument.xlsform.rows.choosing import keep_values, scale
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import (
    QuestionDraft,
    Reading,
    RowDraft,
)
from smd_workshop.library.survey.instrument.xlsform.rows.lists import Points
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node

_CHOOSE: Final = {
    "es": "Marque una respuesta en cada fila.",
    "en": "Choose one answer in each row.",
}
_REQUIRED: Final = frozenset({"yes", "true", "true()"})


def matrix(reading: Reading, node: Node) -> QuestionDraft | None:
    """Return the matrix of a group that is shown as a table; None if it cannot be one, which is noted."""
    lists = {child.list_name for child in node.children}
    plain = all(
        child.kind == tree.SELECT_ONE and not child.other and not child.line.cell("choice_filter")
        for child in node.children
    )
    points = scale(reading, lists.pop()) if plain and len(lists) == 1 else None
    if points is None:
        message = N_("only questions with the same points of a scale can stand in a table")
        reading.lose(node.line, message)
        return None
    rows = rows_of(reading, node.children, points)
    said = above(reading, node, points.scale["code"])
    said |= required(reading, [child.line for child in node.children], node.line)
    return QuestionDraft(node.line, said, rows)


def rows_of(reading: Reading, nodes: Sequence[Node], points: Points) -> list[RowDraft]:
    """Return the rows of a matrix."""
    rows = [_row(reading, node) for node in nodes]
    for row in rows:
        keep_values(reading, row.said["code"], points)
    return rows


def _row(reading: Reading, node: Node) -> RowDraft:
    line = node.line
    text = reading.text(line, "label", "fallback")
    if not text:
        reading.refuse(line, N_("the question has no label"))
    said: dict[str, Any] = {"code": node.code, "text": text}
    if is_item(line):
        said |= said_of_item(reading, line, node.code, on_scale=True)
    reading.lose_cells(
        line,
        ("hint", "guidance_hint", "media"),
        ("constraint", "default", "calculation", "read_only", "trigger", "parameters"),
    )
    return RowDraft(line, said)


def above(reading: Reading, node: Node, scale_code: str) -> dict[str, Any]:
    """Return what a matrix says of itself."""
    text = reading.text(node.line, "label", "fallback")
    if not text:
        text = {
            language: _CHOOSE.get(language.partition("-")[0], _CHOOSE["en"])
            for language in reading.form.languages
        }
        message = N_("the table has no label: a sentence of ours stands above it")
        reading.note(node.line, message)
    said: dict[str, Any] = {"type": model.MATRIX, "code": node.code, "text": text}
    if hint := reading.text(node.line, "hint", "hint_fallback"):
        said["help"] = hint
    if node.line.cell(SHUFFLE) == YES:
        said["shuffle"] = True
    return said | {"scale": scale_code}


def required(reading: Reading, lines: Sequence[Line], table: Line) -> dict[str, Any]:
    """Return whether a matrix must be answered: all its rows or none."""
    asked = [line.cell("required").lower() in _REQUIRED for line in lines]
    if not all(asked):
        if any(asked):
            message = N_("only some rows must be answered: in one table all or none must")
            reading.lose(table, message)
        return {}
    said: dict[str, Any] = {"required": True}
    for line in lines:
        if text := reading.text(line, "required_message"):
            return said | {"required_message": text}
    return said
