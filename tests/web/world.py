"""Two processes with a child of every kind in every state, whose database can be put back as it was."""

import io
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta

from builders import NOON, Room, cast, close, gather, make_room, make_round
from counted import furnished_variables, send_variables
from flask import current_app
from planned import furnished_plan, reviewed, sealed_report, send_plan
from same_file import SameFile, Taken
from sqlalchemy import select
from strategic import begun_scorecard, kept_foda, rated_effect, valued
from surveyed import SHORT, Asked, ask_for, make_survey, make_waves, secret, write_letters
from surveyed import close as close_wave
from werkzeug.routing import Rule

from reports.store import store
from smd_workshop.board import item_codes, item_links, items, merging, objections
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.database import db, transaction
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.minutes.contents import contents
from smd_workshop.models import (
    Contribution,
    Correction,
    Item,
    Membership,
    Merge,
    Objective,
    PlanIndicator,
    Reason,
    Respondent,
    Round,
    Survey,
    User,
)
from smd_workshop.people import roster
from smd_workshop.plans import plans
from smd_workshop.processes import processes, works
from smd_workshop.processes.programs import api_keys, outgoing, webhooks
from smd_workshop.rounds import closing, drafting, workshops
from smd_workshop.rounds.ballots import paper_numbers, papers
from smd_workshop.rounds.ballots.contributions import Note, send
from smd_workshop.rounds.room import attendance
from smd_workshop.surveys import instruments, surveys, waves
from smd_workshop.surveys.answers import open_links, questionnaire, typed_answers
from smd_workshop.surveys.comments import coding, comments
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.respondents import letters
from smd_workshop.surveys.results import recommendations, summaries
from smd_workshop.worker import long_work

ROUNDS = ("draft", "open", "closed", "published", "annulled", "board")
#: What each workshop of a process is there for.
WORKSHOPS = {
    "mesa-1": "rounds in every state", "mesa-2": "an acta being corrected",
    "mesa-3": "a sealed acta", "mesa-4": "an acta that may be sealed", "mesa-5": "notes being written",
}  # fmt: skip
SECTORS = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("vac", "Vacío")]
#: Those who vote: nobody is in the last sector, which may be taken away.
ASKED = ["com", "soc", "emp"]


@dataclass
class Side:
    """A process, the numbers of its rounds, and by argument of an address what it has of its own."""

    room: Room
    numbers: dict[str, int] = field(default_factory=dict)
    own: dict[str, object] = field(default_factory=dict)


def begin(code: str, seats_per_sector: tuple[int, ...]) -> Side:
    """A process before anything has opened: people, a place, a draft."""
    side = Side(make_room(seats_per_sector, SECTORS, code=code))
    process = side.room.process
    with transaction():
        place = processes.add_territory(process, "ilo", "Ilo")
        actor = roster.add_actor(process, "Universidad", process.sectors[1])
        extra = roster.add_seat(process, actor, NOON, None, code=f"UNI-{code.upper()}")
        extra.titular, extra.suplente = "Rosa Choque", "Juan Flores"
        db.session.flush()
        side.own = {
            "place": place.id, "sector": process.sectors[3].id, "seat": extra.code,
            "code": "results", "process": code, "process_code": code,
        }  # fmt: skip
    side.own |= furnished_plan(process) | furnished_variables(process)
    if code == "moq":  # one edition more than the other process has
        side.own |= sealed_report(plans.of_process(process)[0], reason="Se completó el año")
    side.numbers["draft"] = make_round(side.room, open=False).number
    _survey(side)
    _works(side)
    return side


def _survey(side: Side) -> None:
    """A survey with waves in every state; one process has a wave and a version more."""
    process = side.room.process
    asked = make_waves(process)
    write_letters(asked)
    side.own |= {
        "wave": 1, "version": 2, "person": asked.people[0].id, "mailing": 1,
        "question": "p1", "page_code": "uno", "language": "qu", "scale": "acuerdo", "data_kind": "csv",
    }  # fmt: skip
    with transaction():
        link = open_links.make(asked.wave, open_links.PUBLIC, "Feria", None, NOON, None)
        side.own["open_link"] = link.id
    with transaction():
        asked.survey.code = side.own["survey"] = f"encuesta-{process.code}"
        if process.code == "moq":
            terms = waves.Terms("Otra", 2031, "anonymous", population=9)
            waves.create(asked.survey, asked.wave.instrument, terms, NOON, None)
            instruments.publish(instruments.draft(asked.survey), NOON, None)
            instruments.put_draft(
                asked.survey, SHORT | {"code": "tercera", "languages": ["es-PE", "qu"]}, NOON, None
            )
            side.own["version"] = 3  # the draft
    if process.code == "moq":
        write_letters(asked, letters.REMINDER)
        side.own["mailing"] = 2
    _follow(side, asked.survey)
    _programs(side)
    _data(side)


