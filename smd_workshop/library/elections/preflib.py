"""Files of PrefLib: orders (soc, soi, toc, toi) and categories (cat), in the form of today and of before 2022.

The format of today begins with lines such as “# ALTERNATIVE NAME 1: Ana”, then “12: 1,{2,3},4” says that twelve people
put 1 first and hold 2 and 3 equal. That of before begins with the number of alternatives, one line for each, and three
sums; its orders are “12,1,{2,3},4”. Mattei and Walsh 2013, *Algorithmic Decision Theory*, LNCS 8176; preflib.org/format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from smd_workshop.library.ballots import shown
from smd_workshop.library.elections.election import (
    MOST_OPTIONS,
    MOST_VOTES,
    Election,
    Shape,
    Vote,
    at,
)
from smd_workshop.library.elections.lines import numbered
from smd_workshop.library.schemas import FormatError

#: Data type → whether each order holds all alternatives, and whether some may be equal.
_ORDERS: Final = {
    "soc": (True, False),
    "soi": (False, False),
    "toc": (True, True),
    "toi": (False, True),
}
_CATEGORIES: Final = "cat"
#: Matchings, tables and graphs of wins: a file of before 2022 says only by the ending of its name that it is one.
_NO_BALLOTS: Final = frozenset({"wmd", "wmg", "pwg", "tog", "mjg", "dat", "csv"})
_NOT_READ: Final = (
    "files of kind %(kind)s hold no ballots that are read here, only soc, soi, toc, toi and cat do"
)

#: How many different votes stand in a file; files of orders and of categories call it otherwise.
_DIFFERENT: Final = "NUMBER UNIQUE ORDERS"
_NUMBERS: Final = {
    name: name for name in ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER CATEGORIES", _DIFFERENT)
} | {"NUMBER UNIQUE PREFERENCES": _DIFFERENT}

_META: Final = re.compile(r"#\s*([A-Z][A-Z ]*[A-Z])(?:\s+([0-9]{1,9}))?\s*:(.*)", re.IGNORECASE)
_TIER: Final = r"(?:[0-9]+|\{[0-9,\s]*\})"
_TIERS: Final = re.compile(rf"(?:{_TIER}(?:\s*,\s*{_TIER})*\s*,?)?")
_ONE_TIER: Final = re.compile(_TIER)

Line = tuple[int, str]


@dataclass(slots=True)
class _Head:
    """What stands before the votes."""

    kind: str = ""
    kind_line: int = 1
    names: dict[str, str] = field(default_factory=dict)
    #: What is told in numbers, such as NUMBER VOTERS: name → line and number.
    numbers: dict[str, tuple[int, int]] = field(default_factory=dict)
    separator: str = ":"


def read(content: bytes, ending: str = "") -> Election:
    """Read a PrefLib file; the ending of its name tells the kind where an old file does not. FormatError if wrong."""
    lines = numbered(content)
    if not lines:
        raise FormatError("", "the file is empty")
    modern = lines[0][1].startswith("#")
    told = ending.lstrip(".").lower()
    if told in _NO_BALLOTS:
        raise FormatError("", _NOT_READ, kind=shown(told))
    told = told if told in {*_ORDERS, _CATEGORIES} else ""
    head, votes = _modern(lines) if modern else _old(lines, told)
    if not head.kind:  # any order may stand in a toi file
        head.kind = told or (_CATEGORIES if "NUMBER CATEGORIES" in head.numbers else "toi")
    if head.kind not in {*_ORDERS, _CATEGORIES}:
        raise at(head.kind_line, _NOT_READ, kind=shown(head.kind))
    _alternatives(head)
    return _election(head, votes)


def _modern(lines: list[Line]) -> tuple[_Head, list[Line]]:
    """Split the lines of a file of today into what stands before the votes and the votes."""
    head, votes = _Head(), []
    for number, text in lines:
        if not text.startswith("#"):
            votes.append((number, text))
        elif found := _META.fullmatch(text):
            key, place, value = found[1].upper(), found[2], found[3].strip()
            _meta(head, number, " ".join(key.split()), place, value)
    return head, votes


def _meta(head: _Head, line: int, key: str, place: str | None, value: str) -> None:
    match key, place:
        case "DATA TYPE", None:
            head.kind, head.kind_line = value.lower(), line
        case "ALTERNATIVE NAME", str():
            _name(head, line, place, value)
        case name, None if name in _NUMBERS:
            head.numbers[_NUMBERS[name]] = line, _whole(line, value)


def _old(lines: list[Line], ending: str) -> tuple[_Head, list[Line]]:
    """Split the lines of a file of before 2022 likewise; what its name does not tell may be any order."""
    number, text = lines[0]
    head = _Head(kind=ending or "toi", separator=",")
    if head.kind == _CATEGORIES:
        raise at(number, "a file of categories begins with lines such as # ALTERNATIVE NAME 1: Ana")
    many = _whole(number, text)
    named, rest = lines[1 : many + 1], lines[many + 1 :]
    for line, each in named:
        place, comma, name = each.partition(",")
        if not comma:
            raise at(line, "%(text)s is not a number and a name", text=shown(each))
        _name(head, line, str(_whole(line, place)), name.strip())
    head.numbers["NUMBER ALTERNATIVES"] = number, many
    if not rest:
        raise FormatError("", "the file ends before the votes")
    line, sums = rest[0]
    parts = sums.split(",")
    if len(parts) != 3:
        raise at(
            line, "%(text)s is not three sums: voters, votes and different orders", text=shown(sums)
        )
    head.numbers["NUMBER VOTERS"] = line, _whole(line, parts[1])
    head.numbers[_DIFFERENT] = line, _whole(line, parts[2])
    return head, rest[1:]


def _name(head: _Head, line: int, place: str, name: str) -> None:
    code = str(int(place))
    if code in head.names:
        raise at(line, "alternative %(code)s is named twice", code=code)
    head.names[code] = name or code


def _alternatives(head: _Head) -> None:
    """Check how many alternatives there are; where none is named they are called by their numbers."""
    line, many = head.numbers.get("NUMBER ALTERNATIVES", (0, len(head.names)))
    if many > MOST_OPTIONS:
        raise at(
            line,
            "%(many)s are more alternatives than are read (%(most)s)",
            many=many,
            most=MOST_OPTIONS,
        )
    if not head.names:
        head.names = {str(code): str(code) for code in range(1, many + 1)}
    if not head.names:
        raise FormatError("", "the file names no alternative")
    if many != len(head.names):
        message = "there are %(many)s alternatives, but %(named)s are named"
        raise at(line, message, many=many, named=len(head.names))


def _election(head: _Head, lines: list[Line]) -> Election:
    votes: dict[Vote, int] = {}
    categories = head.numbers.get("NUMBER CATEGORIES", (0, 0))[1]
    for line, text in lines:
        many, tiers = _vote(head, line, text)
        if head.kind == _CATEGORIES:
            categories = categories or len(tiers)
            _refuse_categories(line, tiers, categories)
        else:
            _refuse_order(head, line, tiers)
        votes[tiers] = votes.get(tiers, 0) + many
    counted = sum(votes.values())
    line, promised = head.numbers.get("NUMBER VOTERS", (0, counted))
    if promised != counted:
        raise at(
            line,
            "there are %(many)s votes, but %(counted)s stand in the file",
            many=promised,
            counted=counted,
        )
    line, promised = head.numbers.get(_DIFFERENT, (0, len(votes)))
    if promised not in {len(votes), len(lines)}:  # some files repeat a vote and count its lines
        raise at(
            line,
            "there are %(many)s different votes, but %(counted)s stand in the file",
            many=promised,
            counted=len(votes),
        )
    return Election(_shape(head, categories), tuple(head.names), head.names, votes, categories)


def _shape(head: _Head, categories: int) -> Shape:
    if head.kind != _CATEGORIES:
        return "orders"
    return "halves" if categories == 2 else "categories"


def _vote(head: _Head, line: int, text: str) -> tuple[int, Vote]:
    """Read how many gave a vote, and the vote."""
    count, mark, said = text.partition(head.separator)
    if not mark:
        message = "%(text)s is not a number of voters, “%(mark)s” and what they said"
        raise at(line, message, text=shown(text), mark=head.separator)
    many = _whole(line, count)
    if not 1 <= many <= MOST_VOTES:
        raise at(line, "%(many)s is not a number of voters", many=many)
    if not _TIERS.fullmatch(said.strip()):
        raise at(line, "%(said)s is not a list of alternatives", said=shown(said.strip()))
    tiers = tuple(tuple(_tier(head, line, each)) for each in _ONE_TIER.findall(said))
    seen: set[str] = set()
    for code in (code for tier in tiers for code in tier):
        if code in seen:
            raise at(line, "alternative %(code)s appears twice", code=code)
        seen.add(code)
    return many, tiers


def _tier(head: _Head, line: int, text: str) -> Iterator[str]:
    """Yield the alternatives that stand between braces, or the one that stands alone."""
    inside = text.strip("{}").strip().rstrip(",")
    for each in inside.split(",") if inside else ():
        code = str(_whole(line, each))
        if code not in head.names:
            raise at(line, "there is no alternative %(code)s", code=code)
        yield code


def _refuse_order(head: _Head, line: int, tiers: Vote) -> None:
    """Refuse an order that its kind of file must not hold."""
    complete, ties = _ORDERS[head.kind]
    if not all(tiers):
        raise at(line, "a place of the order is empty")
    if not ties and any(len(tier) > 1 for tier in tiers):
        raise at(
            line, "alternatives are equal, which a %(kind)s file does not know", kind=head.kind
        )
    if complete:
        placed = {code for tier in tiers for code in tier}
        for code in head.names:
            if code not in placed:
                raise at(
                    line,
                    "alternative %(code)s has no place, but a %(kind)s file orders all",
                    code=code,
                    kind=head.kind,
                )


def _refuse_categories(line: int, tiers: Vote, categories: int) -> None:
    if len(tiers) != categories:
        raise at(
            line,
            "%(many)s categories stand here, not %(wanted)s",
            many=len(tiers),
            wanted=categories,
        )


def _whole(line: int, text: str) -> int:
    """Read a whole number of at most twelve digits."""
    stripped = text.strip()
    if not re.fullmatch(r"[0-9]{1,12}", stripped):
        raise at(line, "%(text)s is not a whole number", text=shown(stripped))
    return int(stripped)
