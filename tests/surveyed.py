"""A survey as tests need it: a process, a template, people, a wave, and phones that answer."""

import re
from dataclasses import dataclass, field

from builders import NOON
from flask import current_app
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.core.zones import DEFAULT, day_of
from smd_workshop.database import db, transaction
from smd_workshop.library.survey.instrument.templates import template
from smd_workshop.models import DataRequest, Process, Respondent, Survey, Wave
from smd_workshop.models.data_requests import RIGHTS
from smd_workshop.processes import processes
from smd_workshop.surveys import closing, instruments, surveys, waves
from smd_workshop.surveys.answers import answering, typed_answers
from smd_workshop.surveys.personal_data import data_requests
from smd_workshop.surveys.respondents import invitations, letters

#: Three items of one dimension, one about the whole, one to recommend, and a comment.
SHORT = {
    "format": "smd-instrument/1",
    "code": "corta",
    "title": {"es-PE": "Encuesta corta"},
    "languages": ["es-PE"],
    "scales": [
        {
            "code": "acuerdo",
            "labels": [{"es-PE": w} for w in ("Nada", "Poco", "Regular", "Conforme", "Muy conforme")],
            "top": [5],
            "satisfied": [4, 5],
            "na": {"es-PE": "No aplica"},
        }
    ],
    "dimensions": [{"code": "trato", "name": {"es-PE": "Trato"}}],
    "overall": "todo",
    "recommend": "recomienda",
    "pages": [
        {
            "code": "uno",
            "title": {"es-PE": "Trato"},
            "questions": [
                {
                    "type": "likert", "code": f"p{n}", "scale": "acuerdo", "dimension": "trato",
                    "text": {"es-PE": f"Pregunta {n}"}, "required": n == 1,
                }
                for n in (1, 2, 3)
            ],
        },
        {
            "code": "dos",
            "title": {"es-PE": "Al final"},
            "questions": [
                {"type": "likert", "code": "todo", "scale": "acuerdo", "text": {"es-PE": "En general"}},
                {"type": "nps", "code": "recomienda", "text": {"es-PE": "¿Recomendaría?"}},
                {"type": "long_text", "code": "comentario", "text": {"es-PE": "¿Qué falta?"}},
            ],
        },
    ],
}  # fmt: skip


#: Two tables whose rows have the same words; what is asked behind them depends on one of these.
ALIKE = SHORT | {
    "title": {"es-PE": "Encuesta corta"}, "overall": None, "recommend": None,
    "pages": [{"code": "tres", "questions": [
        {"type": "matrix", "code": code, "scale": "acuerdo", "text": {"es-PE": text}, "required": True, "rows": [
            {"code": f"{code}_{row}", "text": {"es-PE": words}, **more(row)}
            for row, words in (("a", "El trato"), ("b", "El plazo"))]}
        for code, text, more in (
            ("trato", "¿Qué tan conforme está?", lambda _row: {"dimension": "trato"}),
            ("importa", "¿Qué tan importante es?", lambda row: {"importance_of": f"trato_{row}"}),
        )
    ] + [{"type": "nps", "code": "vuelve", "text": {"es-PE": "¿Volvería?"}, "shown_if": "${trato_a} <= 2"}]}],
}  # fmt: skip


@dataclass
class Asked:
    """A survey with an open wave and a link for each person."""

    survey: Survey
    wave: Wave
    people: list[Respondent]
    links: list[str] = field(default_factory=list)
    #: Codes of links for anybody: of a poster, of a counter.
    open_links: list[str] = field(default_factory=list)


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def make_survey(
    many=6, mode="anonymous", *, document=SHORT, state="open", population=0, process=None
) -> Asked:
    """A survey whose wave is in this state, with that many people; population 0: as many. Committed."""
    with transaction():
        process = process or processes.create("ZED Ilo", NOON, code="zed", public=True)
        survey = surveys.create(process, "Satisfacción", NOON, None, organisation="ZED Ilo")
        version = instruments.put_draft(survey, document, NOON, None)
        instruments.publish(version, NOON, None)
        for n in range(1, many + 1):
            db.session.add(
                Respondent(
                    survey_id=survey.id, code=f"{n:02d}", name=f"Usuario {n:02d}",
                    attributes={"Acompañado": "sí" if n % 2 else "no"},
                )
            )  # fmt: skip
        terms = waves.Terms("2023", 2023, mode, population=many if population == 0 else population)
        wave = waves.create(survey, version, terms, NOON, None)
    of_survey = select(Respondent).where(Respondent.survey_id == survey.id)
    people = list(db.session.scalars(of_survey.order_by(Respondent.id)))
    asked = Asked(survey, wave, people)
    if state != "draft":
        with transaction():
            waves.open_wave(wave, now(), None)
            asked.links = [
                link.code for link in invitations.issue(wave, people, now(), None, secret())
            ]
    return asked