def _programs(side: Side) -> None:
    """A key of a program, and an address that was told something."""
    process = side.room.process
    with transaction():
        key = api_keys.make(process, "Cámara", day_of(now(), process.time_zone), now(), None)
        target = outgoing.parse("https://200.48.225.130/aviso", loopback=False)
        hook = webhooks.add(process, "Cámara", target, "https://smd.example/", NOON, None)
        webhooks.announce(process, webhooks.WAVE_CLOSED, NOON, survey=side.own["survey"], wave=5)
        db.session.flush()
        side.own |= {
            "api_key": key.row.id, "webhook": hook.id, "delivery": webhooks.deliveries(hook)[0].id,
        }  # fmt: skip


#: What staff do about the data of a person; each page that a request is for has its own.
OF_DATA = {
    "show_data_request": 1, "person_page": 1, "person_file": 1, "finish_data_request": 1, "note_answers": 2,
    "erase_person": 3, "reopen_answers": 0, "correct_answers": 0,
    "remove_person": 0,
}  # fmt: skip


def _data(side: Side) -> None:
    """A confidential survey: a wave with a paper, a closed one, a request for each right that asks for an act;
    one process has one more."""
    process = side.room.process
    asked = make_survey(2, "confidential", process=process)
    person = asked.people[0]
    with transaction():
        asked.survey.code = f"datos-{process.code}"
        ended = waves.create(
            asked.survey,
            asked.wave.instrument,
            waves.Terms("2022", 2022, "confidential"),
            NOON,
            None,
        )
        waves.open_wave(ended, NOON, None)
    with transaction():
        for wave in (asked.wave, ended):
            typed_answers.enter_paper(wave, person, {"p1": 5}, secret())
    close_wave(Asked(asked.survey, ended, asked.people))
    with transaction():  # after the close, which keeps who was in the list
        never = Respondent(survey_id=asked.survey.id, code="libre", name="Nunca encuestado")
        db.session.add(never)
    kinds = ("access", "rectification", "deletion", "access")
    for kind in kinds[: 4 if process.code == "moq" else 3]:
        ask_for(asked, kind, person)
    side.own["of_data"] = {
        "survey": asked.survey.code, "person": person.id, "wave": 1, "data_kind": "csv",
        "seen": questionnaire.mark({"p1": 5}), "never_asked": never.id,
    }  # fmt: skip


def of_data(rule: Rule, side: Side) -> dict[str, object]:
    """What an address about the data of a person, or about work in one state, is made of; nothing for all others."""
    name = rule.endpoint.partition(".")[2]
    if name in OF_WORK:
        return {"work": side.own["works"][OF_WORK[name]]}
    if name == "begin_coding":
        return {"survey": side.own["unread"], "wave": 1}
    if name not in OF_DATA:
        return {}
    found = side.own["of_data"] | {"data_request": OF_DATA[name]}
    return found | ({"person": found["never_asked"]} if name == "remove_person" else {})


#: In which state the work is that an address is about; of all others it waits.
OF_WORK = {"repeat_work": "failed", "work_file": "done"}


def _works(side: Side) -> None:
    """Long work that waits, that failed, and that is done."""
    process, about = side.room.process, {"plan": side.own["plan"], "period": side.own["period"]}
    found = {}
    for state in ("queued", "failed", "done"):
        # Each in another language, for the same work is asked for once.
        language = {"queued": "es", "failed": "en", "done": "qu"}[state]
        asked = works.Asked(
            "plan report draft", about, "see process", "Informe", f"/f/{process.code}/", language
        )
        with transaction(of=process.id):
            found[state] = works.ask(process, asked, NOON, None).id
    with transaction(of=process.id):
        taken = works.take(found["failed"], now())
        works.fail(taken, "No se pudo.", now())
    long_work.run(found["done"])
    side.own |= {"work": found["queued"], "works": found}


