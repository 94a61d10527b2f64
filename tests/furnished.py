"""The demonstration, and beside it every state that a page can show: drafts, a board with an
objection, a closed round that nobody published, an annulled one, a sealed acta and one being corrected."""

import io
from dataclasses import dataclass
from datetime import timedelta

from builders import cast, make_user
from counted import furnished_variables
from flask import current_app
from kept import built_once
from PIL import Image
from planned import furnished_plan, keep_evidence, keep_papers, reviewed
from plans import ZED_ILO
from sqlalchemy import select
from strategic import furnished_demo, kept_foda, rated_effect, valued
from surveyed import Asked, ask_for, make_waves, respond, secret, write_letters

from smd_workshop.board import items, merging, objections
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import demo
from smd_workshop.minutes import actas, agreements
from smd_workshop.models import Item, Process, Round, Workshop
from smd_workshop.people import credentials
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.processes import identity, processes
from smd_workshop.processes.programs import api_keys, outgoing, webhooks
from smd_workshop.rounds import closing, drafting, opening, option_sources, workshops
from smd_workshop.rounds.ballots import contributions
from smd_workshop.rounds.room import attendance
from smd_workshop.strategy import aligning
from smd_workshop.strategy.territory import effect_ratings
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, open_links
from smd_workshop.surveys.comments import comments
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.results import recommendations, summaries

YEAR = timedelta(days=365)
NOTES = [
    ("D", "La población no confía en las instituciones públicas de la región"),
    ("D", "Desconfianza de la población en las instituciones públicas"),
    ("F", "Los actores están dispuestos a dialogar"),
    ("F", "Las empresas y las comunidades dialogan en mesas"),
    ("O", "Hay fondos de cooperación para medir el desarrollo"),
    ("A", "Cada cambio de autoridades empieza todo de nuevo"),
]
LIST = """Sector;Nombre del sector;Actor;Titular;Suplente
academia;Academia;;;
academia;;Universidad Nacional de Moquegua;Titular de ejemplo;Suplente de ejemplo
ninguno;;Actor sin sector conocido;;
"""


@dataclass
class House:
    """Who may enter, and what the addresses of this process are made of."""

    process: Process
    email: str
    password: str
    cards: list[credentials.Card]
    survey: Asked
    #: What the addresses of its plan are made of.
    plan: dict[str, object]
    #: And those of its scorecard.
    scorecard: dict[str, object]
    #: The plan as it was when its report was sealed.
    sealed_plan: bytes


def furnish() -> House:
    """Build it all on the real services. Committed."""
    house = _furnish()
    keep_evidence(house.process)  # files, which no database brings back
    keep_papers(house.sealed_plan)
    return house


@built_once
def demonstrated() -> tuple[Process, list[credentials.Card]]:
    """The demonstration alone, and its cards. Committed."""
    with transaction():
        cards = demo.load(current_app.config["SECRET_KEY"], None)
    return processes.find("moquegua-2022"), cards


@built_once
def _furnish() -> House:
    email, password = make_user()
    with transaction():
        cards = demo.load(current_app.config["SECRET_KEY"], None)
    process = processes.find("moquegua-2022")
    with transaction():
        drafts = workshops.create(
            process, "Taller 3: lo que falta", now(), code="taller-3", template="smd-moquegua"
        )
        rating = next(r for r in drafts.rounds if r.method_id == "rating")
        option_sources.set_options(
            rating,
            [(i.id, i.code, i.wording, i.group_code) for i in items.active(process, "factor")],
        )
        board = workshops.create(
            process, "Taller 4: al medio", now(), code="taller-4", place="Torata"
        )
    _board(process, board, cards)
    _closed(board, cards)
    _annulled(board)
    _papers(process, board, cards)
    _live(board, cards)
    _ordering(process)
    _look(process)
    plan = furnished_plan(process, ZED_ILO) | furnished_variables(process)
    found = plans.find(process, str(plan["plan"]))
    sealed = documents.file_of(found)
    reviewed(found, cards, decided=2)
    card = furnished_demo(process)
    _align(process)
    card |= valued(process)
    rated = rated_effect(process, cards, card)
    with transaction():  # the second of the two: the first waits for a decision
        second = effect_ratings.proposals(process)[1]
        effect_ratings.refuse(
            process, rated["rated_round"], second.code, "Otra fuente lo niega", now(), None
        )
    card |= kept_foda(process)
    return House(process, email, password, cards, _survey(process), plan, card, sealed)


