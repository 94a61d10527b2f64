"""Whom a survey asks: people with attributes, by hand or from a list with a verdict per row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select

from smd_workshop.core import mail_addresses, names
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, UPDATED
from smd_workshop.database import db
from smd_workshop.library.asides import unread
from smd_workshop.models import (
    DataRequest,
    Invitation,
    Letter,
    Respondent,
    Survey,
    SurveyParticipation,
    WaveMember,
)
from smd_workshop.processes import journal
from smd_workshop.surveys.respondents import spellings
from smd_workshop.surveys.respondents.population_headings import columns
from smd_workshop.surveys.respondents.population_planner import (
    LONGEST,
    LONGEST_CODE,
    NO_MAIL,
    NO_PHONE,
    NOBODY,
    Plan,
    Planner,
    Row,
    why_not,
)
from smd_workshop.surveys.respondents.telephones import telephone

__all__ = ["LONGEST_CODE", "NOBODY", "Plan", "Row", "telephone"]

MOST_ATTRIBUTES = 12
#: Up to how many digits a code is a number that the house counted; a RUC or a DNI has more.
_COUNTED = 4


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


def written_apart(people: Collection[Respondent]) -> list[tuple[str, list[str]]]:
    """Return by heading which groups of these people differ only in how they are written."""
    return spellings.apart(person.attributes for person in people)


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
    if why := why_not(name, code):
        raise Invalid(why)
    if email and not mail_addresses.is_address(email):
        raise Invalid(NO_MAIL, text=email)
    if dialled is None:
        raise Invalid(NO_PHONE, text=phone)
    if any(each.code == code for each in others):
        raise Invalid(N_("Somebody else in the list has this code."))
    written = {h: " ".join(v.split()) for h, v in entry.attributes.items() if v.strip()}
    kept, _read_as = spellings.Spellings(each.attributes for each in others).read(written)
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
    offices: Collection[str] = (), same: Collection[int] = (),
) -> Plan:  # fmt: skip
    """Return what a list would change, row by row; Invalid if no column holds names.

    `offices` are headings of which a person said that they are nobody's address, `same` the numbers of rows of which a
    person said that they are about who is here, under another name or code.
    """
    found = columns(headers, offices, rows)
    if not found.where.keys() & {"name", "surnames"}:
        raise Invalid(N_("The list needs a column with names: Nombre, Usuario or Empresa."))
    called = [header.strip() for header in headers]
    # Of two columns with one heading the first is read: a person has one word under it.
    open_ = [
        (place, called[place]) for place in found.groups if called.index(called[place]) == place
    ]
    kept, beyond = open_[:MOST_ATTRIBUTES], open_[MOST_ATTRIBUTES:]
    coded = called[found.where["code"][0]] if "code" in found.where else ""
    people = of_survey(survey)
    here = {each for person in people for each in person.attributes}
    named = spellings.headings([heading for _, heading in kept], sorted(here))
    kept = [(place, heading) for (place, _), heading in zip(kept, named, strict=True)]
    planned = Planner(found.where, kept, coded, people, same).plan(numbers, rows)
    told = [*found.private, *found.numbering]
    private, numbering = (
        tuple(called[place] for place in places) for places in (found.private, found.numbering)
    )
    read = [*told, *(p for places in found.where.values() for p in places), *(p for p, _ in open_)]
    return Plan(
        planned, tuple(h for _, h in kept), private, tuple(h for _, h in beyond), numbering,
        unread(called, rows, read),
    )  # fmt: skip


def apply(survey: Survey, planned: Plan, at: datetime, user_id: int | None) -> None:
    """Write exactly what was planned."""
    there = {person.code: person for person in of_survey(survey)}
    for row in planned.rows:
        if row.kind not in {ADDED, UPDATED}:
            continue
        person = there.get(row.of)
        if person is None:
            person = Respondent(survey_id=survey.id)
            db.session.add(person)
        person.code, person.name, person.active = row.code, row.name, True
        person.phone, person.email = row.phone, row.email
        person.attributes = dict(row.attributes)
    journal.record(
        "import population", at, process=survey.process, user_id=user_id,
        survey=survey.code, rows=planned.totals(),
    )  # fmt: skip