def _follow(side: Side, survey: Survey) -> None:
    """What follows from the wave that is counted: a figure, recommendations; one process has one more of them,
    the other a summary for the public."""
    wave, alone = waves.find(survey, 5), side.room.process.code == "moq"
    proposal = recommendations.Proposal("Ampliar el turno", "Operaciones", NOON.date(), "Hay cola")
    with transaction():
        db.session.get_one(PlanIndicator, side.own["plan_indicator"]).measure = "%"
        made = [recommendations.add(wave, proposal, NOON, None) for _ in range(1 + alone)]
        figure = figures.publish(wave, "headline", str(side.own["indicator"]), NOON, None)
        if not alone:
            summaries.approve(wave, NOON, None)
            survey.simulated = True
        db.session.flush()
        side.own |= {
            "comment": comments.of_wave(wave)[0].comment.id,
            "recommendation": made[-1].number, "figure": figure.id,
        }  # fmt: skip


def go_on(side: Side) -> None:
    """Let there be everything that a workshop leaves behind."""
    room = side.room
    _code(side)
    _board(side)
    _objectives(side)
    for state in ("closed", "published"):
        round_ = make_round(room, electorate=ASKED)
        for card in room.cards:
            cast(card, round_, {"F1": 5, "F2": 5}, {"F1": "Falta decir quién paga"})
        close(round_, publish=state == "published")
        side.numbers[state] = round_.number
        if state == "closed":
            of_round = select(Reason.id).where(Reason.round_id == round_.id)
            side.own["reason"] = db.session.scalars(of_round).first()
    annulled = make_round(room)
    with transaction():
        closing.annul(annulled, "Prueba", NOON, None)
    side.numbers["annulled"] = annulled.number
    side.own |= reviewed(plans.find(room.process, str(side.own["plan"])), room.cards)
    _papers(side)
    with transaction():
        agreement = agreements.add(room.workshop, "Nos reunimos en marzo", NOON, None)
        promise = commitments.Promise(
            "Convocar", "Rosa Choque", NOON.date(), workshop=room.workshop
        )
        made = commitments.add(room.process, promise, NOON, None)
        side.own |= {"agreement": agreement.id, "commitment": made.id}
    going = make_round(room, electorate=ASKED)
    side.numbers["open"] = going.number
    with transaction():
        papers.hand_out(going, room.cards[-1].seat, NOON, None)
    secret, last = current_app.config["SECRET_KEY"], room.cards[-1].seat.actor.sector.code
    printed = paper_numbers.printed(going, secret)
    side.own["mark"] = next(number for number, sector in printed if sector.code == last)
    if room.process.code == "moq":
        side.numbers["last"] = make_round(room, open=False).number


def _code(side: Side) -> None:
    """Comments that two people are coding, others on which the two differ, and some that nobody codes."""
    process = side.room.process
    survey = surveys.find(process, str(side.own["survey"]))
    emails = [f"{role}@example.org" for role in ("administrator", "survey_manager")]
    two = [db.session.scalars(select(User.id).where(User.email == each)).one() for each in emails]
    with transaction():
        code = comments.add_code(survey, "Cola", NOON, None)
        for number in (4, 5):
            for user in two:
                coding.begin(waves.find(survey, number), NOON, user)
        for user, codes in zip(two, (frozenset([code.id]), frozenset[int]()), strict=True):
            given = {str(side.own["comment"]): codes}
            coding.mark(waves.find(survey, 5), given, NOON, user, done=True)
    unread = make_survey(5, process=process)
    with transaction():
        for person in unread.people:
            typed_answers.enter_paper(
                unread.wave, person, {"p1": 5, "comentario": "Cola"}, secret()
            )
    close_wave(unread)
    with transaction():
        comments.add_code(unread.survey, "Cola", NOON, None)
        side.own["unread"] = unread.survey.code = f"lectura-{process.code}"


