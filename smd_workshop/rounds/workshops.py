"""Meetings: blank, or with the agenda of a template."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.models import Process, Workshop
from smd_workshop.processes import journal
from smd_workshop.processes.processes import slug
from smd_workshop.rounds import drafting, sealing

#: What the questions of the reference agenda are about until a process says it in its own words.
AIM = "lo que queremos lograr juntos"

#: The agenda «SMD Moquegua». Wordings are data of the workshop and may be edited in each draft.
SMD_MOQUEGUA: tuple[dict[str, Any], ...] = (
    {
        "step": "collect",
        "subject": "factor",
        "title": "Aportes FODA",
        "question": f"¿Qué fortalezas, oportunidades, debilidades y amenazas ve usted para {AIM}?",
        "help": "Escriba una idea por aporte. Nadie ve los aportes de otros hasta que se ordenen.",
        "secrecy": "nominal",
    },
    {
        "step": "organise",
        "subject": "factor",
        "title": "Ordenar los aportes",
        "question": "Unir los aportes que dicen lo mismo y darles un código.",
        "help": "Quien escribió un aporte puede objetar la unión hasta que se abra la votación.",
    },
    {
        "method_id": "rating",
        "subject": "factor",
        "title": "Importancia de los factores",
        "question": f"¿Cuán importante es cada factor para {AIM}?",
        "help": "1 es nada importante y 9 es decisivo. «No sé» también es una respuesta.",
    },
    {
        "method_id": "points",
        "subject": "factor",
        "title": "Cien puntos",
        "question": "Reparta 100 puntos entre los factores de cada grupo, y 100 entre los grupos.",
        "help": "Dé más puntos a lo que pesa más. Puede dejar factores en cero.",
    },
    {
        "step": "collect",
        "subject": "objective",
        "title": "Propuestas de objetivos",
        "question": "¿Qué objetivos deberíamos acordar?",
        "help": "Escriba un objetivo por aporte: qué debe cambiar y para quién.",
        "secrecy": "nominal",
    },
    {
        "step": "organise",
        "subject": "objective",
        "title": "Ordenar los objetivos",
        "question": "Unir las propuestas que dicen lo mismo y darles un código.",
    },
    {
        "method_id": "approval",
        "subject": "objective",
        "title": "Elegir objetivos",
        "question": "¿Qué objetivos apoya? Marque todos los que quiera.",
        "help": "Cada sector reparte la misma bolsa de apoyo, vengan muchos o pocos.",
        "settings": {"k": 3},
    },
    {
        "method_id": "ratify",
        "subject": "objective",
        "title": "Ratificar",
        "question": "¿Ratifica usted cada uno de los objetivos elegidos?",
        "help": "Se adopta con quórum y mayoría en cada sector, y dos tercios en conjunto.",
    },
)
#: What the half-year evaluation of a plan asks, its sentences in the first language of the process. What is put to
#: the vote is the plan's, but for the commitments, which people write.
PLAN_REVIEW: tuple[dict[str, Any], ...] = (
    {
        "method_id": "rating",
        "subject": "action",
        "title": N_("Progress of each action"),
        "question": N_("How far has each action come?"),
        "help": N_("1 is nothing yet and 9 is all that was promised. “I do not know” is an answer too."),
    },
    {
        "method_id": "rating",
        "subject": "obstacle",
        "title": N_("Obstacles of each action"),
        "question": N_("How much stands in the way of each action?"),
        "help": N_("1 is nothing and 9 is so much that it cannot go on."),
    },
    {
        "method_id": "estimate",
        "subject": "target",
        "title": N_("Corrected targets"),
        "question": N_("What should be asked for, given what was reached?"),
        "help": N_("Write the number that you hold to be right, in the unit that is said. Leave out what you do not know."),
    },
    {
        "step": "collect",
        "subject": "commitment",
        "title": N_("Proposals of commitments"),
        "question": N_("What do we commit ourselves to, so that the actions advance?"),
        "help": N_("Write one commitment each: what is done, who does it, by when."),
        "secrecy": "nominal",
    },
    {
        "step": "organise",
        "subject": "commitment",
        "title": N_("Put the commitments in order"),
        "question": N_("Join the proposals that say the same and give them a code."),
    },
    {
        "method_id": "ratify",
        "subject": "commitment",
        "title": N_("Agree on the commitments"),
        "question": N_("Do you ratify each of these commitments?"),
        "help": N_("One is adopted with quorum and a majority in each sector, and two thirds overall."),
    },
)  # fmt: skip
#: How a workshop is asked what an activity does to what people value: numbers, whose medians weigh sectors as agreed.
EFFECT_RATING: dict[str, Any] = {
    "method_id": "estimate",
    "subject": "effect",
    "title": N_("What each activity does to what we value"),
    "question": N_("Does it add or take, and how strongly?"),
    "help": N_(
        "Write a whole number from −3 (takes very much) over 0 (does nothing) to 3 (adds very much). Leave out what you do not know."
    ),
    "settings": {"lowest": -3, "highest": 3},
}
TEMPLATES = {"smd-moquegua": SMD_MOQUEGUA, "blank": ()}


def first_vote() -> dict[str, Any]:
    """Return what the reference agenda puts to the count first, as the fields of a draft."""
    return next(fields for fields in SMD_MOQUEGUA if "method_id" in fields)


def find(process: Process, code: str) -> Workshop:
    """Return the workshop of this process with this code, or raise NotFound."""
    workshop = db.session.scalar(
        select(Workshop).where(Workshop.process_id == process.id, Workshop.code == code)
    )
    if workshop is None:
        raise NotFound
    return workshop


def get(workshop_id: int) -> Workshop:
    """Return the workshop with this id, which was found through its process before."""
    return db.session.get_one(Workshop, workshop_id)


def create(  # noqa: PLR0913 - what a workshop is
    process: Process,
    name: str,
    at: datetime,
    *,
    code: str = "",
    template: str = "blank",
    like: Workshop | None = None,
    aim: str = "",
    user_id: int | None = None,
    place: str = "",
    held_on: date | None = None,
) -> Workshop:
    """Add a workshop to a process, with the drafts that its template, or another workshop, lists.

    The questions of a template are about `aim`, such as «el agua de Ilo». Raises Invalid for a code that is taken, and
    where there is no name or no such template.
    """
    code = _check_code(process, code or slug(name), template)
    listed = (
        [_about(aim, fields) for fields in TEMPLATES[template]] if like is None else agenda(like)
    )
    workshop = Workshop(
        process=process, code=code, name=name, place=place, held_on=held_on, created_at=at,
        revision=0,
    )  # fmt: skip
    db.session.add(workshop)
    db.session.flush()  # rounds and journal need the id
    journal.record("create workshop", at, workshop=workshop, user_id=user_id)
    for fields in listed:
        drafting.add(workshop, at, user_id, **fields)
    return workshop


def _check_code(process: Process, code: str, template: str) -> str:
    if not code or template not in TEMPLATES:
        raise Invalid(N_("Give the workshop a name and a template."))
    taken = select(Workshop.id).where(Workshop.process_id == process.id, Workshop.code == code)
    if db.session.scalar(taken) is not None:
        raise Invalid(N_("There is a workshop called %(code)s already."), code=code)
    return code


def _about(aim: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return a draft of a template whose question is about this."""
    return {**fields, "question": fields["question"].replace(AIM, aim.strip() or AIM)}