#: The waves of `make_waves`, by number.
WAVES = {1: "open", 2: "draft", 3: "closing", 4: "closed", 5: "counted"}


def make_waves(process: Process) -> Asked:
    """A survey with a wave in every state, two versions of its questionnaire, five people. Committed."""
    asked = make_survey(5, process=process)
    version = asked.wave.instrument
    for number, state in list(WAVES.items())[1:]:
        with transaction():
            terms = waves.Terms(state, 2020 + number, "anonymous", population=9)
            wave = waves.create(asked.survey, version, terms, NOON, None)
        if state == "draft":
            continue
        with transaction():
            waves.open_wave(wave, NOON, None)
        with transaction():
            for person in asked.people[: 2 if state == "closing" else 5]:
                given = {"p1": 5, "p2": 4, "comentario": f"Hay cola en la balanza {person.code}"}
                typed_answers.enter_paper(wave, person, given, secret())
        if state == "closing":
            with transaction():
                waves.announce_close(wave, NOON, None)
            continue
        ended = Asked(asked.survey, wave, asked.people)
        close(ended, count=state == "counted")
    with transaction():
        instruments.put_draft(
            asked.survey, SHORT | {"code": "otra", "languages": ["es-PE", "qu"]}, NOON, None
        )
    return asked


def zed(process: Process | None = None, **fields) -> Asked:
    """The same with the questionnaire of 36 items that is shipped."""
    return make_survey(document=template("zed_users"), process=process, **fields)


def today():
    """The day it is where the process lives."""
    return day_of(now(), DEFAULT)


def ask_for(asked: Asked, kind: str, person=None, wanted="") -> DataRequest:
    """A request of somebody about their data that came today. Committed."""
    said = data_requests.Asked(kind, "Rosa Choque", today(), person, wanted)
    terms = dict.fromkeys(RIGHTS, 10) | {data_requests.ACCESS: 20}
    with transaction():
        return data_requests.add(asked.survey, said, terms, today(), now(), None)


def respond(asked: Asked, place: int, answers: dict) -> bool:
    """Let the person at this place (from 0) answer by their link, as the pages do. Committed."""
    code, pages = asked.links[place], instruments.read(asked.wave.instrument).pages
    with transaction():
        answering.begin(code, secret(), now())
    for page in pages:
        own = tuple(
            c for c, i in instruments.read(asked.wave.instrument).items.items() if i.page == page
        )
        given = {c: a for c, a in answers.items() if c in own}
        with transaction():
            answering.save(code, secret(), now(), given, own)
    with transaction():
        return answering.send(code, secret(), now())


def close(asked: Asked, *, count=True) -> None:
    """Close the wave and compute its figures. Committed."""
    with transaction():
        closing.close(asked.wave, now(), None, [secret()])
    if not count:
        return
    counted = closing.count(asked.wave, now())
    with transaction():
        closing.store(counted)


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of a page's first form as it stands."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not kind or kind[1] not in {"radio", "checkbox"} or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    return found


def write_letters(asked: Asked, kind=letters.INVITATION) -> None:
    """Give three people an address; a letter to the first was taken, to the second refused, the third got none yet. Committed."""
    text = letters.Text("{organizacion}: {encuesta}", "Buenos días, {nombre}:\n\n{enlace}")
    with transaction():
        for person in asked.people[:2]:
            person.email = f"{person.code}@zed.example"
        mailing = letters.create(asked.wave, kind, text, "https://smd.example/", NOON, None)
    for told in ("", "550 no such mailbox"):
        with transaction():
            claimed = letters.claim(mailing.id, NOON, secret())
            if told:
                letters.refused(claimed, told, NOON, secret())
            else:
                letters.sent(claimed.letter_id, NOON)
    with transaction():
        asked.people[2].email = "03@zed.example"
