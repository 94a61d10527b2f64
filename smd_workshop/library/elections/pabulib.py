"""Files of pabulib (.pb): participatory budgets, with the cost of each project and what each voter marked.

Three parts, META, PROJECTS and VOTES, each with a line of headings; fields are parted by semicolons and quoted as in CSV.
Faliszewski and others 2023, *Participatory Budgeting: Data, Tools and Analysis*, IJCAI; pabulib.org/format.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from smd_workshop.library.ballots import shown
from smd_workshop.library.elections.election import MOST_OPTIONS, Election, Shape, Vote, at
from smd_workshop.library.elections.lines import text_of
from smd_workshop.library.schemas import FormatError

#: How the file calls what a voter may do → what it is here.
_SHAPES: Final[Mapping[str, Shape]] = {
    "approval": "marks",
    "choose-1": "marks",
    "ordinal": "orders",
    "cumulative": "shares",
    "scoring": "scores",
}
_PARTS: Final = ("META", "PROJECTS", "VOTES")
_AMOUNT: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
#: A comma before three digits may part thousands as well as decimals.
_EITHER: Final = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")

Row = tuple[int, list[str]]


@dataclass(slots=True)
class _Part:
    """One part of a file: its headings, and its rows with the number of the line that each ends on."""

    line: int
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, name: str) -> int:
        """Return where a column stands; FormatError if it is missing or stands twice."""
        if name not in self.headings:
            raise at(self.line, "there is no column %(name)s", name=name)
        if self.headings.count(name) > 1:
            raise at(self.line, "the column %(name)s stands twice", name=name)
        return self.headings.index(name)


def read(content: bytes, _ending: str = "") -> Election:
    """Read a pabulib file; FormatError if it is none."""
    parts = _parts(content)
    for name in _PARTS:
        if name not in parts:
            raise FormatError("", "the file has no part %(name)s", name=name)
    meta = _meta(parts["META"])
    kind = _said(meta, "vote_type", parts["META"])
    if kind[1].lower() not in _SHAPES:
        message = "votes of type %(kind)s are not read, only %(known)s"
        raise at(kind[0], message, kind=shown(kind[1]), known=", ".join(_SHAPES))
    shape = _SHAPES[kind[1].lower()]
    costs, names = _projects(parts["PROJECTS"])
    votes = _votes(parts["VOTES"], shape, names)
    _refuse_sums(meta, {"num_projects": len(names), "num_votes": sum(votes.values())})
    otherwise = _amount(*meta["default_score"]) if "default_score" in meta else 0
    budget = _above_zero(*_said(meta, "budget", parts["META"]))
    return Election(
        shape, tuple(names), names, votes, otherwise=otherwise, budget=budget, costs=costs
    )


def _parts(content: bytes) -> dict[str, _Part]:
    """Return the parts of a file by their names."""
    parts: dict[str, _Part] = {}
    inside: _Part | None = None
    for line, fields in _rows(content):
        title = fields[0].upper()
        if title in _PARTS and not any(fields[1:]):
            if title in parts:
                raise at(line, "the part %(name)s begins twice", name=title)
            inside = parts[title] = _Part(line)
        elif inside is None:
            raise at(line, "the file begins with %(text)s, not with META", text=shown(fields[0]))
        elif not inside.headings:
            inside.headings = [each.lower() for each in fields]
        else:
            inside.rows.append((line, fields))
    return parts


def _rows(content: bytes) -> Iterator[Row]:
    """Yield the rows in which something stands."""
    reader = csv.reader(
        io.StringIO(text_of(content), newline=""), delimiter=";", skipinitialspace=True
    )
    try:
        for fields in reader:
            stripped = [each.strip() for each in fields]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise at(reader.line_num, "%(why)s", why=str(error)) from None


def _meta(part: _Part) -> dict[str, tuple[int, str]]:
    """Return what META says: key → line and value; a row without a value says nothing."""
    rows = [(part.line + 1, part.headings), *part.rows]
    meta: dict[str, tuple[int, str]] = {}
    for line, fields in rows:
        if len(fields) > 1:
            key, value = fields[0].lower(), fields[1]
            if meta.get(key, (line, value))[1] != value:
                raise at(line, "META says %(key)s twice, in two ways", key=shown(key))
            meta[key] = line, value
    return meta


def _said(meta: Mapping[str, tuple[int, str]], key: str, part: _Part) -> tuple[int, str]:
    if key not in meta or not meta[key][1]:
        raise at(part.line, "META does not say %(key)s", key=key)
    return meta[key]


def _refuse_sums(meta: Mapping[str, tuple[int, str]], counted: Mapping[str, int]) -> None:
    """Refuse a file that holds more or less than it promises: it may have been cut."""
    for key, many in counted.items():
        if key in meta and _amount(*meta[key]) != many:
            line, said = meta[key]
            raise at(
                line,
                "%(key)s is %(said)s, but %(many)s stand in the file",
                key=key,
                said=said,
                many=many,
            )


def _projects(part: _Part) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what each project costs, and its name."""
    code_at, cost_at = part.column("project_id"), part.column("cost")
    name_at = part.headings.index("name") if "name" in part.headings else code_at
    costs: dict[str, Any] = {}
    names: dict[str, str] = {}
    for line, fields in part.rows:
        row = _fields(part, line, fields)
        code = row[code_at]
        if not code:
            raise at(line, "the project has no id")
        if code in costs:
            raise at(line, "project %(code)s stands twice", code=shown(code))
        costs[code], names[code] = _above_zero(line, row[cost_at]), row[name_at] or code
    if not costs:
        raise at(part.line, "there is no project")
    if len(costs) > MOST_OPTIONS:
        raise at(
            part.line,
            "%(many)s are more projects than are read (%(most)s)",
            many=len(costs),
            most=MOST_OPTIONS,
        )
    return costs, names


