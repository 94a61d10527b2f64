"""A room full of simulated seats with one open round: for rehearsals and for measuring."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from smd_workshop.core.codes import code_hash, new_code
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.demonstration import story
from smd_workshop.library.methods import METHODS
from smd_workshop.models import (
    Actor,
    Credential,
    Item,
    Process,
    Round,
    Seat,
    Wording,
    Workshop,
)
from smd_workshop.processes import journal, processes
from smd_workshop.rounds import drafting, opening, option_sources, workshops

FACTORS = 24
PREFIX = "ensayo"


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
    """Build a room of `many` seats in `sectors` sectors with an open rating of 24 factors.

    Its items have codes, so that any method can be rehearsed; a ratification of its objectives stands ready as a draft.
    Raises Invalid without a sector, or with more sectors than seats.
    """
    if not 1 <= sectors <= many:
        raise Invalid(N_("There must be at least one sector, and no more sectors than seats."))
    number = _next_number()
    process = processes.create(
        f"Ensayo {number}", at, code=f"{PREFIX}-{number}", seed=story.SEED, simulated=True,
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
    factors = _enter(process, "factor", _factors(), at)
    _enter(process, "objective", story.source()["objectives"], at)
    option_sources.set_options(
        round_, [(i.id, str(i.code), i.wording, i.group_code) for i in factors]
    )
    adopts = next(each.id for each in METHODS.values() if each.tracing.adopts)
    drafting.add(
        workshop, at, method_id=adopts, subject="objective", title="Ensayo de ratificación",
        question="¿Ratifica usted cada objetivo?",
    )  # fmt: skip
    opening.open_round(round_, at, None)
    return Room(process, workshop, round_, passes)


def _next_number() -> int:
    """Return the number after that of the last rehearsal, 1 for the first, however many processes there are."""
    codes = db.session.scalars(select(Process.code).where(Process.code.startswith(f"{PREFIX}-")))
    used = (code.removeprefix(f"{PREFIX}-") for code in codes)
    return 1 + max((int(n) for n in used if n.isascii() and n.isdigit()), default=0)


def _factors() -> list[dict[str, Any]]:
    """Return 24 factors of the note, in the proportions that it declares."""
    left = Counter(story.source()["counts"]["declared"])
    chosen = []
    for factor in story.source()["factors"]:
        if left[factor["quadrant"]] > 0:
            left[factor["quadrant"]] -= 1
            chosen.append(factor)
    return chosen[:FACTORS]


def _enter(process: Process, kind: str, told: list[dict[str, Any]], at: datetime) -> list[Item]:
    """Put items of the note on the board under their own codes: only what has a code is put to the vote."""
    entered = [
        Item(
            process_id=process.id, kind=kind, code=each["code"], wording=each["wording"],
            short=each["short"], group_code=each.get("quadrant", ""), position=place, state="active",
            wordings=[Wording(text=each["wording"], written_at=at)],
        )
        for place, each in enumerate(told, start=1)
    ]  # fmt: skip
    db.session.add_all(entered)
    db.session.flush()
    return entered


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
    hashes = [code_hash(each, secret) for each in words]
    cards = zip(rows, hashes, strict=True)
    db.session.execute(
        insert(Credential), [{"seat_id": s, "code_hash": h, "issued_at": at} for s, h in cards]
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
