"""What only KoboToolbox writes: scores, ranks and matrices, in groups of their own kinds."""

from collections.abc import Mapping, Sequence
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.rows import tree
from smd_workshop.library.survey.instrument.xlsform.rows.choosing import keep_values, scale
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import (
    QuestionDraft,
    Reading,
    RowDraft,
)
from smd_workshop.library.survey.instrument.xlsform.rows.lists import Points
from smd_workshop.library.survey.instrument.xlsform.rows.tables import above, required, rows_of
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node


def questions(reading: Reading, node: Node) -> list[QuestionDraft]:
    """Return what a group of Kobo's becomes."""
    if node.kind == tree.KOBO_SCORE:
        return _score(reading, node)
    return _rank(reading, node) if node.kind == tree.KOBO_RANK else _matrix(reading, node)


def _named(node: Node, column: str) -> str:
    """Return the list that a group names in a column, which is written in two ways."""
    return node.line.cell(f"kobo--{column}") or node.line.cell(f"kobo--{column.replace('-', '_')}")


def _points(reading: Reading, node: Node, list_name: str) -> Points | None:
    points = scale(reading, list_name)
    if points is None:
        message = N_("“%(list)s” has too few or too many choices for a scale")
        reading.refuse(node.line, message, list=list_name)
    return points


def _score(reading: Reading, node: Node) -> list[QuestionDraft]:
    """Return a matrix."""
    points = _points(reading, node, _named(node, "score-choices"))
    if points is None:
        return []
    rows = [child for child in node.children if child.kind == tree.SCORE_ROW]
    if not rows or len(rows) != len(node.children):
        reading.refuse(node.line, N_("only rows of a score can stand in it"))
        return []
    said = above(reading, node, points.scale["code"])
    lines = [node.line] if node.line.cell("required") else [row.line for row in rows]
    said |= required(reading, lines, node.line)
    return [QuestionDraft(node.line, said, rows_of(reading, rows, points))]


def _rank(reading: Reading, node: Node) -> list[QuestionDraft]:
    """Return a ranking, in which every option has a place."""
    list_name = _named(node, "rank-items")
    made = reading.lists.options(list_name, {}, na=False)
    if not made.options:
        message = N_("there is no list “%(list)s” in choices")
        reading.refuse(node.line, message, list=list_name)
        return []
    levels = [child for child in node.children if child.kind == tree.RANK_LEVEL]
    if any(child.line.text("label") for child in node.children):
        reading.note(node.line, N_("places are numbers here: the names of the levels are left out"))
    if len(levels) != len(made.options):
        reading.lose(node.line, N_("every option gets a place, not only the first ones"))
    said = above(reading, node, "") | {"type": model.RANKING, "options": made.options}
    del said["scale"]
    said |= required(reading, [node.line], node.line)
    return [QuestionDraft(node.line, said)]


def _matrix(reading: Reading, node: Node) -> list[QuestionDraft]:
    """Return one matrix for each question, whose rows are a list."""
    rows = reading.lists.options(_named(node, "matrix_list"), {}, na=False).options
    if not rows or any(child.kind != tree.SELECT_ONE for child in node.children):
        message = N_("only a matrix of questions with one choice each is possible here")
        reading.refuse(node.line, message)
        return []
    if len(node.children) > 1:
        message = N_("the matrix becomes %(many)s, one for each question")
        reading.lose(node.line, message, many=len(node.children))
    made = [_column(reading, node, child, rows) for child in node.children]
    return [*_title(reading, node), *(draft for draft in made if draft is not None)]


def _title(reading: Reading, node: Node) -> list[QuestionDraft]:
    """Return the heading above what a matrix became."""
    text = reading.text(node.line, "label", "fallback")
    reading.lose_of_group(node.line)
    if not text:
        return []
    cells = {"relevant": node.line.cell("relevant")}
    said = {"type": model.NOTE, "code": node.code, "text": text}
    return [QuestionDraft(Line(node.line.number, cells), said)]


def _column(
    reading: Reading, node: Node, child: Node, rows: Sequence[Mapping[str, Any]]
) -> QuestionDraft | None:
    points = _points(reading, child, child.list_name)
    if points is None:
        return None
    drafts = []
    for row in rows:
        # Kobo calls a cell after its matrix, its row and its column.
        name = f"{node.name}_{row['code']}_{child.name}"
        code = reading.codes.free(name)
        reading.conditions.codes.setdefault(name, code)
        keep_values(reading, code, points)
        drafts.append(RowDraft(node.line, {"code": code, "text": dict(row["text"])}))
    said = above(reading, child, points.scale["code"])
    return QuestionDraft(child.line, said | required(reading, [child.line], node.line), drafts)