def _board(side: Side) -> None:
    room, process = side.room, side.room.process
    said = [
        (0, "Falta agua", "D"),
        (1, "No hay agua", "D"),
        (2, "Buena gente", "F"),
        (3, "Sol", "O"),
    ]
    side.numbers["board"] = gather(room, said).number
    found = {
        i.wording: i for i in db.session.scalars(select(Item).where(Item.process_id == process.id))
    }
    with transaction():
        pair = [found["Falta agua"], found["No hay agua"]]
        merged = merging.merge(pair, "Falta agua en la costa", NOON, None)
        theme = item_links.add_theme(process, "Agua", NOON, None)
        item_links.assign_theme(merged, theme, NOON, None)
        item_codes.assign_code(found["Buena gente"], "F1", NOON, None)
        objection = objections.raise_objection(merged, room.cards[0].seat.id, "No es eso", NOON)
        act = db.session.scalars(select(Merge).where(Merge.process_id == process.id)).one()
        first, second = (
            db.session.scalars(
                select(Contribution.id).where(Contribution.seat_id == card.seat.id)
            ).one()
            for card in room.cards[:2]
        )
        side.own |= {
            "item_id": found["Buena gente"].id, "factor": found["Sol"].id, "merged": merged.id,
            "theme": theme.id, "objection": objection.id, "act": act.id,
            "note": first, "note_of_another": second,
        }  # fmt: skip


def _objectives(side: Side) -> None:
    room, process = side.room, side.room.process
    side.numbers["objectives"] = gather(room, [(0, "Agua para todos", "")], "objective").number
    with transaction():
        (item,) = items.active(process, "objective")
        item_codes.assign_code(item, f"OE-{process.code}".upper(), NOON, None)
    round_ = make_round(room, "ratify", items=[item], subject="objective", electorate=ASKED)
    for card in room.cards:
        cast(card, round_, {item.code: "yes"})
    close(round_, publish=True)
    side.numbers["ratified"] = round_.number
    objective = db.session.scalars(select(Objective).where(Objective.item_id == item.id)).one()
    side.own |= {
        "objective": objective.id, "slot": objective.indicators[0].id, "part": item.code,
        "objective_item": item.id,
    }  # fmt: skip
    side.own |= begun_scorecard(room, objective, electorate=ASKED)
    side.own |= valued(process)
    side.own |= rated_effect(process, room.cards, side.own)
    side.own |= kept_foda(process, 2 if process.code == "moq" else 1)


def _papers(side: Side) -> None:
    room = side.room
    digest = store(b"%PDF-1.7", "application/pdf", documents_folder())
    with transaction():
        side.own["alone"] = workshops.create(
            room.process, "Aparte", NOON, code=f"aparte-{room.process.code}"
        ).code
        for code in list(WORKSHOPS)[1:]:
            made = workshops.create(room.process, code.title(), NOON, code=code)
            if code == "mesa-5":
                continue
            for card in room.cards[:2]:
                attendance.check_in(made, card.seat, "door", NOON)
            actas.open_corrections(actas.begin(made), 72, now(), None)
    with transaction():
        acta = actas.begin(workshops.find(room.process, "mesa-2"))
        actas.propose(acta, room.cards[1].seat.id, "Falta un nombre", now())
        side.own["correction_id"] = db.session.scalars(
            select(Correction.id).where(Correction.acta_id == acta.id)
        ).one()
        for code in ("mesa-3", "mesa-4"):
            ended = actas.begin(workshops.find(room.process, code))
            actas.end_corrections(ended, "Todos la leyeron en la sala", now(), None)
    with transaction():
        acta = actas.begin(workshops.find(room.process, "mesa-3"))
        actas.seal(acta, contents(acta), digest, now(), None)
        if room.process.code == "moq":
            actas.rendered(actas.annex(acta.workshop, "Faltó", now(), None), digest, digest, now())
    writing = workshops.find(room.process, "mesa-5")
    round_ = make_round(Room(room.process, writing, room.cards), "collect", (), secrecy="nominal")
    with transaction():
        draft = drafting.add(writing, NOON, step="organise", title="Ordenar", question="Unir")
        side.own["discarded"] = drafting.discard(draft, NOON, None).id
    with transaction():
        send(round_.id, room.cards[0].credential_id, Note("Falta luz", "D"), "k", NOON)
    side.own["written"] = db.session.scalars(
        select(Contribution.id).where(Contribution.round_id == round_.id)
    ).one()


