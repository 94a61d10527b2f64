"""Rows of the survey sheet → a tree of groups and questions, each with the one name of its type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.verdict import SURVEY, Findings

GROUP: Final = "group"
REPEAT: Final = "repeat"
#: The appearance of a group of questions with the same choices.
TABLE: Final = "table-list"
SELECT_ONE: Final = "select_one"
SELECT_MULTIPLE: Final = "select_multiple"
RANK: Final = "rank"
#: Kobo's own groups, and what stands in them.
KOBO_SCORE: Final = "score"
KOBO_RANK: Final = "koborank"
KOBO_MATRIX: Final = "kobomatrix"
SCORE_ROW: Final = "score__row"
RANK_LEVEL: Final = "rank__level"
METADATA: Final = "metadata"
UPLOAD: Final = "upload"
IMPOSSIBLE: Final = "impossible"
UNKNOWN: Final = "unknown"

_SELECTS: Final[Mapping[str, str]] = {
    "select_one": SELECT_ONE,
    "select one": SELECT_ONE,
    "select1": SELECT_ONE,
    "select one from": SELECT_ONE,
    "add select one prompt using": SELECT_ONE,
    "select_multiple": SELECT_MULTIPLE,
    "select all that apply": SELECT_MULTIPLE,
    "select all that apply from": SELECT_MULTIPLE,
    "add select multiple prompt using": SELECT_MULTIPLE,
    "rank": RANK,
}
_SELECT: Final = re.compile(
    rf"({'|'.join(sorted(_SELECTS, key=len, reverse=True))}) (\S+)( (?:or specify other|or_other|or other))?"
)
_GROUPS: Final[Mapping[str, str]] = {
    "group": GROUP,
    "repeat": REPEAT,
    "lgroup": REPEAT,
    "looped group": REPEAT,
    "loop": REPEAT,
    "score": KOBO_SCORE,
    "rank": KOBO_RANK,
    "koborank": KOBO_RANK,
    "kobomatrix": KOBO_MATRIX,
}
_BORDER: Final = re.compile(rf"(begin|end)[ _]({'|'.join(_GROUPS)})( .*)?")
_TYPES: Final[Mapping[str, str]] = {
    "text": "text", "string": "text", "add text prompt": "text", "q string": "text",
    "integer": "integer", "int": "integer", "add integer prompt": "integer", "q int": "integer",
    "decimal": "decimal", "add decimal prompt": "decimal", "range": "range",
    "date": "date", "add date prompt": "date", "q date": "date",
    "time": "time", "add time prompt": "time", "q time": "time",
    "datetime": "datetime", "dateTime": "datetime", "add datetime prompt": "datetime",
    "add dateTime prompt": "datetime", "q dateTime": "datetime",
    "note": "note", "add note prompt": "note", "q note": "note",
    "acknowledge": "acknowledge", "trigger": "acknowledge", "add acknowledge prompt": "acknowledge",
    "calculate": "calculate", "q calculate": "calculate", "hidden": "hidden",
    SCORE_ROW: SCORE_ROW, RANK_LEVEL: RANK_LEVEL,
    **dict.fromkeys(
        ("start", "start time", "end", "end time", "today", "get today", "deviceid", "device id",
         "get device id", "audit", "username", "phonenumber", "phone number", "get phone number",
         "email", "simserial", "get sim id", "subscriberid", "subscriber id", "get subscriber id",
         "imei", "uri:deviceid", "uri:email", "uri:phonenumber", "uri:simserial",
         "uri:subscriberid", "uri:username"),
        METADATA,
    ),
    **dict.fromkeys(
        ("image", "photo", "file", "add image prompt", "add photo prompt", "add file prompt",
         "q image", "signature", "draw", "annotate"),
        UPLOAD,
    ),
    **dict.fromkeys(
        ("barcode", "q barcode", "add barcode prompt", "audio", "video", "background-audio",
         "add audio prompt", "add video prompt", "q audio", "q video", "geopoint", "q geopoint",
         "gps", "location", "q location", "add location prompt", "geoshape", "geotrace",
         "start-geopoint", "background-geopoint", "osm", "xml-external", "csv-external",
         "entities", "repeat"),
        IMPOSSIBLE,
    ),
}  # fmt: skip
_IMPOSSIBLE: Final = re.compile(
    r"(select_one|select_multiple|select one|select multiple)(_external| external|_from_file| from file)\b.*"
    r"|osm\b.*|cascading.select.*"
)
#: Deeper than anybody nests groups.
DEEPEST: Final = 20


@dataclass
class Node:
    """A row that is a question, or a group with what stands in it."""

    line: Line
    kind: str
    name: str
    list_name: str = ""
    other: bool = False
    children: list["Node"] = field(default_factory=list)
    #: What it is called in the instrument, once that is known.
    code: str = ""

    def walk(self) -> Iterator["Node"]:
        """Return the node and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def appears(self, *names: str) -> bool:
        """Whether its appearance has one of these words."""
        return not set(names).isdisjoint(self.line.cell("appearance").split())