def change(
    workshop: Workshop,
    at: datetime,
    user_id: int | None,
    *,
    name: str,
    place: str,
    held_on: date | None,
) -> None:
    """Say anew what a workshop is called, where and when it meets; its address stays. Frozen once the acta is sealed."""
    sealing.require_unsealed(workshop)
    new = {"name": name, "place": place, "held_on": held_on}
    before = {key: getattr(workshop, key) for key in new}
    if new == before:
        return
    for key, value in new.items():
        setattr(workshop, key, value)
    workshop.revision += 1
    was = {key: str(before[key] or "") for key in new if before[key] != new[key]}
    journal.record("change workshop", at, workshop=workshop, user_id=user_id, was=was)


def agenda(workshop: Workshop) -> list[dict[str, Any]]:
    """Return the questions of a workshop as a template: no options, no answers, no annulled round."""
    kept = [name for name in drafting.FROZEN_FIELDS if name != "previous_id"]
    return [
        {name: getattr(round_, name) for name in kept} | {"settings": drafting.own_settings(round_)}
        for round_ in workshop.rounds
        if round_.state != "annulled"
    ]


def days(workshop: Workshop) -> set[date]:
    """Return on which days rounds of a workshop opened, where its process lives."""
    zone = workshop.process.time_zone
    return {day_of(each.opened_at, zone) for each in workshop.rounds if each.opened_at is not None}


def other_day(workshop: Workshop, at: datetime) -> date | None:
    """Return today where a workshop in which no round has opened yet is announced for another day; else None."""
    today = day_of(at, workshop.process.time_zone)
    begun = any(each.opened_at is not None for each in workshop.rounds)
    return None if begun or workshop.held_on in {None, today} else today


def meet_today(workshop: Workshop, at: datetime, user_id: int | None) -> None:
    """Give a workshop that was announced for another day the date of today, before its first round opens."""
    today = other_day(workshop, at)
    if today is not None:
        change(workshop, at, user_id, name=workshop.name, place=workshop.place, held_on=today)


def of_process(process: Process) -> list[Workshop]:
    """Return the workshops of a process, newest first."""
    return list(
        db.session.scalars(
            select(Workshop)
            .where(Workshop.process_id == process.id)
            .order_by(Workshop.created_at.desc(), Workshop.id.desc())
        )
    )
