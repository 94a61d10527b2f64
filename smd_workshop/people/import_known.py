"""What is known while a list is read: what was there before, and what earlier rows decided."""

from collections.abc import Sequence

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.people import roster
from smd_workshop.people.import_headings import columns, folded
from smd_workshop.people.import_rows import (
    NEW_SECTOR,
    SAME_AS,
    Choices,
    Plan,
    Refuse,
    SeatState,
    State,
)
from smd_workshop.processes import processes

UNCLEAR = N_(
    "It is not clear what stands in which column. A list needs at least the sector and the "
    "organisation of each seat. Say below what each column holds, or copy your list into the template."
)


class Known:
    """Sectors, places, actors and seats by the names that a list may call them."""

    def __init__(self, headers: Sequence[str], now: State, choices: Choices) -> None:
        self.columns = columns(headers, choices.columns)
        if not (self.columns.clear or choices.columns is not None):
            raise Invalid(UNCLEAR)
        self.choices = choices
        self.now = now
        self.plan = Plan(private=self.columns.private)
        self.sectors = {**now.sectors}
        self.actors = {**now.actors}
        self.places = {*now.territories}
        self.by_actor = {folded(a.name): a.code for a in reversed(list(now.actors.values()))}
        self.actor_codes = {folded(a.code): a.code for a in now.actors.values()}
        self.seat_codes = {code.casefold(): code for code in now.seats}
        self.claimed: dict[str, int] = {}  # seat → the row that speaks about it
        self.placed: dict[str, int] = {}  # actor → the row that placed it
        self.counters: dict[str, int] = {}
        self.sector_rows: dict[str, int] = {}
        self.numbered: dict[str, dict[str, int]] = {"actor": {}, "place": {}}
        self._know_sectors()
        self._know_places()
        self._know_seats()

    def _know_sectors(self) -> None:
        self.by_sector: dict[str, str] = {}
        #: Sectors that nobody knows, folded → as they were written first.
        self.asked_for: dict[str, str] = {}
        for code, name in self.now.sectors.items():
            self._know_sector(code, name)
        self._name_sectors()

    def _know_places(self) -> None:
        self.by_place: dict[str, str] = {}
        for code, name in self.now.territories.items():
            self.by_place[folded(name)] = code
            self.by_place[folded(code)] = code

    def _know_seats(self) -> None:
        self.seats_of: dict[str, dict[str, list[str]]] = {}
        #: Actor and titular → how many of their seats the rows so far are about.
        self.spoken_of: dict[tuple[str, str], int] = {}
        for seat in self.now.seats.values():
            self._know_seat(seat)

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
        names = self.seats_of.setdefault(seat.actor, {})
        names.setdefault(folded(seat.titular), []).append(seat.code)

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

    def _next_code(self, sector: str) -> str:
        number = self.counters.get(sector, 0) + 1
        while (code := f"{sector.upper()[:30]}-{number}").casefold() in self.seat_codes:
            number += 1
        self.counters[sector] = number
        return code
