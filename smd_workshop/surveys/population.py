"""Whom a survey asks: people with attributes, by hand or from a list with a verdict per row."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select

from smd_workshop.core import names, verdicts
from smd_workshop.core.cells import FAILED, failed
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.database import db
from smd_workshop.models import (
    DataRequest,
    Invitation,
    Letter,
    Respondent,
    Survey,
    SurveyParticipation,
    WaveMember,
)
from smd_workshop.processes import journal, post
from smd_workshop.surveys.population_headings import columns

#: A mobile number of Peru without its country.
_LOCAL = re.compile(r"9\d{8}")
_COUNTRY = "51"
LONGEST, LONGEST_CODE, MOST_ATTRIBUTES = 200, 40, 12
#: What a row of the list is called whose person was removed, with its number behind: no code begins so.
NOBODY = "∅"
#: Up to how many digits a code is a number that the house counted; a RUC or a DNI has more.
_COUNTED = 4
#: Why a row is refused of which a cell holds more than is kept.
TOO_LONG = N_("Column “%(column)s” holds more than %(most)s characters. Shorten it in your list.")


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
    #: Why it is refused, a sentence with its parameters.
    why: str = ""
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A verdict per row, and what of the list is not kept."""

    rows: tuple[Row, ...]
    attributes: tuple[str, ...]
    private: tuple[str, ...]
    #: Columns beyond those that are kept of one person.
    beyond: tuple[str, ...] = ()

    def totals(self) -> dict[str, int]:
        """Return how many rows have each verdict."""
        return verdicts.totals(row.kind for row in self.rows)

    def digest(self) -> str:
        """Return a digest of all that would be written."""
        said = json.dumps([asdict(row) for row in self.rows], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def of_survey(survey: Survey, *, active: bool | None = None) -> list[Respondent]:
    """Return the people of a survey by name."""
    query = select(Respondent).where(
        Respondent.survey_id == survey.id, Respondent.erased_at.is_(None)
    )
    if active is not None:
        query = query.where(Respondent.active.is_(active))
    return names.by_name(db.session.scalars(query), lambda r: r.name, lambda r: r.code)


def find(survey: Survey, respondent_id: int) -> Respondent:
    """Return somebody of this survey, or raise NotFound."""
    found = db.session.get(Respondent, respondent_id)
    if found is None or found.survey_id != survey.id or found.erased_at is not None:
        raise NotFound
    return found


def count(survey: Survey) -> int:
    """Return how many people are in the population now."""
    query = select(func.count()).where(Respondent.survey_id == survey.id, Respondent.active)
    return db.session.scalar(query) or 0


def set_active(person: Respondent, at: datetime, user_id: int | None, *, active: bool) -> None:
    """Take somebody out of the population, or back; the waves of before keep them."""
    person.active = active
    survey = db.session.get_one(Survey, person.survey_id)
    journal.record(
        "change population", at, process=survey.process, user_id=user_id,
        survey=survey.code, person=person.id, active=active,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of one person, as staff type it."""

    name: str
    code: str = ""
    phone: str = ""
    email: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def headings(survey: Survey) -> list[str]:
    """Return what groups the people of a survey, in the order of the alphabet."""
    return sorted({each for person in of_survey(survey) for each in person.attributes})


def put(
    survey: Survey, person: Respondent | None, entry: Entry, at: datetime, user_id: int | None
) -> Respondent:
    """Add somebody to the list, or correct what it says of somebody; Invalid says what is wrong with it."""
    said = _judged(survey, person, entry)
    if person is None:
        person = Respondent(survey_id=survey.id, code=said.code)
        db.session.add(person)
    person.code, person.name, person.phone = said.code, said.name, said.phone
    person.email, person.attributes = said.email, dict(said.attributes)
    db.session.flush()  # what the journal calls the person by
    journal.record(
        "put person",
        at,
        process=survey.process,
        user_id=user_id,
        survey=survey.code,
        person=person.id,
    )
    return person


def _judged(survey: Survey, person: Respondent | None, entry: Entry) -> Entry:
    """Return what is kept of an entry: as rows of a list are judged, but that nothing which was emptied stays."""
    name, phone, email = entry.name.strip(), entry.phone.strip(), entry.email.strip()
    dialled = telephone(phone) if phone else ""
    others = [each for each in of_survey(survey) if person is None or each.id != person.id]
    code = entry.code.strip() or (person.code if person else _free(others))
    if len(code) > LONGEST_CODE:
        raise Invalid(N_("The code is longer than %(most)s signs."), most=LONGEST_CODE)
    if why := _why_not(name, dialled, email, code):
        raise Invalid(why)
    if any(each.code == code for each in others):
        raise Invalid(N_("Somebody else in the list has this code."))
    kept = {h: v.strip() for h, v in entry.attributes.items() if v.strip()}
    if any(len(value) > LONGEST for value in kept.values()):
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    return Entry(name, code, dialled or "", email, kept)


def _free(people: Sequence[Respondent]) -> str:
    """Return the next number that nobody has as a code."""
    taken = {each.code for each in people}
    return next(f"{n:02d}" for n in range(1, len(people) + 2) if f"{n:02d}" not in taken)


def remove(person: Respondent, at: datetime, user_id: int | None) -> None:
    """Take somebody out of the list who was never asked anything. Raises WrongState for all others."""
    if any(db.session.scalar(query) is not None for query in _holding(person)):
        raise WrongState(
            N_("A wave holds something of this person. Ask them no more, or write down a request for deletion.")
        )  # fmt: skip
    survey = db.session.get_one(Survey, person.survey_id)
    journal.record(
        "remove person",
        at,
        process=survey.process,
        user_id=user_id,
        survey=survey.code,
        person=person.id,
    )
    db.session.delete(person)


def _holding(person: Respondent) -> Iterator[Select[tuple[int]]]:
    """Yield what asks whether a table names somebody."""
    for table in (Invitation, Letter, SurveyParticipation, WaveMember, DataRequest):
        column = table.__table__.c.respondent_id
        yield select(column).where(column == person.id).limit(1)


def rows_of(survey: Survey, into: Survey) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return who is asked in a survey as a list that another one takes over: headings, and a row for each.

    Two lists count alike: where such a number means somebody else there, the row has no code, and its name decides.
    Rows without a code come last, so that none is given the code of another row.
    """
    named = headings(survey)
    there = {person.code: person.name for person in of_survey(into)}
    known = set(there.values())

    def code(person: Respondent) -> str:
        own, name = person.code, person.name
        counted = own.isdecimal() and len(own) <= _COUNTED
        stays = there[own] == name if own in there else name not in known
        return own if stays or not counted else ""

    rows = [
        (code(p), p.name, p.phone, p.email, *(p.attributes.get(each, "") for each in named))
        for p in of_survey(survey, active=True)
    ]
    rows.sort(key=lambda row: not row[0])
    return ("Código", "Nombre", "Celular", "Correo", *named), tuple(rows)


def plan(
    survey: Survey, headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int],
    offices: Collection[str] = (),
) -> Plan:  # fmt: skip
    """Return what a list would change, row by row; Invalid if no column holds names.

    `offices` are headings of which a person said that they are nobody's address.
    """
    found = columns(headers, offices)
    if not found.where.keys() & {"name", "surnames"}:
        raise Invalid(N_("The list needs a column with names: Nombre, Usuario or Empresa."))
    called = [header.strip() for header in headers]
    open_ = [(place, called[place]) for place in found.groups]
    kept, beyond = open_[:MOST_ATTRIBUTES], open_[MOST_ATTRIBUTES:]
    coded = called[found.where["code"][0]] if "code" in found.where else ""
    planner = _Planner(found.where, kept, coded, of_survey(survey))
    planned = tuple(planner.row(at, cells) for at, cells in zip(numbers, rows, strict=True))
    private = tuple(called[place] for place in found.private)
    return Plan(planned, tuple(h for _, h in kept), private, tuple(h for _, h in beyond))


class _Planner:
    """Judges rows one after the other: what a row is called depends on those before it."""

    def __init__(
        self,
        where: Mapping[str, tuple[int, ...]],
        kept: Sequence[tuple[int, str]],
        codes_called: str,
        people: Sequence[Respondent],
    ) -> None:
        self._where, self._kept, self._codes_called = where, kept, codes_called
        self._read = {p for places in where.values() for p in places} | {p for p, _ in kept}
        self._there = {person.code: person for person in people}
        self._called = {person.name: person.code for person in people}
        self._taken: set[str] = set()
        self._next = 1

    def row(self, number: int, cells: Sequence[str]) -> Row:
        """Return the verdict on a row."""
        said = {
            key: " ".join(filter(None, (cells[place].strip() for place in places)))
            for key, places in self._where.items()
        }
        name = f"{said.get('name', '')} {said.get('surnames', '')}".strip()
        phone, email = said.get("phone", ""), said.get("email", "")
        if about := failed(number, cells, self._read):
            return Row(number, REFUSED, "", name[:LONGEST], why=FAILED, about=about)
        dialled = telephone(phone) if phone else ""
        too_long = self._too_long(said.get("code", ""), cells)
        if too_long:
            return Row(number, REFUSED, "", name[:LONGEST], why=TOO_LONG, about=too_long)
        code = said.get("code", "") or (self._code_of(name) if name else "")
        why = _why_not(name, dialled, email, code) or (
            N_("This code stands in the list twice.") if code in self._taken else ""
        )
        if why or dialled is None:
            return Row(number, REFUSED, code, name[:LONGEST], phone[:40], email[:LONGEST], why=why)
        self._taken.add(code)
        attributes = {h: cells[p].strip() for p, h in self._kept if cells[p].strip()}
        old = self._there.get(code)
        if old is None:
            return Row(number, ADDED, code, name, dialled, email, attributes)
        attributes, dialled = old.attributes | attributes, dialled or old.phone
        email = email or old.email
        before = (old.name, old.phone, old.email, old.attributes, old.active)
        same = before == (name, dialled, email, attributes, True)
        return Row(number, UNCHANGED if same else UPDATED, code, name, dialled, email, attributes)

    def _too_long(self, code: str, cells: Sequence[str]) -> dict[str, object]:
        """Return of which column more is written than is kept, and how much that is; nothing if there is none."""
        if len(code) > LONGEST_CODE:
            return {"column": self._codes_called[:LONGEST], "most": LONGEST_CODE}
        for place, heading in self._kept:
            if len(cells[place].strip()) > LONGEST:
                return {"column": heading[:LONGEST], "most": LONGEST}
        return {}

    def _code_of(self, name: str) -> str:
        """Return the code of who is called so already, else the next number that nobody has."""
        found = self._called.get(name)
        if found is not None and found not in self._taken:
            return found
        while f"{self._next:02d}" in self._taken or f"{self._next:02d}" in self._there:
            self._next += 1
        return f"{self._next:02d}"


def _why_not(name: str, dialled: str | None, email: str, code: str) -> str:
    if not name:
        return N_("There is no name in this row.")
    if len(name) > LONGEST:
        return N_("The name is longer than 200 letters.")
    if email and not post.is_address(email):
        return N_("This is no mail address.")
    if code.startswith(NOBODY):
        return N_("A code cannot begin with ∅.")
    return N_("This is no telephone number.") if dialled is None else ""


def telephone(text: str) -> str | None:
    """Return a number as WhatsApp dials it, digits with the country's; None for what is none."""
    digits = re.sub(r"[\s().+-]", "", text)
    if not digits.isascii() or not digits.isdecimal():
        return None
    digits = digits.removeprefix("00")
    if _LOCAL.fullmatch(digits):
        return _COUNTRY + digits
    return digits if 10 <= len(digits) <= 15 else None


def apply(survey: Survey, planned: Plan, at: datetime, user_id: int | None) -> None:
    """Write exactly what was planned."""
    there = {person.code: person for person in of_survey(survey)}
    for row in planned.rows:
        if row.kind not in {ADDED, UPDATED}:
            continue
        person = there.get(row.code)
        if person is None:
            person = Respondent(survey_id=survey.id, code=row.code)
            db.session.add(person)
        person.name, person.phone, person.active = row.name, row.phone, True
        person.email = row.email
        person.attributes = dict(row.attributes)
    journal.record(
        "import population", at, process=survey.process, user_id=user_id,
        survey=survey.code, rows=planned.totals(),
    )  # fmt: skip
