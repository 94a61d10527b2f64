"""A list of people from a spreadsheet: first a plan with a verdict per row, then exactly that plan.

Planning is pure: it reads a table and a snapshot and writes nothing.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import insert, select, update

from smd_workshop.database import db
from smd_workshop.errors import Invalid, N_
from smd_workshop.models import Actor, Process, Seat, Sector, Territory
from smd_workshop.services import journal, people, processes

#: column → the headings it is known by, without accents and signs.
HEADINGS: dict[str, tuple[str, ...]] = {
    "sector": ("sector", "codigo del sector", "sector code"),
    "sector_name": ("nombre del sector", "sector name"),
    "weight": ("peso", "peso del sector", "weight", "sector weight"),
    "actor": ("actor", "nombre del actor", "organizacion", "actor name", "organisation", "organization"),
    "actor_code": ("codigo del actor", "actor code"),
    "territory": ("territorio", "provincia", "lugar", "territory", "province", "place"),
    "seat": ("escano", "codigo del escano", "seat", "seat code"),
    "titular": ("titular", "nombre del titular"),
    "suplente": ("suplente", "nombre del suplente", "deputy", "alternate"),
}
EXAMPLE = ("ejemplo", "example")
ADDED, UPDATED, UNCHANGED, REFUSED = "added", "updated", "unchanged", "refused"
KINDS = (REFUSED, ADDED, UPDATED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class ActorState:
    """An actor as it is, or as it will be."""

    code: str
    name: str
    sector: str
    territory: str = ""


@dataclass(frozen=True, slots=True)
class SeatState:
    """A seat as it is, or as it will be."""

    code: str
    actor: str
    titular: str = ""
    suplente: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What a process has now: names by code."""

    sectors: Mapping[str, str]
    territories: Mapping[str, str]
    actors: Mapping[str, ActorState]
    seats: Mapping[str, SeatState]
    frozen: bool = False
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row of the file, and why."""

    row: int
    kind: str
    subject: str
    message: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What an import would do: a verdict per row, and everything it would write."""

    verdicts: list[Verdict] = field(default_factory=list)
    sectors: dict[str, str] = field(default_factory=dict)
    territories: dict[str, str] = field(default_factory=dict)
    actors: dict[str, ActorState] = field(default_factory=dict)
    seats: dict[str, SeatState] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    #: What is there now of everything that changes: a plan holds only for that.
    was: dict[str, Any] = field(default_factory=dict)

    def totals(self) -> dict[str, int]:
        """Return how many rows got each verdict; they add up to the rows read."""
        counts = dict.fromkeys(KINDS, 0)
        for verdict in self.verdicts:
            counts[verdict.kind] += 1
        return counts

    def digest(self) -> str:
        """Return a name for exactly this plan."""
        # repr: everything inside is text, numbers and frozen values, in the order of the file
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


class _Refuse(Exception):  # noqa: N818 - a verdict, not an error
    def __init__(self, message: str, **params: Any) -> None:
        self.message, self.params = message, params
        super().__init__(message)


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Return a text to compare by: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain).strip().casefold()


