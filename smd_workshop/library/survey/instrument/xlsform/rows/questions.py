"""One row of a form → one question of ours, or what is said instead."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.extensions import (
    is_item,
    number,
    said_of_item,
    said_of_question,
)
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.rows import choosing, tree
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import QuestionDraft, Reading
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node
from smd_workshop.library.survey.instrument.xlsform.rows.unkept import (
    lose_appearance,
    lose_unkept,
    parameters,
)

_YES: Final = frozenset({"yes", "true", "true()"})
_NO: Final = frozenset({"", "no", "false", "false()"})


def question(reading: Reading, node: Node, code: str) -> list[QuestionDraft]:
    """Return the questions of a row: one, two with "other", none if it is not kept."""
    lose_appearance(reading, node)
    line = node.line
    kind = node.kind
    if line.cell("trigger"):
        reading.lose(line, N_("what triggers the calculation is not kept"))
    if _computed(reading, node):
        return [_score(reading, node, code)]
    if kind not in {"note", "calculate", "hidden"} and _yes(line.cell("read_only")):
        reading.lose(line, N_("a question that nobody can answer becomes a note"))
        reading.conditions.codes[node.name] = None
        kind = "note"
    made = _MAKERS[kind](reading, node, code)
    draft = QuestionDraft(line, made)
    if made["type"] != model.SCORE:
        draft.said |= _texts(reading, line, made["type"])
        _default_as_kept(reading, draft)
    if "text" not in draft.said and made["type"] != model.SCORE:
        reading.refuse(line, N_("the question has no label"))
    lose_unkept(reading, node, made["type"])
    draft.said |= said_of_question(reading, line, made["type"])
    if is_item(line):
        draft.said |= said_of_item(reading, line, code, on_scale=made["type"] == model.LIKERT)
    if kind in {tree.SELECT_ONE, tree.SELECT_MULTIPLE}:
        choosing.filter_of(reading, node, draft)
        return [draft, *choosing.other(reading, node, draft)]
    return [draft]


def _computed(reading: Reading, node: Node) -> bool:
    """Whether a row is computed, whatever its type says."""
    line = node.line
    if node.kind in {"calculate", "hidden"}:
        return True
    if not line.cell("calculation") or node.kind == "note":
        return False
    if not _yes(line.cell("read_only")):
        reading.lose(line, N_("the answer is computed: people cannot change it"))
    return True


def _score(reading: Reading, node: Node, code: str) -> QuestionDraft:
    line = node.line
    said: dict[str, Any] = {"type": model.SCORE, "code": code}
    if node.kind in {"calculate", "hidden"}:
        if line.text("label"):
            reading.note(line, N_("what is computed is shown to nobody: its label is left out"))
    else:
        reading.lose_cells(line, ("hint", "guidance_hint", "media"), ())
        if text := reading.text(line, "label", "fallback"):
            said["text"] = text
    written = line.cell("calculation") or _literal(line.cell("default"))
    cells = {**line.cells, "calculation": written}
    return QuestionDraft(Line(line.number, cells, line.texts), said)


def _literal(written: str) -> str:
    """Return a default as an expression: a computed one as it is, a text in quotes."""
    if "(" in written or "${" in written:
        return written
    if written.replace(".", "", 1).isdigit():
        return written
    return f"'{written}'" if "'" not in written else f'"{written}"'


def _texts(reading: Reading, line: Line, kind: str) -> dict[str, Any]:
    """Return label, hint, and what is said when something is wrong."""
    said: dict[str, Any] = {}
    known = model.ATTRIBUTES[kind]
    text = reading.text(line, "label", "fallback")
    hint = reading.text(line, "hint", "hint_fallback")
    if not text and hint:
        text, hint = hint, {}
    said |= {key: value for key, value in (("text", text), ("help", hint)) if value}
    reading.lose_cells(line, ("guidance_hint", "media"), ())
    required = line.cell("required").lower()
    if "required" in known and required in _YES:
        said["required"] = True
    elif required not in _YES | _NO:
        reading.lose(line, N_("an answer that is required only sometimes is never required here"))
    messages = {"required_message": "required_message", "valid_message": "constraint_message"}
    for key, column in messages.items():
        if key in known and (found := reading.text(line, column)):
            said[key] = found
    if "default" in known and line.cell("default"):
        said |= _default(reading, line)
    return said


def _default(reading: Reading, line: Line) -> dict[str, str]:
    written = line.cell("default")
    if "(" in written or "${" in written:
        reading.lose(line, N_("a default that is computed is not kept"))
        return {}
    return {"default": written}


def _default_as_kept(reading: Reading, draft: QuestionDraft) -> None:
    """Write the values of a default as they became."""
    values = reading.conditions.values.get(draft.code, {})
    if values and "default" in draft.said:
        words = draft.said["default"].split()
        draft.said["default"] = " ".join(str(values.get(word, word)) for word in words)


def _yes(written: str) -> bool:
    return written.lower() in _YES


def _text(_reading: Reading, node: Node, code: str) -> dict[str, Any]:
    long = node.appears("multiline") or "rows" in parameters(node.line)
    return {"type": model.LONG_TEXT if long else model.SHORT_TEXT, "code": code}


def _range(reading: Reading, node: Node, code: str) -> dict[str, Any]:
    """Return a number, or the question of the net promoter score where it goes from 0 to 10."""
    given = parameters(node.line)
    try:
        low, high, step = (
            Decimal(given.get(key, usual))
            for key, usual in (("start", "1"), ("end", "10"), ("step", "1"))
        )
    except InvalidOperation:
        reading.refuse(node.line, N_("start, end and step must be numbers"))
        return {"type": model.NUMBER, "code": code}
    low, high, step = min(low, high), max(low, high), abs(step)
    if low == 0 and high == 10 and step == 1:
        return {"type": model.NPS, "code": code}
    if "tick_labelset" in given:
        reading.lose(node.line, N_("labels of single points are not kept"))
    whole = all(value == value.to_integral_value() for value in (low, high, step))
    said = {"type": model.NUMBER, "code": code, "min": number(low), "max": number(high)}
    return said | {"step": number(step)} | ({"whole": True} if whole else {})


def _day(reading: Reading, node: Node, code: str) -> dict[str, Any]:
    if node.kind == "datetime":
        reading.lose(node.line, N_("only the day is asked, not the time"))
    return {"type": model.DATE, "code": code}


def _time(reading: Reading, node: Node, code: str) -> dict[str, Any]:
    reading.lose(node.line, N_("a time is asked as a short text"))
    return {"type": model.SHORT_TEXT, "code": code, "max_length": 20}


def _plain(kind: str, **more: Any) -> Callable[[Reading, Node, str], dict[str, Any]]:
    return lambda _reading, _node, code: {"type": kind, "code": code, **more}


_MAKERS: Final[Mapping[str, Callable[[Reading, Node, str], dict[str, Any]]]] = {
    tree.SELECT_ONE: choosing.select,
    tree.SELECT_MULTIPLE: choosing.select,
    tree.RANK: choosing.select,
    "text": _text,
    "integer": _plain(model.NUMBER, whole=True),
    "decimal": _plain(model.NUMBER),
    "range": _range,
    "date": _day,
    "datetime": _day,
    "time": _time,
    "note": _plain(model.NOTE),
    "acknowledge": _plain(model.CONSENT),
}
