"""A room full of simulated seats with one open round: for rehearsals and for measuring."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from smd_workshop.core.codes import code_hash, new_code
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.demonstration import demo
from smd_workshop.models import Actor, Credential, Process, Round, Seat, Workshop
from smd_workshop.processes import journal, processes
from smd_workshop.rounds import drafting, opening, option_sources, workshops

FACTORS = 24


@dataclass(frozen=True, slots=True)
class Pass:
    """What opens a simulated seat."""

    seat: str
    sector: str
    code: str


@dataclass(frozen=True, slots=True)
class Room:
    """A process with one workshop and one open round, and what opens each seat."""

    process: Process
    workshop: Workshop
    round_: Round
    passes: list[Pass]


def build(many: int, sectors: int, secret: str, at: datetime) -> Room:
    """Build a room of `many` seats in `sectors` sectors with an open rating of 24 factors."""
    if not 1 <= sectors <= many:
        raise Invalid(N_("There must be at least one sector, and no more sectors than seats."))
    number = 1 + (db.session.scalar(select(func.max(Process.id))) or 0)
    process = processes.create(
        f"Ensayo {number}", at, code=f"ensayo-{number}", seed=demo.SEED, simulated=True,
        sectors=[(f"s{n}", f"Sector simulado {n}") for n in range(1, sectors + 1)],
    )  # fmt: skip
    today = day_of(at, process.time_zone)
    workshop = workshops.create(process, "Ensayo", at, code="ensayo", held_on=today)
    db.session.flush()
    passes = _seats(process, many, secret, at)
    round_ = drafting.add(
        workshop, at, method_id=workshops.first_vote()["method_id"], title="Ensayo de votación",
        question="¿Cuán importante es cada factor para medir nuestro desarrollo?",
    )  # fmt: skip
    option_sources.set_options(round_, options())
    opening.open_round(round_, at, None)
    return Room(process, workshop, round_, passes)


def options() -> list[tuple[int | None, str, str, str]]:
    """Return 24 factors of the note, in the proportions that it declares."""
    left = dict(demo.source()["counts"]["declared"])
    chosen: list[tuple[int | None, str, str, str]] = []
    for factor in demo.source()["factors"]:
        quadrant = factor["quadrant"]
        if left[quadrant]:
            left[quadrant] -= 1
            chosen.append((None, factor["code"], factor["wording"], quadrant))
    return chosen[:FACTORS]


def _seats(process: Process, many: int, secret: str, at: datetime) -> list[Pass]:
    """Insert actors, seats and cards in bulk: 1,300 of them in a second or two."""
    sectors = list(process.sectors)
    place = [sectors[n % len(sectors)] for n in range(many)]
    codes = [f"SIM-{n + 1:04}" for n in range(many)]
    actors = _insert(
        Actor,
        [
            {"process_id": process.id, "code": c, "name": f"Escaño simulado {c}", "sector_id": s.id}
            for c, s in zip(codes, place, strict=True)
        ],
    )
    rows = _insert(
        Seat,
        [
            {"process_id": process.id, "code": c, "actor_id": a}
            for c, a in zip(codes, actors, strict=True)
        ],
    )
    words = _different(many)
    db.session.execute(
        insert(Credential),
        [
            {"seat_id": s, "code_hash": code_hash(w, secret), "issued_at": at}
            for s, w in zip(rows, words, strict=True)
        ],
    )
    journal.record("issue cards", at, process=process, many=many)
    return [
        Pass(code, sector.code, word)
        for code, sector, word in zip(codes, place, words, strict=True)
    ]


def _different(many: int) -> list[str]:
    words: set[str] = set()
    while len(words) < many:
        words.add(new_code())
    return list(words)


def _insert(table: type[Actor | Seat], rows: list[dict[str, object]]) -> list[int]:
    query = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(db.session.scalars(query, rows))