def _align(process: Process) -> None:
    """Two objectives of one plan contribute to one of another; the third contributes to nothing."""
    lower, upper = plans.of_process(process)
    with transaction():
        for place, note in ((0, "Da a conocer lo que ofrece el puerto"), (1, "Trae empresas")):
            aligning.align(process, lower.objectives[place], upper.objectives[2], note, now(), None)


def _survey(process: Process) -> Asked:
    """A survey with a wave in every state; in the open one the second has answered and the third has begun."""
    asked = make_waves(process)
    _programs(process, asked)
    write_letters(asked)
    respond(asked, 1, {"p1": 5, "todo": 4})
    with transaction():
        answering.begin(asked.links[2], secret(), now())
    for kind in ("open", "kiosk"):
        with transaction():
            asked.open_links.append(
                open_links.make(asked.wave, kind, "Feria", None, now(), None).code
            )
    _follow(asked)
    for kind in ("access", "rectification"):
        ask_for(asked, kind, asked.people[1], "Quiero ver todo")
    return asked


def _programs(process: Process, asked: Asked) -> None:
    """Keys of programs, and an address with what became of all that it was told."""
    with transaction():
        key = api_keys.make(process, "Cámara de Comercio", now().date() + YEAR, now(), None).row
        key.uses, key.last_used_on = 1312, now().date()
        old = api_keys.make(process, "Universidad, boletín", now().date() + YEAR, now(), None).row
        api_keys.revoke(old, now(), None)
        hook = webhooks.add(
            process, "Gobierno regional, tablero", outgoing.parse("https://200.48.225.130/avisos/smd", loopback=False),
            "https://smd.example/", now(), None,
        )  # fmt: skip
        for event in (webhooks.WAVE_CLOSED, *[webhooks.FIGURE_PUBLISHED] * 3):
            webhooks.announce(process, event, now(), survey=asked.survey.code, wave=5)
        db.session.flush()
        last, late, given_up, first = webhooks.deliveries(hook)
        first.state, first.tries, first.status = "delivered", 1, 204
        given_up.state, given_up.tries, given_up.status = "failed", 8, 503
        late.tries, late.told, late.due_at = 2, "timeout", now() + timedelta(minutes=5)
        last.due_at = now() + timedelta(minutes=1)


def _follow(asked: Asked) -> None:
    """Of the wave that is counted: a comment that was read, a recommendation, a figure, a summary for the public."""
    wave = waves.find(asked.survey, 5)
    with transaction():
        code = comments.add_code(asked.survey, "Balanza", now(), None)
        written = comments.of_wave(wave)[0].comment
        comments.review(wave, written, "public", now(), None, codes=[code.id])
        due = now().date()
        proposal = recommendations.Proposal("Ampliar el turno", "Operaciones", due, "Hay cola")
        recommendations.add(wave, proposal, now(), None, [code.id])
        figures.publish(wave, "headline", "AEI.01.01", now(), None)
        summaries.approve(wave, now(), None)