def _votes(part: _Part, shape: Shape, known: Mapping[str, str]) -> dict[Vote, int]:
    """Return the votes, equal ones together."""
    vote_at, read_vote = part.column("vote"), _READ[shape]
    points_at = part.column("points") if shape in {"shares", "scores"} else vote_at
    voter_at = part.headings.index("voter_id") if "voter_id" in part.headings else None
    voters: set[str] = set()
    votes: dict[Vote, int] = {}
    for line, fields in part.rows:
        _whole_row(line, fields, vote_at)
        row = _fields(part, line, fields)
        if voter_at is not None:
            _once(line, row[voter_at], voters)
        codes = _listed(row[vote_at])
        _refuse_codes(line, codes, known)
        vote = read_vote(line, codes, row[points_at])
        votes[vote] = votes.get(vote, 0) + 1
    return votes


def _whole_row(line: int, fields: list[str], vote_at: int) -> None:
    """Refuse a row that was cut before its vote, or that runs over lines: it would hide the votes on them."""
    if len(fields) <= vote_at:
        raise at(line, "the row ends before the vote")
    if any("\n" in each or "\r" in each for each in fields):
        raise at(line, "a quotation mark is open over more than one line")


def _once(line: int, voter: str, voters: set[str]) -> None:
    """Refuse a voter who stands twice; where no id is written nothing can be told."""
    if voter and voter in voters:
        raise at(line, "voter %(voter)s stands twice", voter=shown(voter))
    voters.add(voter)


def _refuse_codes(line: int, codes: list[str], known: Mapping[str, str]) -> None:
    for place, code in enumerate(codes):
        if code not in known:
            raise at(line, "there is no project %(code)s", code=shown(code))
        if code in codes[:place]:
            raise at(line, "project %(code)s appears twice in a vote", code=shown(code))


def _marks(_line: int, codes: list[str], _points: str) -> Vote:
    return tuple(sorted(codes))


def _order(_line: int, codes: list[str], _points: str) -> Vote:
    return tuple((code,) for code in codes)


def _scores(line: int, codes: list[str], points: str) -> Vote:
    amounts = [_amount(line, each) for each in _listed(points)]
    if len(amounts) != len(codes):
        raise at(
            line,
            "%(points)s points stand here for %(codes)s projects",
            points=len(amounts),
            codes=len(codes),
        )
    return tuple(sorted(zip(codes, amounts, strict=True)))


def _shares(line: int, codes: list[str], points: str) -> Vote:
    vote = _scores(line, codes, points)
    for _, amount in vote:
        if amount < 0:
            raise at(line, "%(amount)s points are less than zero", amount=amount)
    return vote


_READ: Final[Mapping[Shape, Callable[[int, list[str], str], Vote]]] = {
    "marks": _marks,
    "orders": _order,
    "shares": _shares,
    "scores": _scores,
}


def _listed(text: str) -> list[str]:
    """Return what stands between commas; nothing in an empty text."""
    return [each.strip() for each in text.split(",")] if text else []


def _fields(part: _Part, line: int, fields: list[str]) -> list[str]:
    """Return a row with as many fields as there are headings: empty ones at its end may be left out or too many."""
    width = len(part.headings)
    if any(fields[width:]):
        message = "%(many)s fields stand here, but there are %(width)s columns"
        raise at(line, message, many=len(fields), width=width)
    return [*fields[:width], *[""] * (width - len(fields))]


def _amount(line: int, text: str) -> int | float:
    """Read a number exactly as it is written; a comma may part the decimals."""
    if not _AMOUNT.fullmatch(text):
        raise at(line, "%(text)s is not a number", text=shown(text))
    if _EITHER.fullmatch(text):
        message = "%(text)s may be thousands or decimals: write it without a comma"
        raise at(line, message, text=shown(text))
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def _above_zero(line: int, text: str) -> int | float:
    amount = _amount(line, text)
    if amount <= 0:
        raise at(line, "%(text)s is not more than 0", text=text)
    return amount
