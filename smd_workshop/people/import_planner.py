"""Planning an import: rows and a snapshot in, a verdict per row and what to write out; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from smd_workshop.core import names
from smd_workshop.core.cells import FAILED, broken, failed
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.people import roster
from smd_workshop.people.import_headings import HEADINGS, folded
from smd_workshop.people.import_known import Known
from smd_workshop.people.import_rows import (
    RENAMED,
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


def plan(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    now: State,
    choices: Choices | None = None,
) -> Plan:
    """Return the plan for a table: a verdict per row. Raises Invalid if the headings say too little."""
    return _Planner(headers, now, choices or Choices()).run(rows, numbers)


class _Planner(Known):
    """Goes through the rows in order and judges each by what is known so far."""

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
        found["titular"] = f"{found['titular']} {found['surnames']}".strip()
        return found

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
        subject = " · ".join(
            t
            for t in (
                row["sector"],
                row["actor"] or row["sector_name"],
                row["seat"],
                row["titular"],
                row["suplente"],
            )
            if t
        )
        try:
            self._check_errors(number, raw)
            check(row)
            judge = self._sector if sector else self._seat
            kind, message, params = judge(number, row)
        except Refuse as no:
            return Verdict(number, REFUSED, subject[:300], no.message, no.params)
        return Verdict(number, kind, subject[:300], message, params)

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
            self._check_same(number, seat.code, seat.titular, row["titular"] or seat.titular)
        actor, actor_changes = self._actor(number, row, sector, seat)
        if seat is None:
            return self._new_seat(number, row, actor, actor_changes)
        return self._change_seat(number, row, seat, actor, actor_changes)

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

    def _change_seat(
        self,
        number: int,
        row: dict[str, str],
        seat: SeatState,
        actor: ActorState,
        moved: list[list[str]],
    ) -> tuple[str, str, dict[str, Any]]:
        wanted = SeatState(
            seat.code, actor.code, row["titular"] or seat.titular, row["suplente"] or seat.suplente
        )
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