def close_after(minutes: float) -> None:
    """Announce the close of every open round of votes: its grace ends in so many minutes, or ended."""
    with transaction():
        for round_ in db.session.scalars(select(Round).where(Round.state == "open")):
            round_.closing_at = now() + timedelta(minutes=minutes)


def join(side: Side, user_id: int) -> None:
    """Put somebody into the team, who may leave it again."""
    member = Membership(process_id=side.room.process.id, user_id=user_id, role="observer")
    db.session.add(member)
    db.session.flush()
    side.own["membership"] = member.id


def upload(side: Side, browser) -> None:
    """Leave a list of people and a plan to be confirmed."""
    code = side.room.process.code
    rows = f"Sector,Actor,Titular\ncom,Regantes de {code},Eva Mamani\n"
    sent = browser.post(
        f"/f/{code}/people/import", data={"file": (io.BytesIO(rows.encode()), "lista.csv")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    side.own["digest"] = sent.location.rsplit("/", 1)[1]
    side.own["sent"] = send_plan(browser, side.room.process, side.own)
    side.own["variable_file"] = send_variables(browser, side.room.process)
    send_list(side, browser)
    send_past_wave(side, browser)


def send_list(side: Side, browser) -> None:
    """Leave the people of a survey to be confirmed, which takes their list away."""
    sent = browser.post(
        f"/f/{side.own['process']}/surveys/{side.own['survey']}/people/import",
        data={"file": (io.BytesIO(b"Nombre\nUsuario nuevo\n"), "lista.csv")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, sent.text
    side.own["list_digest"] = sent.location.rsplit("/", 1)[1]


def send_past_wave(side: Side, browser) -> None:
    """Leave the file of a past wave to be confirmed, which takes it away."""
    sent = browser.post(
        f"/f/{side.own['process']}/surveys/{side.own['survey']}/waves/import",
        data={
            "file": (io.BytesIO(b"p1;p2\n5;4\n"), "ola.csv"), "name": "2019", "year": "2019",
            "instrument": "1", "mode": "anonymous",
        },
        content_type="multipart/form-data",
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    side.own["past_wave"] = sent.location.rsplit("/", 1)[1]


class Keeper:
    """Keeps an SQLite database as it is now, under a name, and puts it back."""

    def __init__(self) -> None:
        self.file = SameFile(db.engine.url.database)
        self.kept: dict[str, Taken] = {}
        self._rows_kept: dict[str, dict[str, list[tuple]]] = {}

    def keep(self, name: str) -> None:
        db.session.rollback()
        self.kept[name] = self.file.taken()
        self._rows_kept.pop(name, None)

    def fill(self, name: str, taken: Taken) -> None:
        """Keep under a name what was taken of another file with the same tables."""
        self.kept[name] = taken

    def put_back(self, name: str) -> None:
        db.session.rollback()
        if not self.file.is_as(self.kept[name]) and not self.file.put_back(self.kept[name]):
            db.engine.dispose()

    def changed(self, name: str) -> set[str]:
        """The tables in which anything differs from what was kept."""
        if self.file.is_as(self.kept[name]):
            return set()
        if name not in self._rows_kept:
            rows = self.kept[name].rows
            self._rows_kept[name] = {t: _rows(rows, t) for t in _tables(rows)}
        kept, there = self._rows_kept[name], self.file.there
        return {t for t in _tables(there) if not _same(_rows(there, t), kept[t])}

    def altered(self, table: str, name: str) -> set[int]:
        """The ids of the rows in a table that are not as they were kept, or not there any more."""
        query = f'SELECT id, * FROM "{table}"'
        now_there, kept = (set(c.execute(query)) for c in (self.file.there, self.kept[name].rows))
        return {row[0] for row in now_there ^ kept}

    def close(self) -> None:
        self.file.close()


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in found]


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple]:
    return connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _same(some: list[tuple], others: list[tuple]) -> bool:
    """Whether these are the same rows, in whatever order; mostly they are in the same."""
    return some == others or sorted(some, key=repr) == sorted(others, key=repr)
