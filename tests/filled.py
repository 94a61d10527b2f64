"""A room whose four kinds of round were answered by seeded ballots, for tests that look at results."""

import random
from datetime import date

from builders import NOON, Room, cast, close, make_room, make_round
from kept import built_once

from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Commitment,
    Contribution,
    Item,
    Link,
    Reason,
    Round,
)
from smd_workshop.models.base import random_id
from smd_workshop.rounds import opening, option_sources

FACTORS = {
    "F1": "En la región existen instancias con experiencia en el seguimiento de compromisos",
    "F2": "El GORE publica un sistema de indicadores",
    "O1": "La GĔRENS acompaña a las instituciones de la región",
    "O2": "Hay fondos para medir el desarrollo compartido",
    "D1": "Las tres provincias están poco integradas",
    "A1": "Los actores del espacio son muy distintos entre sí",
}
OBJECTIVES = {
    "OE1": "Acordar una visión compartida y decir qué se mide",
    "OE2": "Asegurar agua suficiente para la agricultura",
    "OE3": "Publicar cada año los avances en lenguaje sencillo",
    "OE4": "Formar a los actores para que lean los indicadores",
}


def answers(kind, codes, rng, groups=None):
    if kind == "rating":
        return {
            c: rng.choice(["ns", *range(3, 10), 8, 9, 7]) if i else rng.choice([7, 8, 9])
            for i, c in enumerate(codes)
        }
    if kind == "points":
        answer = {}
        for members in groups.values():
            answer |= dict(zip(members, shared(len(members), rng), strict=True))
        return answer | dict(zip((f"@{g}" for g in groups), shared(len(groups), rng), strict=True))
    if kind == "approval":
        return [c for c in codes if rng.random() < 0.55]
    return {c: rng.choice(["yes"] * 9 + ["no", "abstain"]) for c in codes}


def shared(parts, rng):
    cuts = sorted(rng.randint(0, 100) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


def options(process, words, kind):
    with transaction():
        for place, (code, wording) in enumerate(words.items()):
            quadrant = code[0] if kind == "factor" else ""
            db.session.add(
                Item(
                    process_id=process.id,
                    kind=kind,
                    code=code,
                    wording=wording,
                    group_code=quadrant,
                    position=place,
                    evidence=f"Sustento de {code}",
                )
            )
    return {i.code: i for i in db.session.query(Item).filter_by(process_id=process.id, kind=kind)}


def answered(
    room: Room,
    kind,
    words,
    items=None,
    *,
    silent=(),
    seed=1,
    settings=None,
    publish=True,
    answer=answers,
    **fields,
) -> Round:
    """A round that every seat outside the silent sectors answered, closed and perhaps published."""
    rng = random.Random(f"{seed}{kind}")
    with_settings = {"settings": settings} if settings else {}
    round_ = make_round(room, kind, open=False, **with_settings, **fields)
    with transaction():
        option_sources.set_options(
            round_,
            [
                (items[c].id if items else None, c, w, c[0] if kind == "points" else "")
                for c, w in words.items()
            ],
        )
        opening.open_round(round_, NOON, None)
    groups = round_.settings.get("groups")
    for card in room.cards:
        if card.seat.actor.sector.code not in silent:
            given = answer(kind, list(words), rng, groups)
            why = {}
            if kind == "ratify":
                why = {c: f"No alcanza el plazo para {c}" for c, v in given.items() if v == "no"}
            elif kind == "rating":
                why = {
                    c: f"Pesa poco para mi gremio: {c}" for c, v in given.items() if v in (1, 2, 3)
                }
            cast(card, round_, given, why)
    close(round_, publish=publish)
    return round_


def show_reasons(round_):
    with transaction():
        for reason in db.session.query(Reason).filter_by(round_id=round_.id):
            reason.state = "shown"


@built_once
def full_room(per_sector=(7, 6, 5), **fields) -> tuple[Room, dict[str, Round]]:
    """Rating, points, approval and ratification, published; two objectives adopted; two commitments."""
    room = make_room(
        per_sector,
        purpose="Medir juntos si Moquegua crea valor que todos comparten.",
        place="Moquegua",
        **fields,
    )
    factors = options(room.process, FACTORS, "factor")
    objectives = options(room.process, OBJECTIVES, "objective")
    made = {
        "rating": answered(room, "rating", FACTORS, factors),
        "points": answered(room, "points", FACTORS, factors),
        "approval": answered(
            room, "approval", OBJECTIVES, objectives, settings={"k": 2}, subject="objective"
        ),
        "ratify": answered(
            room, "ratify", dict(list(OBJECTIVES.items())[:2]), objectives, subject="objective"
        ),
    }
    for each in ("rating", "ratify"):
        show_reasons(made[each])
    agree(room, made["ratify"], objectives, factors)
    return room, made


def agree(room, ratified, objectives, factors):
    """Links, commitments and notes after the ratification."""
    with transaction():
        for code in ("OE1", "OE2"):
            db.session.add(
                Link(item_id=objectives[code].id, target_id=factors["F1"].id, kind="from")
            )
        for text, due, state in (
            ("Convocar a la mesa del agua", "2022-11-30", "pending"),
            ("Publicar la lista de indicadores", "2022-10-30", "done"),
        ):
            db.session.add(
                Commitment(
                    process_id=room.process.id,
                    text=text,
                    owner="Gobierno Regional",
                    due=date.fromisoformat(due),
                    state=state,
                    created_at=NOON,
                )
            )
        for n, card_ in enumerate(room.cards[:3]):
            db.session.add(
                Contribution(
                    id=random_id(),
                    round_id=ratified.id,
                    seat_id=card_.seat.id,
                    sector_id=card_.seat.actor.sector_id,
                    group_code="F",
                    text=f"Nota {n}",
                    submission_key=random_id(),
                    item_id=factors["F1"].id,
                )
            )