def _board(process: Process, workshop: Workshop, cards: list[credentials.Card]) -> None:
    with transaction():
        notes = drafting.add(
            workshop,
            now(),
            step="collect",
            title="Aportes del segundo día",
            question="¿Qué falta decir?",
            secrecy="nominal",
        )
        opening.open_round(notes, now(), None)
        for n, (quadrant, text) in enumerate(NOTES):
            card = cards[n % len(cards)]
            note = contributions.Note(text, quadrant, "Se vio en la mesa", "Confianza")
            contributions.send(notes.id, card.credential_id, note, f"note-{n}", now())
    close(notes)
    with transaction():
        merged = merging.merge(
            [_item(NOTES[2][1]), _item(NOTES[3][1])],
            "Hay disposición y espacios de diálogo entre actores",
            now(),
            None,
        )
        objections.raise_objection(
            merged, cards[2].seat.id, "Yo hablaba de disposición, no de espacios.", now()
        )
        items.retire(_item(NOTES[5][1]), "Se trata en otro taller", now(), None)
        drafting.add(
            workshop, now(), step="organise", title="Ordenar", question="Unir y dar código."
        )


def _item(text: str) -> Item:
    return db.session.scalars(select(Item).where(Item.wording == text)).one()


def _closed(workshop: Workshop, cards: list[credentials.Card]) -> None:
    """A ratification that is counted, not published, with reasons that nobody has read."""
    with transaction():
        round_ = drafting.add(
            workshop,
            now(),
            method_id="ratify",
            subject="objective",
            title="Ratificar otra vez",
            question="¿Ratifica usted cada uno de los objetivos?",
        )
        objective = items.active(workshop.process, "objective")[-1]
        option_sources.set_options(round_, [(objective.id, objective.code, objective.wording, "")])
        opening.open_round(round_, now(), None)
    for n, card in enumerate(cards):
        cast(
            card,
            round_,
            {objective.code: "no" if n == 1 else "yes"},
            {objective.code: "Falta decir quién paga."},
            at=now(),
        )
    close(round_)


def close(round_: Round) -> None:
    """Announce, let the grace pass, close. Committed."""
    with transaction():
        closing.announce_close(round_, now(), None)
    with transaction():
        closing.close(round_, now() + timedelta(minutes=1), None)


def _annulled(workshop: Workshop) -> None:
    with transaction():
        round_ = drafting.add(
            workshop, now(), method_id="rating", title="Con un error", question="¿Cuánto?"
        )
        factor = next(i for i in items.active(workshop.process, "factor") if i.code == "F1")
        option_sources.set_options(round_, [(factor.id, factor.code, factor.wording, "F")])
        opening.open_round(round_, now(), None)
        closing.annul(round_, "La pregunta estaba mal escrita", now(), None)


def _live(workshop: Workshop, cards: list[credentials.Card]) -> None:
    """A round by name that is open, and shows its result as it grows."""
    factors = [i for i in items.active(workshop.process, "factor") if i.code][:3]
    with transaction():
        round_ = drafting.add(
            workshop,
            now(),
            method_id="rating",
            title="A mano alzada",
            question="¿Cuánto pesa cada factor en su provincia?",
            secrecy="nominal",
            visibility="live",
        )
        option_sources.set_options(
            round_, [(i.id, i.code, i.wording, i.group_code) for i in factors]
        )
        opening.open_round(round_, now(), None)
    for n, card in enumerate(cards[1:7]):
        cast(card, round_, {i.code: 1 + (3 * n + k) % 9 for k, i in enumerate(factors)}, at=now())


def _papers(process: Process, board: Workshop, cards: list[credentials.Card]) -> None:
    with transaction():
        agreements.add(board, "Reunirse el primer martes de cada mes", now(), None)
        acta = actas.begin(board)
        for card in cards:
            attendance.check_in(board, card.seat, "own", now())
        actas.open_corrections(acta, 72, now(), None)
        actas.propose(acta, cards[0].seat.id, "Faltó la hora en que empezó.", now())


def _ordering(process: Process) -> None:
    """A board that is open, and asks before it closes: an objection waits."""
    with transaction():
        table = workshops.create(process, "Taller 5: ordenar", now(), code="taller-5")
        ordering = drafting.add(
            table, now(), step="organise", title="Ordenar", question="Unir y dar código."
        )
        opening.open_round(ordering, now(), None)


def _look(process: Process) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    with transaction():
        identity.set_logo(process, picture.getvalue(), now(), None)
