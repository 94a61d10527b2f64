"""What a row of a form says of a question that has no place here: its looks, and what its type does not know."""

from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.rows import tree
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import Reading
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node

_QUIET: Final = frozenset(
    {
        "likert", "table-list", "label", "list-nolabel", "list", "field-list", "minimal",
        "multiline", "quick", "compact", "quickcompact", "numbers", "thousands-sep", "no-calendar",
        "vertical", "no-ticks", "picker", "autocomplete", "hidden-answer", "no-buttons",
        "list_nolabel", "bearing", "counter", "hide-input", "page-break", "dr",
    }
)  # fmt: skip
_QUIET_BEGIN: Final = ("horizontal", "columns", "compact-", "quickcompact-")


def lose_unkept(reading: Reading, node: Node, kind: str) -> None:
    """Say what a question of this type has no place for."""
    line = node.line
    known = model.ATTRIBUTES[kind]
    columns = [] if "default" in known or kind in {model.NOTE, model.SCORE} else ["default"]
    if node.kind == tree.RANK:
        columns.append("choice_filter")
    if node.kind == "note":
        columns.append("calculation")
    reading.lose_cells(line, (), columns)
    if "shuffle" not in known and parameters(line).get("randomize", "").lower() == "true":
        reading.lose(line, N_("the points of a scale are always shown in their order"))


def lose_appearance(reading: Reading, node: Node) -> None:
    """Say what of the look is not kept, where it is more than a look."""
    written = node.line.cell("appearance")
    if "search(" in written:
        reading.refuse(node.line, N_("choices from a file, by search(), are not possible here"))
        return
    if written.startswith(("ex:", "printer:")):
        reading.lose(node.line, N_("the app that answers is not called: people answer themselves"))
        return
    for word in written.split():
        if word not in _QUIET and not word.startswith(_QUIET_BEGIN):
            reading.lose(node.line, N_("the appearance “%(word)s” is not kept"), word=word)


def parameters(line: Line) -> dict[str, str]:
    """Return the parameters of a row."""
    found = {}
    for part in line.cell("parameters").replace(",", " ").replace(";", " ").split():
        key, _, value = part.partition("=")
        found[key.lower()] = value
    return found