def columns(headers: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return where each column stands, and the headings that nobody reads.

    Raises Invalid with what is missing.
    """
    known = {name: key for key, names in HEADINGS.items() for name in names}
    found: dict[str, int] = {}
    ignored = []
    for place, header in enumerate(headers):
        key = known.get(folded(header))
        if key is None or key in found:
            if header:
                ignored.append(header)
        else:
            found[key] = place
    if "sector" not in found:
        raise Invalid(
            N_("The file has no column “Sector”. Its first row must hold the headings of the "
               "template; download the template and copy your list into it.")
        )  # fmt: skip
    return found, tuple(ignored)


def state(process: Process) -> State:
    """Return a snapshot of the process."""
    sector_codes = {s.id: s.code for s in process.sectors}
    place_codes = {t.id: t.code for t in process.territories}
    actors, codes = {}, {}
    for actor_id, code, name, sector_id, territory_id in db.session.execute(
        select(Actor.id, Actor.code, Actor.name, Actor.sector_id, Actor.territory_id)
        .where(Actor.process_id == process.id).order_by(Actor.id)
    ):  # fmt: skip
        codes[actor_id] = code
        actors[code] = ActorState(code, name, sector_codes[sector_id], place_codes.get(territory_id, ""))
    seats = {
        code: SeatState(code, codes[actor_id], titular, suplente)
        for code, actor_id, titular, suplente in db.session.execute(
            select(Seat.code, Seat.actor_id, Seat.titular, Seat.suplente)
            .where(Seat.process_id == process.id).order_by(Seat.id)
        )
    }  # fmt: skip
    return State(
        {s.code: s.name for s in process.sectors},
        {t.code: t.name for t in process.territories},
        actors,
        seats,
        frozen=process.protocol_frozen_at is not None,
        opened=processes.has_opened(process),
    )


def plan(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], now: State
) -> Plan:
    """Return the plan for a table: a verdict per row. Raises Invalid for wrong headings."""
    return _Planner(headers, now).run(rows, numbers)


class _Planner:
    """Goes through the rows in order and remembers what earlier rows decided."""

    def __init__(self, headers: Sequence[str], now: State) -> None:
        self.where, ignored = columns(headers)
        self.now = now
        self.plan = Plan(ignored=ignored)
        self.sectors = {**now.sectors}
        self.actors = {**now.actors}
        self.by_sector = {}
        for code, name in now.sectors.items():
            self._know_sector(code, name)
        self.by_place = {}
        for code, name in now.territories.items():
            self.by_place[folded(name)] = code
            self.by_place[folded(code)] = code
        self.by_actor = {folded(a.name): a.code for a in reversed(now.actors.values())}
        self.actor_codes = {folded(a.code): a.code for a in now.actors.values()}
        self.seat_codes = {code.casefold(): code for code in now.seats}
        self.seats_of: dict[str, dict[str, list[str]]] = {}
        for seat in now.seats.values():
            self._know_seat(seat)
        self.claimed: dict[str, int] = {}  # seat → the row that speaks about it
        self.placed: dict[str, int] = {}  # actor → the row that placed it
        self.counters: dict[str, int] = {}
        self.sector_rows: dict[str, int] = {}

    def _know_sector(self, code: str, name: str) -> None:
        self.by_sector.setdefault(folded(name), code)
        self.by_sector[folded(code)] = code

    def _know_seat(self, seat: SeatState) -> None:
        names = self.seats_of.setdefault(seat.actor, {})
        names.setdefault(folded(seat.titular), []).append(seat.code)

    def run(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Plan:
        """Judge sectors first: a seat may stand above the row that names its sector."""
        cells = [self._cells(row) for row in rows]
        judged: dict[int, Verdict] = {}
        for alone in (True, False):
            for number, row in zip(numbers, cells, strict=True):
                if self._is_sector(row) is alone:
                    judged[number] = self._judge(number, row)
        self.plan.verdicts = [judged[number] for number in numbers]
        self.plan.was = self._was()
        return self.plan

    def _was(self) -> dict[str, Any]:
        now, plan = self.now, self.plan
        return {
            "sectors": {code: now.sectors.get(code) for code in plan.sectors},
            "actors": {code: asdict(now.actors[code]) for code in plan.actors if code in now.actors},
            "seats": {code: asdict(now.seats[code]) for code in plan.seats if code in now.seats},
        }

    def _cells(self, row: Sequence[str]) -> dict[str, str]:
        return {
            key: row[self.where[key]].strip() if key in self.where and self.where[key] < len(row) else ""
            for key in HEADINGS
        }

    @staticmethod
    def _is_sector(row: Mapping[str, str]) -> bool:
        return bool(row["sector"]) and not any(
            row[key] for key in ("actor", "actor_code", "seat", "titular", "suplente")
        )

    def _judge(self, number: int, row: dict[str, str]) -> Verdict:
        subject = " · ".join(t for t in (row["sector"], row["actor"] or row["sector_name"], row["seat"], row["titular"]) if t)
        try:
            _check(row)
            kind, message, params = (
                self._sector(number, row) if self._is_sector(row) else self._seat(number, row)
            )
        except _Refuse as no:
            return Verdict(number, REFUSED, subject[:300], no.message, no.params)
        return Verdict(number, kind, subject[:300], message, params)

    # --- a row about a sector

    def _sector(self, number: int, row: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
        known = self.by_sector.get(folded(row["sector"]))
        if known is not None and known in self.sector_rows:
            raise _Refuse(
                N_("Row %(other)s is about the same sector."), other=self.sector_rows[known]
            )
        if known is not None:
            self.sector_rows[known] = number
            return self._rename_sector(known, row["sector_name"])
        if self.now.frozen:
            raise _Refuse(N_("The sectors were fixed when the first round opened."))
        code = processes.slug(row["sector"])
        if not code:
            raise _Refuse(N_("Write the code of the sector with letters or digits."))
        name = row["sector_name"] or row["sector"]
        self.sectors[code] = self.plan.sectors[code] = name
        self._know_sector(code, name)
        self.sector_rows[code] = number
        return ADDED, N_("New sector %(name)s."), {"name": name}

    def _rename_sector(self, code: str, name: str) -> tuple[str, str, dict[str, Any]]:
        if not name or name == self.sectors[code]:
            return UNCHANGED, "", {}
        if self.now.frozen:
            raise _Refuse(N_("The sectors were fixed when the first round opened."))
        old = self.sectors[code]
        self.sectors[code] = self.plan.sectors[code] = name
        self._know_sector(code, name)
        return UPDATED, N_("Sector renamed: %(old)s → %(new)s."), {"old": old, "new": name}

    # --- a row about a seat

    def _seat(self, number: int, row: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
        sector = self.by_sector.get(folded(row["sector"])) if row["sector"] else None
        if row["sector"] and sector is None:
            raise _Refuse(
                N_("There is no sector “%(sector)s”. Known: %(known)s. To add it, put a row with "
                   "only the sector and its name."),
                sector=row["sector"], known=", ".join(self.sectors) or "–",
            )  # fmt: skip
        seat = self._known_seat(row)
        actor, actor_changes = self._actor(number, row, sector, seat)
        if seat is None:
            return self._new_seat(number, row, actor, actor_changes)
        return self._change_seat(number, row, seat, actor, actor_changes)

    def _known_seat(self, row: dict[str, str]) -> SeatState | None:
        if not row["seat"]:
            return self._seat_by_name(row)
        code = self.seat_codes.get(row["seat"].casefold())
        if code is None:
            return None
        if code in self.claimed:
            raise _Refuse(N_("Row %(other)s is about the same seat."), other=self.claimed[code])
        return self.plan.seats.get(code) or self.now.seats[code]

    def _seat_by_name(self, row: dict[str, str]) -> SeatState | None:
        """Without a code, a seat is known by its actor and its titular."""
        actor = self._known_actor(row)
        candidates = self.seats_of.get(actor, {}).get(folded(row["titular"]), []) if actor else []
        for code in candidates:
            if code not in self.claimed:
                return self.now.seats[code]
        if candidates and row["titular"]:
            raise _Refuse(
                N_("Row %(other)s is about the same person of the same actor."),
                other=self.claimed[candidates[0]],
            )
        return None

    def _known_actor(self, row: dict[str, str]) -> str | None:
        if row["actor_code"]:
            return self.actor_codes.get(folded(row["actor_code"]))
        return self.by_actor.get(folded(row["actor"])) if row["actor"] else None

    def _actor(
        self, number: int, row: dict[str, str], sector: str | None, seat: SeatState | None
    ) -> tuple[ActorState, list[str]]:
        code = self._known_actor(row)
        if code is None and not row["actor"] and seat is not None:
            code = seat.actor
        if code is None:
            return self._new_actor(number, row, sector), []
        actor = self.actors[code]
        wanted = ActorState(
            code,
            row["actor"] or actor.name,
            sector or actor.sector,
            self._place(row["territory"]) or actor.territory,
        )
        if wanted == actor:
            self.placed.setdefault(code, number)
            return actor, []
        self._check_move(number, actor, wanted)
        self.actors[code] = self.plan.actors[code] = wanted
        self.by_actor[folded(wanted.name)] = code
        self.placed[code] = number
        return wanted, [
            name for name in ("name", "sector", "territory") if getattr(actor, name) != getattr(wanted, name)
        ]

    def _check_move(self, number: int, actor: ActorState, wanted: ActorState) -> None:
        if actor.sector != wanted.sector and self.now.opened:
            raise _Refuse(
                N_("A round has opened already: “%(actor)s” cannot change its sector from "
                   "%(old)s to %(new)s."),
                actor=actor.name, old=actor.sector, new=wanted.sector,
            )  # fmt: skip
        earlier = self.placed.get(actor.code)
        if earlier is not None and earlier != number:
            raise _Refuse(
                N_("Row %(other)s says something else about the actor “%(actor)s”."),
                other=earlier, actor=actor.name,
            )  # fmt: skip

    def _new_actor(self, number: int, row: dict[str, str], sector: str | None) -> ActorState:
        if not row["actor"]:
            raise _Refuse(N_("The name of the actor is missing."))
        if sector is None:
            raise _Refuse(N_("The sector is missing."))
        base = processes.slug(row["actor_code"] or row["actor"]) or "actor"
        actor = ActorState(
            people.free_code(base, self.actors.keys()),  # type: ignore[arg-type]
            row["actor"],
            sector,
            self._place(row["territory"]),
        )
        self.actors[actor.code] = self.plan.actors[actor.code] = actor
        self.by_actor[folded(actor.name)] = actor.code
        self.actor_codes[folded(row["actor_code"] or actor.code)] = actor.code
        self.placed[actor.code] = number
        return actor

    def _place(self, name: str) -> str:
        if not name:
            return ""
        code = self.by_place.get(folded(name))
        if code is None:
            taken = {*self.now.territories, *self.plan.territories}
            code = people.free_code(processes.slug(name) or "place", taken)
            self.plan.territories[code] = name
            self.by_place[folded(name)] = code
        return code

    def _new_seat(
        self, number: int, row: dict[str, str], actor: ActorState, changes: list[str]
    ) -> tuple[str, str, dict[str, Any]]:
        code = row["seat"] or self._next_code(actor.sector)
        seat = SeatState(code, actor.code, row["titular"], row["suplente"])
        self.plan.seats[code] = seat
        self.seat_codes[code.casefold()] = code
        self.claimed[code] = number
        self._know_seat(seat)
        if changes:
            message = N_("New seat %(code)s. Its actor changes: %(what)s.")
            return ADDED, message, {"code": code, "what": changes}
        return ADDED, N_("New seat %(code)s."), {"code": code}

    def _next_code(self, sector: str) -> str:
        number = self.counters.get(sector, 0) + 1
        while (code := f"{sector.upper()[:30]}-{number}").casefold() in self.seat_codes:
            number += 1
        self.counters[sector] = number
        return code

    def _change_seat(
        self, number: int, row: dict[str, str], seat: SeatState, actor: ActorState, changes: list[str]
    ) -> tuple[str, str, dict[str, Any]]:
        wanted = SeatState(
            seat.code, actor.code, row["titular"] or seat.titular, row["suplente"] or seat.suplente
        )
        if wanted.actor != seat.actor and self.now.opened:
            old = self.actors[seat.actor]
            if old.sector != actor.sector:
                raise _Refuse(
                    N_("A round has opened already: seat %(code)s cannot change its sector from "
                       "%(old)s to %(new)s."),
                    code=seat.code, old=old.sector, new=actor.sector,
                )  # fmt: skip
        self.claimed[seat.code] = number
        changed = [n for n in ("actor", "titular", "suplente") if getattr(seat, n) != getattr(wanted, n)]
        if wanted != seat:
            self.plan.seats[seat.code] = wanted
        if not changed and not changes:
            return UNCHANGED, "", {}
        return UPDATED, N_("Changes in seat %(code)s: %(what)s."), {
            "code": seat.code, "what": [*changes, *changed],
        }  # fmt: skip


#: What may change, for the list in a verdict.
WHAT = {
    "name": N_("name of the actor"),
    "sector": N_("sector"),
    "territory": N_("place"),
    "actor": N_("actor"),
    "titular": N_("titular"),
    "suplente": N_("suplente"),
}


def _check(row: Mapping[str, str]) -> None:
    """Refuse a row that no process could hold."""
    if folded(row["sector"]).startswith(EXAMPLE):
        raise _Refuse(N_("This is the template's example row. It is not imported."))
    for key in ("sector_name", "actor", "territory", "titular", "suplente"):
        if len(row[key]) > 200:
            raise _Refuse(N_("A name has more than 200 characters."))
    if len(row["sector"]) > 200 or len(row["actor_code"]) > 40:
        raise _Refuse(N_("A code has more than 40 characters."))
    if row["seat"] and not people.SEAT_CODE.fullmatch(row["seat"]):
        raise _Refuse(
            N_("The code of the seat may have letters without accents, digits, points and "
               "hyphens, at most 40.")
        )  # fmt: skip
    if row["weight"] not in {"", "1", "1.0", "1,0", "1/1"}:
        raise _Refuse(
            N_("Every sector weighs the same. The weight must be 1 or empty, not %(weight)s."),
            weight=row["weight"][:20],
        )


def apply(process: Process, plan: Plan, at: datetime, user_id: int | None) -> None:
    """Write exactly what the plan says."""
    by_code = {s.code: s for s in process.sectors}
    for code, name in plan.sectors.items():
        if code in by_code:
            processes.rename_sector(process, by_code[code], name)
        else:
            processes.add_sector(process, code, name)
    for code, name in plan.territories.items():
        processes.add_territory(process, code, name)
    db.session.flush()  # new sectors and places get their ids
    actors = _write_actors(process, plan)
    _write_seats(process, plan, actors)
    journal.record("import people", at, process=process, user_id=user_id, **plan.totals())
    db.session.flush()
    db.session.expire_all()


def _write_actors(process: Process, plan: Plan) -> dict[str, int]:
    sectors = _ids(Sector, process)
    places = _ids(Territory, process)
    ids = _ids(Actor, process)
    fresh, changed = [], []
    for a in plan.actors.values():
        row = {"name": a.name, "sector_id": sectors[a.sector], "territory_id": places.get(a.territory)}
        if a.code in ids:
            changed.append(row | {"id": ids[a.code]})
        else:
            fresh.append(row | {"process_id": process.id, "code": a.code})
    _bulk(Actor, fresh, changed)
    return _ids(Actor, process)


def _write_seats(process: Process, plan: Plan, actors: dict[str, int]) -> None:
    ids = _ids(Seat, process)
    fresh, changed = [], []
    for s in plan.seats.values():
        row = {"actor_id": actors[s.actor], "titular": s.titular, "suplente": s.suplente}
        if s.code in ids:
            changed.append(row | {"id": ids[s.code]})
        else:
            fresh.append(row | {"process_id": process.id, "code": s.code, "holder": "titular", "active": True})
    _bulk(Seat, fresh, changed)


def _bulk(table: Any, fresh: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    if fresh:
        db.session.execute(insert(table), fresh)
    if changed:
        db.session.execute(update(table), changed)


def _ids(table: Any, process: Process) -> dict[str, int]:
    rows = db.session.execute(select(table.code, table.id).where(table.process_id == process.id))
    return {code: identity for code, identity in rows}
