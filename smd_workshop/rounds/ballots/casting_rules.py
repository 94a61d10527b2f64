"""Who may answer which round now: each rule once, for statements of SQL and for pages alike.

A rule is a condition on a seat, a round and a moment. Given columns it is part of the statement
that stores a ballot, given values it says why one is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from smd_workshop.core.errors import (
    CardReplaced,
    NoPaper,
    PaperOut,
    Refusal,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    SeatAddedLater,
    SeatHandedOver,
    SeatWithdrawn,
    WrongSector,
)


@dataclass(frozen=True, slots=True)
class ByCard:
    """A seat speaks for itself: whoever holds its card, on their own phone or on a shared one."""

    credential_id: int
    channel: str = "own"


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Staff cast for a seat, at its word ('assisted') or from its paper ('paper').

    Whether this user may do so is for the edge to say; that the seat may vote, the rules say.
    """

    seat_id: int
    user_id: int
    channel: str
    #: The paper of a secret round: nobody, the journal included, is told whose it was.
    unnamed: bool = False

    def __post_init__(self) -> None:
        if self.channel not in {"assisted", "paper"}:
            raise ValueError("staff cast for a seat that is assisted, or from paper")


#: By what right a ballot is cast. Later also ByDevice: a laptop that was offline brings what its
#: room has cast (docs/adr/0021).
Authority = ByCard | OnBehalf


@dataclass(frozen=True, slots=True)
class Voter:
    """Whose voice it is: a seat, the sector it speaks for, and the card that opened it."""

    seat_id: int
    sector_id: int
    sector_code: str
    process_id: int
    #: Whom the card was made for.
    holder: str
    #: Who speaks for the seat now.
    seat_holder: str
    #: Whether the seat takes part in its process.
    active: bool
    #: Whether the card was not replaced by a newer one.
    valid: bool
    #: When the seat was added, as far as that is known.
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule decides about: values, or the columns that hold them."""

    voter: Any
    round: Any
    at: Any
    #: By which way the ballot comes, and whether the seat has a paper of this round.
    channel: Any = "own"
    paper: Any = False


class Language(Protocol):
    """What the rules say beyond equality, which Python and SQL write alike."""

    def no(self, holds: Any) -> Any:
        """Whether a condition does not hold."""

    def either(self, one: Any, other: Any) -> Any:
        """Whether one condition holds or the other."""

    def by(self, moment: Any, at: Any) -> Any:
        """Whether a moment, which may not be known, was not after another."""

    def before(self, at: Any, end: Any) -> Any:
        """Whether a moment is before an end, which may not be set."""

    def among(self, code: Any, codes: Any) -> Any:
        """Whether a code is one of these; none named means every one."""


class InPython:
    """The rules about values."""

    def no(self, holds: object) -> bool:
        """Whether a condition does not hold."""
        return not holds

    def either(self, one: object, other: object) -> bool:
        """Whether one condition holds or the other."""
        return bool(one or other)

    def by(self, moment: datetime | None, at: datetime) -> bool:
        """Whether a moment, which may not be known, was not after another."""
        return moment is None or moment <= at

    def before(self, at: datetime, end: datetime | None) -> bool:
        """Whether a moment is before an end, which may not be set."""
        return end is None or at < end

    def among(self, code: str, codes: Iterable[str]) -> bool:
        """Whether a code is one of these; none named means every one."""
        return not codes or code in codes


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold, and what is said where it does not."""

    name: str
    refusal: type[Refusal]
    holds: Callable[[Case, Language], Any]


#: Of the card, for those who come with one.
CARD = (
    Rule("the card was not replaced", CardReplaced, lambda case, _: case.voter.valid),
    Rule(
        "its holder speaks for the seat",
        SeatHandedOver,
        lambda case, _: case.voter.holder == case.voter.seat_holder,
    ),
)
SEAT = (Rule("the seat takes part", SeatWithdrawn, lambda case, _: case.voter.active),)
#: Whom a round asks.
ROLL = (
    Rule(
        "it asks the sector of the seat",
        WrongSector,
        lambda case, says: says.among(case.voter.sector_code, case.round.electorate),
    ),
    Rule(
        "the seat was there when it opened, or those that come later vote too",
        SeatAddedLater,
        lambda case, says: says.either(
            case.round.late_seats, says.by(case.voter.added_at, case.round.opened_at)
        ),
    ),
)
ROUND = (
    Rule("the round has opened", RoundNotOpen, lambda case, _: case.round.state != "draft"),
    Rule("it was not annulled", RoundAnnulled, lambda case, _: case.round.state != "annulled"),
    Rule("it has not closed", RoundClosed, lambda case, _: case.round.state == "open"),
    Rule(
        "its grace is not over",
        RoundClosed,
        lambda case, says: says.before(case.at, case.round.closing_at),
    ),
    *ROLL,
)
#: One voice: who answers on paper answers by nothing else.
PAPER = (
    Rule(
        "no paper of it is out",
        PaperOut,
        lambda case, says: says.either(says.no(case.paper), case.channel == "paper"),
    ),
    Rule(
        "what is typed in was handed out",
        NoPaper,
        lambda case, says: says.either(case.paper, case.channel != "paper"),
    ),
)
#: By kind of authority: what must hold for a ballot to count, in the order in which it is told.
RULES: dict[type[Authority], tuple[Rule, ...]] = {
    ByCard: (*SEAT, *CARD, *ROUND, *PAPER),
    OnBehalf: (*SEAT, *ROUND, *PAPER),
}
_SAYS = InPython()


def refusal(rules: Iterable[Rule], case: Case) -> type[Refusal] | None:
    """Return what the first rule that does not hold says, or None where all do."""
    return next((rule.refusal for rule in rules if not rule.holds(case, _SAYS)), None)


def check(rules: Iterable[Rule], case: Case) -> None:
    """Raise the true reason why this does not count."""
    reason = refusal(rules, case)
    if reason is not None:
        raise reason
