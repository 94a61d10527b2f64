"""Whether the mark of each person in a small sector could have been another, and everything published the same.

A search for witnesses: other marks of hidden sectors under which the page would not differ by a digit. In a
witness nobody else of the same sector answers otherwise, nor anybody who sits alone in a sector; so the doubt holds
also for who knows those answers. Where no witness is found a total must go: not finding one is taken for there
being none. Of methods without a scale so little is left where a sector is hidden that the numbers of answers decide
alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from smd_workshop.library.disclosure.disclosing import Disclosing
from smd_workshop.library.disclosure.protect import Disclosure, Level, number
from smd_workshop.library.disclosure.redact import redact
from smd_workshop.library.disclosure.worlds import Rooms, Sums, Totals, spread
from smd_workshop.library.profile import Cell, Profile

Json = dict[str, Any]
#: Counts a profile: decisions and totals, as the method's `decide` returns them.
Decide = Callable[[Profile], Json]

_MOST_COUNTS: Final = 100  # of one level, so that a close has an end
_MOST_OTHERS: Final = 4  # other marks tried of one person
_MOST_PEOPLE: Final = 300  # of one sector that could have answered otherwise


def level_of(how: Disclosing, profile: Profile, disclosure: Disclosure, decide: Decide) -> Level:
    """Return how many totals may stay beside the decision; the decision itself is never taken away."""
    if not disclosure.hides:
        return Level.TOTALS
    if how.scale is None:
        return disclosure.least
    for level in (Level.TOTALS, Level.BALANCED, Level.WORDS):
        if (
            level >= disclosure.least
            and _Search(how, how.scale, profile, disclosure, decide, level).everybody_is_in_doubt()
        ):
            return level
    return Level.DECISION


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one person of a sector said, or could have said, about one option; None: no number."""

    sector: str
    person: int
    option: str
    value: int | None


@dataclass(slots=True)
class _Search:
    how: Disclosing
    scale: tuple[int, int]
    profile: Profile
    disclosure: Disclosure
    decide: Decide
    level: Level
    people: dict[str, list[Json]] = field(init=False)
    rest: list[Cell] = field(init=False)
    rows: Json = field(init=False)
    counts: int = 0

    def __post_init__(self) -> None:
        """Unfold equal ballots to people, and count the truth."""
        self.people = {sector.code: [] for sector in self.profile.sectors}
        self.rest = []
        for cell in self.profile.cells:
            own = self.people[cell.sector]
            many = min(cell.count, _MOST_PEOPLE - len(own))
            own += [cell.answer] * many
            if many < cell.count:
                self.rest.append(replace(cell, count=cell.count - many))
        self.rows = self._published((), self.profile.options)

    def everybody_is_in_doubt(self) -> bool:
        """Whether a witness was found for every mark of everybody in a small sector."""
        return all(self._are_in_doubt(turn) for turn in _turns(self._marks()))

    def _are_in_doubt(self, marks: Sequence[_Mark]) -> bool:
        """Try another mark for each option at once: options are counted apart."""
        waiting = {mark.option: self._witnesses(mark) for mark in marks}
        while waiting:
            proposed = [next(witnesses, None) for witnesses in waiting.values()]
            if None in proposed or self.counts >= _MOST_COUNTS:
                return False
            changes = (mark for witness in proposed for mark in witness or ())
            rows = self._published(changes, tuple(waiting))
            waiting = {
                option: witnesses
                for option, witnesses in waiting.items()
                if rows[option] != self.rows[option]
            }
        return True

    def _published(self, changes: Iterable[_Mark], options: tuple[str, ...]) -> Json:
        """Return the rows of these options as the page would show them after some changes."""
        self.counts += 1
        people = {sector: list(own) for sector, own in self.people.items()}
        for mark in changes:
            own = people[mark.sector]
            own[mark.person] = own[mark.person] | {mark.option: mark.value}
        cells = [Cell(sector, given, 1) for sector, own in people.items() for given in own]
        profile = Profile(self.profile.sectors, options, (*cells, *self.rest))
        seats = {sector: {"voted": voted} for sector, voted in self.profile.voted().items()}
        result = {"seats": seats} | self.decide(profile)
        rows: Json = redact(self.how, result, self.disclosure, self.level)["options"]
        return rows

    def _marks(self) -> Iterator[_Mark]:
        """Yield what each person in a small sector said; what several of a sector said alike, once."""
        few = self.disclosure.threshold
        for option in self.profile.options:
            for sector in self._hidden(option):
                given = self._given(sector, option)
                said = sum(value is not None for value in given)
                seen = set()
                for person, value in enumerate(given):
                    if value not in seen and (said if value is not None else len(given)) < few:
                        seen.add(value)
                        yield _Mark(sector, person, option, value)

    def _hidden(self, option: str) -> list[str]:
        shown = self.disclosure.of(option).shown
        return [sector for sector, own in self.people.items() if own and sector not in shown]

    def _given(self, sector: str, option: str) -> list[int | None]:
        return [number(answer, option) for answer in self.people[sector]]

    def _sums(self, option: str) -> Sums:
        sums = dict.fromkeys(self.people, (0, 0))
        for cell in self.profile.cells:
            value = number(cell.answer, option)
            if value is not None:
                total, n = sums[cell.sector]
                sums[cell.sector] = total + value * cell.count, n + cell.count
        return sums

    def _witnesses(self, mark: _Mark) -> Iterator[list[_Mark]]:
        """Yield another mark of one person, with what others must say to keep the totals."""
        given = {sector: self._given(sector, mark.option) for sector in self.people}
        least = self.disclosure.of(mark.option).least
        totals = Totals(self._sums(mark.option), max(self.level, least))
        low, high = self.scale
        rooms: Rooms = {
            sector: [(0, 0) if v is None else (v - low, high - v) for v in given[sector]]
            for sector in self._hidden(mark.option)
            if sector != mark.sector
        }
        centre = totals.exact(totals.sums)[0] if mark.value is None else mark.value
        marks = sorted(range(low, high + 1), key=lambda other: abs(other - centre))
        for other in [other for other in marks if other != mark.value][:_MOST_OTHERS]:
            total, n = totals.sums[mark.sector]
            changed = (
                (total + other, n + 1) if mark.value is None else (total + other - mark.value, n)
            )
            start = totals.sums | {mark.sector: changed}
            for shifts in totals.restoring(start, rooms):
                moved = _moved(mark.option, given, shifts, rooms)
                yield [_Mark(mark.sector, mark.person, mark.option, other), *moved]


def _moved(
    option: str, given: Mapping[str, Sequence[int | None]], shifts: Mapping[str, int], rooms: Rooms
) -> Iterator[_Mark]:
    """Yield the marks of people over whom shifts of their sectors are spread."""
    for sector, by in shifts.items():
        for person, share in enumerate(spread(by, rooms[sector])):
            value = given[sector][person]
            if share and value is not None:
                yield _Mark(sector, person, option, value + share)


def _turns(marks: Iterable[_Mark]) -> list[list[_Mark]]:
    """Put marks together of which no two are about the same option."""
    turns: list[dict[str, _Mark]] = []
    for mark in marks:
        for turn in turns:
            if mark.option not in turn:
                turn[mark.option] = mark
                break
        else:
            turns.append({mark.option: mark})
    return [list(turn.values()) for turn in turns]
