"""The next step of a workshop: the one thing that its facilitator does now.

Decided from how things stand and from nothing else: counts and states, never an answer. They are read
in minutes.ahead; what the button says and where it leads is in web.facilitator.next_step.
"""

from dataclasses import dataclass
from enum import StrEnum

from smd_workshop.core.errors import Refusal


class Step(StrEnum):
    """What is to be done next, named by what the facilitator does."""

    ADD_ROUND = "add round"
    # What keeps a draft from opening.
    WRITE_ITEMS = "write items"
    GIVE_CODES = "give codes"
    CHOOSE_OPTIONS = "choose options"
    GIVE_GROUP = "give group"
    COMPLETE_SETTINGS = "complete settings"
    ANSWER_OBJECTIONS = "answer objections"
    # The life of a round.
    OPEN = "open"
    # Of a round that has hours.
    SAY_HOURS = "say hours"
    WAIT_FOR_HOUR = "wait for hour"
    FILL_BOARD = "fill board"
    ARRANGE_BOARD = "arrange board"
    CLOSE = "close"
    WAIT = "wait"
    FINISH_CLOSE = "finish close"
    READ_REASONS = "read reasons"
    PUBLISH = "publish"
    #: The rule of the protocol says so of what was published last.
    ASK_AGAIN = "ask again"
    # The acta.
    DRAFT_ACTA = "draft acta"
    OPEN_CORRECTIONS = "open corrections"
    ANSWER_CORRECTIONS = "answer corrections"
    END_CORRECTIONS = "end corrections"
    SEAL = "seal"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft would put to the vote, and what is wrong with it."""

    #: How many options it would have now.
    options: int = 1
    #: Items of its subject that have no code and would be left out without anybody having said so.
    uncoded: int = 0
    #: Codes of chosen options that are there no more.
    lost: tuple[str, ...] = ()
    #: Code of an option without a group, where the method needs one.
    ungrouped: str = ""
    #: Why its settings cannot be counted.
    unset: Refusal | None = None
    #: Objections to its options that nobody has answered.
    objections: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A round under way or just ended."""

    closing: bool = False
    #: Whether the grace of the announced close has passed.
    over: bool = False
    #: On the board of a round of ordering: items without a code, objections without an answer.
    uncoded: int = 0
    objections: int = 0
    #: Whether there is nothing on the board of a round of ordering, draft or open.
    empty: bool = False
    #: Reasons that nobody has read, once it is closed.
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Acta:
    """Where the acta stands."""

    #: '' where it was not begun, 'draft', 'correction' or 'sealed'.
    state: str = ""
    #: Whether its PDF shows what there is to show now.
    fresh: bool = False
    #: Whether those who attended can propose corrections now.
    correcting: bool = False
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a workshop stands: the round in hand, if one is left to be led, and the acta."""

    #: Whether the agenda has any round that was not annulled.
    agenda: bool = True
    #: State and step of the round in hand; '' where every round has ended.
    state: str = ""
    step: str = ""
    #: Whether it opens or closes by itself at an hour that has not come.
    waits: bool = False
    #: Whether it is a draft whose hour to close is over.
    missed: bool = False
    draft: Draft = Draft()
    running: Running = Running()
    acta: Acta = Acta()
    #: Whether the rule says that what was published last is asked again, and nothing else was begun since.
    again: bool = False


def decide(now: Standing) -> Step:
    """Return the next step.

    Whoever has opened the corrections has ended the agenda: drafts that are left wait for nobody.
    """
    if now.acta.state == "sealed":
        return Step.DONE
    if now.state == "open":
        return _of_open(now)
    if now.state == "closed":
        return Step.READ_REASONS if now.running.unread else Step.PUBLISH
    return _of_agenda(now)


def _of_agenda(now: Standing) -> Step:
    if now.again and now.acta.state != "correction":
        return Step.ASK_AGAIN
    if now.state == "draft" and now.acta.state != "correction":
        return _of_next(now)
    return _of_acta(now.acta) if now.agenda else Step.ADD_ROUND


def _of_next(now: Standing) -> Step:
    if now.running.empty:
        return Step.FILL_BOARD
    return _by_hours(now, _of_draft(now.draft) if now.step == "vote" else Step.OPEN)


def _of_draft(draft: Draft) -> Step:
    obstacles = (
        (draft.lost, Step.CHOOSE_OPTIONS),
        (draft.uncoded, Step.GIVE_CODES),
        (not draft.options, Step.WRITE_ITEMS),
        (draft.ungrouped, Step.GIVE_GROUP),
        (draft.unset, Step.COMPLETE_SETTINGS),
        (draft.objections, Step.ANSWER_OBJECTIONS),
    )
    return next((step for stands, step in obstacles if stands), Step.OPEN)


def _by_hours(now: Standing, step: Step) -> Step:
    """Return what is next of a draft that may open: it waits for its hour, or needs another."""
    if step is not Step.OPEN:
        return step
    if now.missed:
        return Step.SAY_HOURS
    return Step.WAIT_FOR_HOUR if now.waits else Step.OPEN


def _of_open(now: Standing) -> Step:
    if now.running.over:
        return Step.FINISH_CLOSE
    if now.running.closing:
        return Step.WAIT
    if now.running.empty:
        return Step.FILL_BOARD
    if now.step == "organise" and now.running.objections:
        return Step.ANSWER_OBJECTIONS
    if now.step == "organise" and now.running.uncoded:
        return Step.ARRANGE_BOARD
    return Step.WAIT_FOR_HOUR if now.waits else Step.CLOSE


def _of_acta(acta: Acta) -> Step:
    if acta.state != "correction":
        return Step.OPEN_CORRECTIONS if acta.fresh else Step.DRAFT_ACTA
    if acta.unanswered:
        return Step.ANSWER_CORRECTIONS
    return Step.END_CORRECTIONS if acta.correcting else Step.SEAL
