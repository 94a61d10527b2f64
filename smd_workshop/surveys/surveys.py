"""Surveys of a process: beginning one, finding it, what it is called."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Instrument, Process, Respondent, Survey, Wave
from smd_workshop.processes import journal
from smd_workshop.processes.processes import slug


def of_process(process: Process) -> list[Survey]:
    """Return the surveys of a process by name, with their waves."""
    query = (
        select(Survey).where(Survey.process_id == process.id).options(selectinload(Survey.waves))
    )
    return names.by_name(db.session.scalars(query), lambda s: s.name, lambda s: s.code)


def find(process: Process, code: str) -> Survey:
    """Return the survey of this process with this code, or raise NotFound."""
    survey = db.session.scalar(
        select(Survey).where(Survey.process_id == process.id, Survey.code == code)
    )
    if survey is None:
        raise NotFound
    return survey


def is_simulated(process: Process, code: str) -> bool:
    """Say whether nobody gave the answers of this survey; not where the process has none with this code."""
    query = select(Survey.simulated).where(Survey.process_id == process.id, Survey.code == code)
    return bool(db.session.scalar(query))


def create(
    process: Process,
    name: str,
    at: datetime,
    user_id: int | None,
    *,
    organisation: str = "",
    contact: str = "",
    simulated: bool = False,
) -> Survey:
    """Begin a survey; its code is made of its name, and numbered if another has it. Raises Invalid without a name."""
    wanted = slug(name)
    if not wanted:
        raise Invalid(N_("Give the survey a name."))
    survey = Survey(
        process=process, code=_free(process, wanted), name=name.strip(), created_at=at,
        organisation=organisation, contact=contact, simulated=simulated,
    )  # fmt: skip
    db.session.add(survey)
    db.session.flush()  # what belongs to it needs its id
    journal.record("create survey", at, process=process, user_id=user_id, survey=survey.code)
    return survey


#: Words that are pages of their own beside the surveys.
TAKEN = frozenset({"new"})


def _free(process: Process, wanted: str) -> str:
    taken = {survey.code for survey in of_process(process)} | TAKEN
    tries = [wanted, *(f"{wanted[:36]}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in tries if code not in taken)


def change(
    survey: Survey, at: datetime, user_id: int | None, *, name: str, organisation: str, contact: str
) -> None:
    """Say anew what a survey is called, who asks and whom to ask about it. Raises Invalid without a name."""
    if not name.strip():
        raise Invalid(N_("Give the survey a name."))
    survey.name, survey.organisation, survey.contact = name.strip(), organisation, contact
    journal.record("change survey", at, process=survey.process, user_id=user_id, survey=survey.code)


def counts(survey: Survey) -> tuple[int, int, int]:
    """Return how many versions, people and waves a survey has."""
    people = select(func.count()).where(Respondent.survey_id == survey.id, Respondent.active)
    versions = select(func.count()).where(Instrument.survey_id == survey.id)
    waves = select(func.count()).where(Wave.survey_id == survey.id)
    return tuple(db.session.scalar(q) or 0 for q in (versions, people, waves))  # type: ignore[return-value]
