"""Rows of a form that choose from a list: what becomes of the list, of its filter, and of “other”."""

from collections.abc import Iterable
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import (
    ExpressionError,
    Name,
    walk,
)
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.xlsform.extensions import is_item
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.names import slug
from smd_workshop.library.survey.instrument.xlsform.rows import tree
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import QuestionDraft, Reading
from smd_workshop.library.survey.instrument.xlsform.rows.lists import Points
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node
from smd_workshop.library.survey.instrument.xlsform.rows.unkept import parameters
from smd_workshop.library.survey.instrument.xlsform.verdict import CHOICES

OFFERED: Final = N_(
    "the list “%(list)s” is kept as a scale, too, from “%(first)s” to “%(last)s”: other questions can take it"
)
_OTHER: Final = {"es": ("Otro", "Especifique otro"), "en": ("Other", "Specify other")}


def select(reading: Reading, node: Node, code: str) -> dict[str, Any]:
    """Return a question that chooses: on a scale where its list is one, else from the options of its list."""
    line = node.line
    if node.list_name not in reading.lists.by_name:
        message = N_("there is no list “%(list)s” in choices")
        reading.refuse(line, message, list=node.list_name)
        return {"type": model.NOTE, "code": code}
    if node.kind == tree.SELECT_ONE and not node.other and not line.cell("choice_filter"):
        likert = node.appears("likert")
        if likert or is_item(line):
            points = scale(reading, node.list_name)
            if points is not None:
                keep_values(reading, code, points)
                return {"type": model.LIKERT, "code": code, "scale": points.scale["code"]}
            message = N_("“%(list)s” has too few or too many choices for a scale: it is a list")
            reading.lose(line, message, list=node.list_name)
    kind = {
        tree.SELECT_ONE: model.SINGLE,
        tree.SELECT_MULTIPLE: model.MULTIPLE,
        tree.RANK: model.RANKING,
    }[node.kind]
    made = reading.lists.options(
        node.list_name, _attributes(reading, node), na=kind != model.RANKING
    )
    reading.conditions.values[code] = made.renamed
    reading.conditions.doubled[code] = made.doubled
    said: dict[str, Any] = {"type": kind, "code": code, "options": made.options}
    if made.na:
        said["na"] = dict(made.na)
    given = parameters(line)
    if given.get("randomize", "").lower() == "true":
        said["shuffle"] = True
        if "seed" in given:
            reading.note(line, N_("the order is drawn for each person"))
    return said


def offered(reading: Reading, nodes: Iterable[Node]) -> None:
    """Keep each list from which a question chooses one as a scale, too: questions that are added later can take it."""
    names = dict.fromkeys(
        node.list_name
        for node in nodes
        if node.kind == tree.SELECT_ONE and not node.other and not node.line.cell("choice_filter")
    )
    there = {each["list"] for each in reading.scales.values()}
    for name in names:
        if name in there or (found := scale(reading, name, asked=False)) is None:
            continue
        labels = found.scale["labels"]
        ends = [labels[place][reading.default] for place in (0, -1)]
        row = reading.lists.by_name[name][0].line.number
        reading.findings.note(CHOICES, row, OFFERED, list=name, first=ends[0], last=ends[1])


def scale(reading: Reading, list_name: str, *, asked: bool = True) -> Points | None:
    """Return the scale of a list, which is kept once for all questions that have it, or may have it: not yet `asked`."""
    found = reading.lists.points(list_name, slug(list_name, "escala"), asked=asked)
    if found is None:
        return None
    code = next((c for c, (name, _) in _kept(reading).items() if name == list_name), None)
    if code is None:
        code = found.scale["code"]
        many = 1
        while code in reading.scales:
            many += 1
            code = f"{found.scale['code'][:28]}_{many}"
        reading.scales[code] = {"list": list_name, "scale": found.scale | {"code": code}}
    found.scale["code"] = code
    return found


def _kept(reading: Reading) -> dict[str, tuple[str, dict[str, Any]]]:
    return {code: (each["list"], each["scale"]) for code, each in reading.scales.items()}


def keep_values(reading: Reading, code: str, points: Points) -> None:
    """Remember what became of the values of a question, where they are others now."""
    if any(name != str(point) for name, point in points.points.items()):
        reading.conditions.values[code] = dict(points.points)


def _attributes(reading: Reading, node: Node) -> dict[str, str]:
    """Return the columns that the filter of the choices asks about, with their codes."""
    written = node.line.cell("choice_filter")
    if not written or node.kind == tree.RANK:
        return {}
    try:
        expression = parse(" ".join(written.split()))
    except ExpressionError:
        return {}
    names = dict.fromkeys(part.name for part in walk(expression) if isinstance(part, Name))
    columns = reading.form.columns["choices"]
    return {name: slug(name, "a") for name in names if name in columns and name != "name"}


def filter_of(reading: Reading, node: Node, draft: QuestionDraft) -> None:
    """Note which columns of its choices a filter asks about."""
    if not node.line.cell("choice_filter"):
        return
    draft.attributes = {**_attributes(reading, node), "name": "name"}


def other(reading: Reading, node: Node, draft: QuestionDraft) -> list[QuestionDraft]:
    """Return the question that asks which other one, of a list that offers one."""
    if not node.other or "options" not in draft.said:
        return []
    codes = {option["code"] for option in draft.said["options"]}
    words = {
        language: _OTHER.get(language.partition("-")[0], _OTHER["en"])
        for language in reading.form.languages
    }
    if "other" not in codes:
        label = {language: said[0] for language, said in words.items()}
        draft.said["options"].append({"code": "other", "text": label})
    reading.lose(node.line, N_("“or other” becomes a choice and a question for a text"))
    code = reading.codes.free(f"{draft.code[:26]}_other")
    asks = {
        "type": model.SHORT_TEXT,
        "code": code,
        "text": {language: said[1] for language, said in words.items()},
    }
    reading.conditions.codes.setdefault(f"{node.name}_other", code)
    line = Line(node.line.number, {})
    return [QuestionDraft(line, asks, shown_if=f"selected(${{{draft.code}}}, 'other')")]