def grown(lines: Sequence[Line], findings: Findings) -> list[Node]:
    """Return the tree of the survey sheet; what is wrong with its groups is noted."""
    root: list[Node] = []
    stack: list[Node] = []
    for line in lines:
        written = " ".join(line.cell("type").split())
        if _is_comment(line, written, findings):
            continue
        border = _BORDER.fullmatch(written)
        if border and border[1] == "end":
            _close(stack, _GROUPS[border[2]], line, findings)
            continue
        node = _node(line, written, border)
        (stack[-1].children if stack else root).append(node)
        if border:
            stack.append(node)
            if len(stack) > DEEPEST:
                findings.refuse(SURVEY, line.number, N_("groups are nested too deeply"))
                return root
    for node in stack:
        message = N_("the group “%(name)s” that begins here has no end")
        findings.refuse(SURVEY, node.line.number, message, name=node.name)
    return root


def _is_comment(line: Line, written: str, findings: Findings) -> bool:
    """Whether a row says nothing, or is switched off."""
    if line.cell("disabled").lower() in {"yes", "true", "true()"}:
        findings.lose(SURVEY, line.number, N_("the row is disabled and left out"))
        return True
    if written:
        return False
    if line.cell("name") or line.text("label"):
        findings.refuse(SURVEY, line.number, N_("the row has no type"))
    return True


def _close(stack: list[Node], kind: str, line: Line, findings: Findings) -> None:
    if not stack:
        findings.refuse(SURVEY, line.number, N_("a group ends here that nowhere begins"))
        return
    opened = stack.pop()
    if opened.kind != kind:
        message = N_("this ends something else than what begins in row %(begin)s")
        findings.refuse(SURVEY, line.number, message, begin=opened.line.number)


def _node(line: Line, written: str, border: re.Match[str] | None) -> Node:
    name = line.cell("name") or line.cell("$autoname")
    if border:
        return Node(line, _GROUPS[border[2]], name)
    if _IMPOSSIBLE.fullmatch(written):
        return Node(line, IMPOSSIBLE, name)
    if select := _SELECT.fullmatch(written):
        kind = _SELECTS[select[1]]
        impossible = select[2].startswith("${")
        return Node(line, IMPOSSIBLE if impossible else kind, name, select[2], bool(select[3]))
    return Node(line, _TYPES.get(written, UNKNOWN), name)


def with_tables(nodes: Sequence[Node]) -> list[Node]:
    """Put a question that only labels the columns, and the rows below it, into one table: some write it so."""
    made: list[Node] = []
    table: Node | None = None
    for node in nodes:
        node.children = with_tables(node.children)
        if node.kind == SELECT_ONE and node.appears("label"):
            cells = {key: cell for key, cell in node.line.cells.items() if key != "required"}
            head = replace(node.line, cells={**cells, "appearance": TABLE})
            table = Node(head, GROUP, node.name, node.list_name)
            made.append(table)
        elif table is not None and node.kind == SELECT_ONE and node.appears("list-nolabel"):
            table.children.append(node)
        else:
            table = None
            made.append(node)
    return made


def is_table(node: Node) -> bool:
    """Whether a group is shown as a table."""
    return node.kind == GROUP and node.appears(TABLE) and bool(node.children)
