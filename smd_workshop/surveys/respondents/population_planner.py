"""What a list of who is asked would change: its rows and the people that are there in, a verdict per row out; pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from smd_workshop.core import mail_addresses, names, verdicts
from smd_workshop.core.cells import FAILED, failed
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.models import Respondent
from smd_workshop.surveys.respondents.spellings import ReadAs, Spellings
from smd_workshop.surveys.respondents.telephones import telephone

LONGEST, LONGEST_CODE = 200, 40
#: What a row of the list is called whose person was removed, with its number behind: no code begins so.
NOBODY = "∅"
#: Why a row is refused of which a cell holds more than is kept.
TOO_LONG = N_("Column “%(column)s” holds more than %(most)s characters. Shorten it in your list.")
NO_MAIL = N_("“%(text)s” is no address that mail can be sent to.")
NO_PHONE = N_("“%(text)s” is no telephone number.")
#: What is asked before somebody is taken for somebody else.
RENAMED = N_(
    "Code %(code)s is “%(before)s” in what is here. Not written, unless you say that it is the same."
)
RECODED = N_(
    "“%(name)s” is here already with the code %(code)s. It is added beside it, unless you say that it is the same."
)
REACHED = N_("“%(name)s” (%(code)s) is reached at the same number or address. It is added beside it, unless you say that it is "
             "the same.")  # fmt: skip
SEVERAL = N_("Several who are here are called so. Write in the list the code of who is meant.")
#: What of a person may become another.
WHAT: Mapping[str, str] = {
    "name": N_("name"), "code": N_("code"), "phone": N_("telephone"), "email": N_("mail address"),
}  # fmt: skip
ASKED_AGAIN = N_("asked again from now on")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes another of a person: a word of ours or a heading of the list, with both sides."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of a list would do, and why not."""

    row: int
    kind: str
    code: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    #: Why it is refused, or what is asked about it; a sentence with its parameters.
    why: str = ""
    about: Mapping[str, object] = field(default_factory=dict)
    #: The code of the one that it is about, as it is now; '' for who is new.
    of: str = ""
    changes: tuple[Change, ...] = ()
    #: Numbers and addresses that are none and not taken over, each behind its sentence; the person is.
    left_out: tuple[tuple[str, str], ...] = ()
    #: Groups that are written otherwise than those which they are.
    read_as: tuple[ReadAs, ...] = ()
    #: Whether a person must say that it is the same before it is taken for one who is here.
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A verdict per row, and what of the list is not kept."""

    rows: tuple[Row, ...]
    attributes: tuple[str, ...]
    private: tuple[str, ...]
    #: Columns beyond those that are kept of one person.
    beyond: tuple[str, ...] = ()
    #: Columns that number the rows: they say nothing of anybody.
    numbering: tuple[str, ...] = ()
    #: Columns that nothing is read from: their heading stands over another one.
    unread: tuple[str, ...] = ()

    def totals(self) -> dict[str, int]:
        """Return how many rows have each verdict."""
        return verdicts.totals(row.kind for row in self.rows)

    def read_as(self) -> dict[ReadAs, int]:
        """Return which groups the list writes otherwise than they are kept, each with how many rows do."""
        return Counter(each for row in self.rows if row.kind != REFUSED for each in row.read_as)

    def asking(self) -> int:
        """Return about how many rows a person must say whether they are the same."""
        return sum(row.asks for row in self.rows)

    def digest(self) -> str:
        """Return a digest of all that would be written."""
        said = json.dumps([asdict(row) for row in self.rows], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def why_not(name: str, code: str) -> str:
    """Return why nobody can be in the list by this name and code; '' where nothing speaks against it."""
    if not name:
        return N_("There is no name in this row.")
    if len(name) > LONGEST:
        return N_("The name is longer than 200 letters.")
    return N_("A code cannot begin with ∅.") if code.startswith(NOBODY) else ""


def called(name: str) -> str:
    """Return a name as two are compared: neither accents nor signs nor spaces make another person."""
    return names.bare(name).replace(" ", "")


class Planner:
    """Judges rows one after the other: what a row is called depends on those before it."""

    def __init__(
        self,
        where: Mapping[str, tuple[int, ...]],
        kept: Sequence[tuple[int, str]],
        codes_called: str,
        people: Sequence[Respondent],
        same: Collection[int] = (),
    ) -> None:
        self._where, self._kept, self._codes_called = where, kept, codes_called
        self._read = {p for places in where.values() for p in places} | {p for p, _ in kept}
        self._there = {person.code: person for person in people}
        self._spellings = Spellings(person.attributes for person in people)
        self._called: dict[str, list[Respondent]] = {}
        self._reached: dict[str, list[Respondent]] = {}
        for person in people:
            self._called.setdefault(called(person.name), []).append(person)
            for by in filter(None, {person.phone, person.email.casefold()}):
                self._reached.setdefault(by, []).append(person)
        self._same = frozenset(same)
        self._taken: set[str] = set()
        self._next = 1
        self._names: dict[str, int] = {}
        self._codes: set[str] = set()

    def plan(self, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
        """Return the verdicts: who has a row of their own is nobody's twin, so all rows are read first."""
        for cells in rows:
            said = self._said(cells)
            key = called(said["name"])
            self._names[key] = self._names.get(key, 0) + 1
            self._codes.add(said["code"])
        here = (person.attributes for person in self._there.values())
        self._spellings = Spellings(here, map(self._attributes, rows))
        return tuple(self.row(at, cells) for at, cells in zip(numbers, rows, strict=True))

    def _said(self, cells: Sequence[str]) -> dict[str, str]:
        said = dict.fromkeys(("code", "name", "surnames", "phone", "email"), "") | {
            key: " ".join(filter(None, (cells[place].strip() for place in places)))
            for key, places in self._where.items()
        }
        said["name"] = f"{said['name']} {said.pop('surnames')}".strip()
        return said

    def row(self, number: int, cells: Sequence[str]) -> Row:
        """Return the verdict on a row."""
        said = self._said(cells)
        name, code = said["name"], said["code"]
        if about := failed(number, cells, self._read):
            return Row(number, REFUSED, "", name[:LONGEST], why=FAILED, about=about)
        if about := self._too_long(code, cells):
            return Row(number, REFUSED, "", name[:LONGEST], why=TOO_LONG, about=about)
        why = why_not(name, code) or (
            N_("This code stands in the list twice.") if code in self._taken else ""
        )
        if why:
            phone, email = said["phone"][:40], said["email"][:LONGEST]
            return Row(number, REFUSED, code, name[:LONGEST], phone, email, why=why)
        return self._judged(self._reachable(number, said, cells))

    def _reachable(self, number: int, said: Mapping[str, str], cells: Sequence[str]) -> Row:
        """Return a row with the number and address that are some; others are left out, and the person is not."""
        dialled = telephone(said["phone"]) if said["phone"] else ""
        email = said["email"]
        is_mail = not email or mail_addresses.is_address(email)
        wrong = {NO_PHONE: dialled is None and said["phone"], NO_MAIL: not is_mail and email}
        left_out = tuple((why, text[:LONGEST]) for why, text in wrong.items() if text)
        attributes, read_as = self._spellings.read(self._attributes(cells))
        return Row(
            number, ADDED, said["code"], said["name"], dialled or "", email if is_mail else "",
            attributes, left_out=left_out, read_as=read_as,
        )  # fmt: skip

    def _attributes(self, cells: Sequence[str]) -> dict[str, str]:
        """Return what groups the person of a row, in single spaces."""
        said = ((heading, " ".join(cells[place].split())) for place, heading in self._kept)
        return {heading: value for heading, value in said if value}

    def _judged(self, row: Row) -> Row:
        found = [self._there[row.code]] if row.code in self._there else []
        if not row.code:
            found = self._namesakes(row)
        if len(found) > 1:
            return replace(row, kind=REFUSED, why=SEVERAL)
        if not found:
            return self._new(row)
        old = found[0]
        self._taken.add(old.code)
        changed = _changed(old, replace(row, code=row.code or old.code))
        if called(old.name) == called(row.name) or row.row in self._same:
            return changed
        about = {"code": old.code, "before": old.name}
        return replace(changed, kind=REFUSED, why=RENAMED, about=about, asks=True)

    def _namesakes(self, row: Row) -> list[Respondent]:
        """Return who may be meant by a name alone: one where it is clear, by number or address if need be."""
        key = called(row.name)
        found = [p for p in self._called.get(key, ()) if self._is_free(p.code)]
        if len(found) < 2 and self._names[key] < 2:
            return found
        return [each for each in found if _is_reached(each, row)] or found

    def _new(self, row: Row) -> Row:
        """Return a row about somebody who is new, unless it is one who is here under another name or code."""
        twins = [each for each in self._alike(row) if self._is_free(each.code)]
        if len(twins) == 1 and row.row in self._same:
            self._taken |= {twins[0].code, row.code}
            return _changed(twins[0], replace(row, code=row.code or twins[0].code))
        new = replace(row, code=row.code or self._free())
        self._taken.add(new.code)
        if len(twins) != 1:
            return new
        why = RECODED if called(twins[0].name) == called(row.name) else REACHED
        about = {"code": twins[0].code, "name": twins[0].name}
        return replace(new, why=why, about=about, asks=True)

    def _alike(self, row: Row) -> list[Respondent]:
        """Return who has this name under another code, or is reached there while no row bears their name."""
        key = called(row.name)
        found = self._called.get(key, []) if row.code and self._names[key] == 1 else []
        reached = {
            each.code: each
            for by in (row.phone, row.email.casefold()) if by
            for each in self._reached.get(by, ())
            if called(each.name) not in self._names
        }  # fmt: skip
        return found or [*reached.values()]

    def _is_free(self, code: str) -> bool:
        return code not in self._taken and code not in self._codes

    def _too_long(self, code: str, cells: Sequence[str]) -> dict[str, object]:
        """Return of which column more is written than is kept, and how much that is; nothing if there is none."""
        if len(code) > LONGEST_CODE:
            return {"column": self._codes_called[:LONGEST], "most": LONGEST_CODE}
        for place, heading in self._kept:
            if len(cells[place].strip()) > LONGEST:
                return {"column": heading[:LONGEST], "most": LONGEST}
        return {}

    def _free(self) -> str:
        """Return the next number that nobody has as a code, here or in the list."""
        while not self._is_free(code := f"{self._next:02d}") or code in self._there:
            self._next += 1
        return code


def _is_reached(person: Respondent, row: Row) -> bool:
    """Say whether somebody is reached where a row says."""
    by_mail = person.email and person.email.casefold() == row.email.casefold()
    return bool(by_mail or (person.phone and person.phone == row.phone))


def _changed(old: Respondent, row: Row) -> Row:
    """Return what a row changes of somebody; what it leaves empty stays."""
    row = replace(
        row, of=old.code, phone=row.phone or old.phone, email=row.email or old.email,
        attributes={**old.attributes, **row.attributes},
    )  # fmt: skip
    changes = [
        Change(what, getattr(old, key), getattr(row, key))
        for key, what in WHAT.items() if getattr(old, key) != getattr(row, key)
    ]  # fmt: skip
    changes += [
        Change(heading, old.attributes.get(heading, ""), value)
        for heading, value in row.attributes.items()
        if old.attributes.get(heading, "") != value
    ]
    if not old.active:
        changes.append(Change(ASKED_AGAIN))
    return replace(row, kind=UPDATED if changes else UNCHANGED, changes=tuple(changes))
