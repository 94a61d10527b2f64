"""Planning an import: rows and a snapshot in, a verdict per row and what to write out; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from smd_workshop.core import names
from smd_workshop.core.cells import FAILED, broken, failed
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.people import roster
from smd_workshop.people.import_headings import HEADINGS, columns, folded
from smd_workshop.people.import_rows import (
    NEW_SECTOR,
    RENAMED,
    SAME_AS,
    ActorState,
    Choices,
    Plan,
    Refuse,
    SeatState,
    State,
    Verdict,
    changes,
    check,
)
from smd_workshop.processes import processes

UNCLEAR = N_(
    "It is not clear what stands in which column. A list needs at least the sector and the "
    "organisation of each seat. Say below what each column holds, or copy your list into the template."
)


def plan(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    now: State,
    choices: Choices | None = None,
) -> Plan:
    """Return the plan for a table: a verdict per row. Raises Invalid if the headings say too little."""
    return _Planner(headers, now, choices or Choices()).run(rows, numbers)


#: Columns in which a name stands, of a person, an organisation or a place.
_NAMES = ("titular", "suplente", "actor", "territory")


def _named(text: str) -> str:
    """Return a name; nothing for what says that there is nobody, also of what an older list brought in."""
    return "" if names.is_nobody(text) else text


class _Planner:
    """Goes through the rows in order and remembers what earlier rows decided."""

    def __init__(self, headers: Sequence[str], now: State, choices: Choices) -> None:
        self.columns = columns(headers, choices.columns)
        if not (self.columns.clear or choices.columns is not None):
            raise Invalid(UNCLEAR)
        self.choices = choices
        self.now = now
        self.plan = Plan(ignored=self.columns.ignored, private=self.columns.private)
        self.sectors = {**now.sectors}
        self.actors = {**now.actors}
        self.by_sector: dict[str, str] = {}
        #: Sectors that nobody knows, folded → as they were written first.
        self.asked_for: dict[str, str] = {}
        for code, name in now.sectors.items():
            self._know_sector(code, name)
        self._name_sectors()
        self.by_place: dict[str, str] = {}
        for code, name in now.territories.items():
            self.by_place[folded(name)] = code
            self.by_place[folded(code)] = code
        self.by_actor = {folded(a.name): a.code for a in reversed(list(now.actors.values()))}
        self.actor_codes = {folded(a.code): a.code for a in now.actors.values()}
        self.seat_codes = {code.casefold(): code for code in now.seats}
        self.seats_of: dict[str, dict[str, list[str]]] = {}
        self.spoken_of: dict[
            tuple[str, str], int
        ] = {}  # how many of these the rows so far are about
        self.places = {*now.territories}
        self.numbered: dict[str, dict[str, int]] = {"actor": {}, "place": {}}
        for seat in now.seats.values():
            self._know_seat(seat)
        self.claimed: dict[str, int] = {}  # seat → the row that speaks about it
        self.placed: dict[str, int] = {}  # actor → the row that placed it
        self.counters: dict[str, int] = {}
        self.sector_rows: dict[str, int] = {}

    def _know_sector(self, code: str, name: str) -> None:
        self.by_sector.setdefault(folded(name), code)
        self.by_sector[folded(code)] = code

    def _ask_for(self, sector: str) -> None:
        """Ask once for a sector, however it is written: capitals and accents make no other."""
        name = self.asked_for.setdefault(folded(sector), sector)
        asked = self.plan.unknown_sectors
        asked[name] = asked.get(name, 0) + 1

    def _name_sectors(self) -> None:
        """Know the sectors of the list that the person said are which, or new."""
        for name, code in self.choices.sectors.items():
            if code in self.now.sectors:
                self.by_sector.setdefault(folded(name), code)
            elif code == NEW_SECTOR and not self.now.frozen and folded(name) not in self.by_sector:
                fresh = roster.free_code(processes.slug(name) or "sector", self.sectors)
                self.sectors[fresh] = self.plan.sectors[fresh] = name
                self._know_sector(fresh, name)
        for name, other in self.choices.sectors.items():
            known = self.by_sector.get(folded(other.removeprefix(SAME_AS)))
            if other.startswith(SAME_AS) and known is not None:
                self.by_sector.setdefault(folded(name), known)

    def _know_seat(self, seat: SeatState) -> None:
        of_actor = self.seats_of.setdefault(seat.actor, {})
        of_actor.setdefault(folded(_named(seat.titular)), []).append(seat.code)

    def run(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Plan:
        """Judge sectors first: a seat may stand above the row that names its sector."""
        cells = [self._cells(number, row) for number, row in zip(numbers, rows, strict=True)]
        sectors = [self._is_sector(cell, row) for cell, row in zip(cells, rows, strict=True)]
        judged: dict[int, Verdict] = {}
        for alone in (True, False):
            for number, cell, row, is_sector in zip(numbers, cells, rows, sectors, strict=True):
                if is_sector is alone:
                    judged[number] = self._judge(number, cell, row, sector=alone)
        self.plan.verdicts = [judged[number] for number in numbers]
        self.plan.was = self._was()
        return self.plan

    def _was(self) -> dict[str, Any]:
        now, plan = self.now, self.plan
        return {
            "sectors": {code: now.sectors.get(code) for code in plan.sectors},
            "actors": {
                code: asdict(now.actors[code]) for code in plan.actors if code in now.actors
            },
            "seats": {code: asdict(now.seats[code]) for code in plan.seats if code in now.seats},
        }

    def _cells(self, number: int, row: Sequence[str]) -> dict[str, str]:
        found = dict.fromkeys(HEADINGS, "")
        for key, places in self.columns.where.items():
            texts = [row[p].strip() for p in places if p < len(row)]
            found[key] = " ".join(text for text in texts if text)
            self.plan.broken += broken(number, row, places)
        named = (_named(found["titular"]), _named(found["surnames"]))
        found["titular"] = " ".join(filter(None, named))
        return found | {key: _named(found[key]) for key in _NAMES}

    def _is_sector(self, cells: Mapping[str, str], row: Sequence[str]) -> bool:
        """Say whether a row holds a sector and nothing else, also not in columns that nobody reads."""
        own = {
            p
            for key in ("sector", "sector_name", "weight")
            for p in self.columns.where.get(key, ())
        }
        own |= self.columns.numbering
        return bool(cells["sector"]) and not any(
            text for place, text in enumerate(row) if place not in own
        )

    def _check_errors(self, number: int, row: Sequence[str]) -> None:
        about = failed(number, row, (p for places in self.columns.where.values() for p in places))
        if about:
            raise Refuse(FAILED, **about)

    def _judge(
        self, number: int, row: dict[str, str], raw: Sequence[str], *, sector: bool
    ) -> Verdict:
        words = (
            row["sector"], row["actor"] or row["sector_name"], row["seat"], row["titular"], row["suplente"],
        )  # fmt: skip
        subject = " · ".join(filter(None, words))[:300]
        nobody = self._nobody(raw)
        try:
            self._check_errors(number, raw)
            check(row)
            judge = self._sector if sector else self._seat
            kind, message, params = judge(number, row)
        except Refuse as no:
            return Verdict(number, REFUSED, subject, no.message, no.params, nobody)
        return Verdict(number, kind, subject, message, params, nobody)

    def _nobody(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return what stands in the cells of names and names nobody."""
        places = [p for key in (*_NAMES, "surnames") for p in self.columns.where.get(key, ())]
        texts = (row[p].strip() for p in sorted({*places}) if p < len(row))
        return tuple(text[:60] for text in texts if text and names.is_nobody(text))

    # --- a row about a sector

    def _sector(self, number: int, row: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
        known = self.by_sector.get(folded(row["sector"]))
        if known is not None and known in self.sector_rows:
            raise Refuse(
                N_("Row %(other)s is about the same sector."), other=self.sector_rows[known]
            )
        if known is not None:
            self.sector_rows[known] = number
            return self._rename_sector(known, row["sector_name"])
        if self.now.frozen:
            raise Refuse(N_("The sectors were fixed when the first round opened."))
        code = processes.slug(row["sector"])
        if not code:
            raise Refuse(N_("Write the code of the sector with letters or digits."))
        name = row["sector_name"] or row["sector"]
        self.sectors[code] = self.plan.sectors[code] = name
        self._know_sector(code, name)
        self.sector_rows[code] = number
        return ADDED, N_("New sector %(name)s."), {"name": name}

    def _rename_sector(self, code: str, name: str) -> tuple[str, str, dict[str, Any]]:
        if not name or name == self.sectors[code]:
            return UNCHANGED, "", {}
        if self.now.frozen:
            raise Refuse(N_("The sectors were fixed when the first round opened."))
        old = self.sectors[code]
        self.sectors[code] = self.plan.sectors[code] = name
        self._know_sector(code, name)
        return UPDATED, N_("Sector renamed: %(old)s → %(new)s."), {"old": old, "new": name}

    # --- a row about a seat

    def _seat(self, number: int, row: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
        sector = self.by_sector.get(folded(row["sector"])) if row["sector"] else None
        if row["sector"] and sector is None:
            self._ask_for(row["sector"])
            raise Refuse(
                N_("There is no sector “%(sector)s”. Known: %(known)s.")
                if self.sectors else N_("There is no sector “%(sector)s” yet: no sector is known."),
                sector=row["sector"], known=", ".join(self.sectors),
            )  # fmt: skip
        seat = self._known_seat(row)
        if seat is not None and row["seat"]:
            before = _named(seat.titular)
            self._check_same(number, seat.code, before, row["titular"] or before)
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
            raise Refuse(N_("Row %(other)s is about the same seat."), other=self.claimed[code])
        return self.plan.seats.get(code) or self.now.seats[code]

    def _seat_by_name(self, row: dict[str, str]) -> SeatState | None:
        """Without a code, a seat is known by its actor and its titular."""
        actor = self._known_actor(row)
        if actor is None:
            return None
        titular = folded(row["titular"])
        candidates = self.seats_of.get(actor, {}).get(titular, [])
        place = self.spoken_of.get(
            (actor, titular), 0
        )  # a long list names one actor again and again
        while place < len(candidates) and candidates[place] in self.claimed:
            place += 1
        self.spoken_of[actor, titular] = place
        if place < len(candidates):
            return self.now.seats[candidates[place]]
        if candidates and row["titular"]:
            raise Refuse(
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
    ) -> tuple[ActorState, list[list[str]]]:
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
        if row["actor_code"]:
            self._check_same(number, code, actor.name, wanted.name)
        self._check_move(number, actor, wanted)
        self.actors[code] = self.plan.actors[code] = wanted
        self.by_actor[folded(wanted.name)] = code
        self.placed[code] = number
        return wanted, changes(actor, wanted, "name", "sector", "territory")

    def _check_same(self, number: int, code: str, before: str, after: str) -> None:
        """Hold back a row whose code names somebody else here: in a list that was numbered anew each would."""
        if before and not names.same(before, after) and number not in self.choices.same:
            raise Refuse(RENAMED, code=code, before=before, after=after)

    def _check_move(self, number: int, actor: ActorState, wanted: ActorState) -> None:
        if actor.sector != wanted.sector and self.now.opened:
            raise Refuse(
                N_("A round has opened already: “%(actor)s” cannot change its sector from "
                   "%(old)s to %(new)s."),
                actor=actor.name, old=actor.sector, new=wanted.sector,
            )  # fmt: skip
        earlier = self.placed.get(actor.code)
        if earlier is not None and earlier != number:
            raise Refuse(
                N_("Row %(other)s says something else about the actor “%(actor)s”."),
                other=earlier, actor=actor.name,
            )  # fmt: skip

    def _new_actor(self, number: int, row: dict[str, str], sector: str | None) -> ActorState:
        if not row["actor"]:
            raise Refuse(N_("The name of the actor is missing."))
        sector = sector or (self.choices.sector if self.choices.sector in self.sectors else None)
        if sector is None:
            raise Refuse(N_("The sector is missing."))
        base = processes.slug(row["actor_code"] or row["actor"]) or "actor"
        actor = ActorState(
            roster.free_code(base, self.actors, self.numbered["actor"]),
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
            base = processes.slug(name) or "place"
            code = roster.free_code(base, self.places, self.numbered["place"])
            self.places.add(code)
            self.plan.territories[code] = name
            self.by_place[folded(name)] = code
        return code

    def _new_seat(
        self, number: int, row: dict[str, str], actor: ActorState, moved: list[list[str]]
    ) -> tuple[str, str, dict[str, Any]]:
        code = row["seat"] or self._next_code(actor.sector)
        seat = SeatState(code, actor.code, row["titular"], row["suplente"])
        self.plan.seats[code] = seat
        self.seat_codes[code.casefold()] = code
        self.claimed[code] = number
        self._know_seat(seat)
        if moved:
            message = N_("New seat %(code)s. Its actor changes: %(what)s.")
            return ADDED, message, {"code": code, "what": moved}
        return ADDED, N_("New seat %(code)s."), {"code": code}

    def _next_code(self, sector: str) -> str:
        number = self.counters.get(sector, 0) + 1
        while (code := f"{sector.upper()[:30]}-{number}").casefold() in self.seat_codes:
            number += 1
        self.counters[sector] = number
        return code

    def _change_seat(
        self,
        number: int,
        row: dict[str, str],
        seat: SeatState,
        actor: ActorState,
        moved: list[list[str]],
    ) -> tuple[str, str, dict[str, Any]]:
        wanted = SeatState(
            seat.code, actor.code, row["titular"] or _named(seat.titular),
            row["suplente"] or _named(seat.suplente),
        )  # fmt: skip
        if wanted.actor != seat.actor and self.now.opened:
            old = self.actors[seat.actor]
            if old.sector != actor.sector:
                raise Refuse(
                    N_("A round has opened already: seat %(code)s cannot change its sector from "
                       "%(old)s to %(new)s."),
                    code=seat.code, old=old.sector, new=actor.sector,
                )  # fmt: skip
        self.claimed[seat.code] = number
        changed = changes(seat, wanted, "actor", "titular", "suplente")
        if wanted != seat:
            self.plan.seats[seat.code] = wanted
        if not changed and not moved:
            return UNCHANGED, "", {}
        return UPDATED, N_("Changes in seat %(code)s: %(what)s."), {
            "code": seat.code, "what": [*moved, *changed],
        }  # fmt: skip
