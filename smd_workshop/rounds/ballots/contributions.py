"""Original notes: written by seats, or entered by staff for somebody; kept for good as given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items
from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_began
from smd_workshop.database import db, insert
from smd_workshop.models import (
    Contribution,
    Item,
    Participation,
    Process,
    Round,
    Seat,
    Wording,
    Workshop,
)
from smd_workshop.models.base import random_id
from smd_workshop.processes import journal, vocabulary
from smd_workshop.processes.vocabulary import Grouping
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.ballots import ballot_keys, casting
from smd_workshop.rounds.room import attendance

LONGEST, LONGEST_THEME = 2000, 200
TAKEN = N_(
    "A vote on these notes has opened: no note can be added to them. "
    "Enter it in a new round of contributions."
)


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote: in which group, with which evidence and theme."""

    text: str
    group: str = ""
    evidence: str = ""
    theme: str = ""
    kind: str = "factor"


def check(note: Note, grouping: Grouping) -> Note:
    """Return the note trimmed; raises Invalid for an empty or endless one, or one in no group."""
    text = note.text.strip()
    if not text:
        raise Invalid(N_("Write something first."))
    if max(len(text), len(note.evidence.strip())) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    group = vocabulary.check_group(grouping, note.kind, note.group)
    return Note(text, group, note.evidence.strip(), within(note.theme, LONGEST_THEME), note.kind)


def send(round_id: int, credential_id: int, note: Note, key: str, at: datetime) -> bool:
    """Store a seat's own note; return False where this very note had arrived before.

    Right beside itself: the same note sent twice at the same moment is one, and marked once. Raises NotFound
    where there is no such card or round, and the reasons of the rules.
    """
    grouping = db.session.scalar(
        select(Process.grouping)
        .join(Workshop, Workshop.process_id == Process.id)
        .join(Round, Round.workshop_id == Workshop.id)
        .where(Round.id == round_id)
    )
    if grouping is None:
        raise NotFound
    note = check(note, vocabulary.GROUPINGS[grouping])
    voter, asked = casting.meet(credential_id, round_id)
    key = ballot_keys.stored_key(key, voter.seat_id)
    if _known(round_id, key):
        return False
    casting.check_card(voter)
    casting.check_round(asked, voter, at)
    fresh = insert(Contribution.__table__).values(
        id=random_id(), round_id=round_id, kind=note.kind, seat_id=voter.seat_id,
        sector_id=voter.sector_id, group_code=note.group, text=note.text,
        evidence=note.evidence, theme=note.theme, channel="own", withdrawn=False,
        submission_key=key,
    )  # fmt: skip
    once = fresh.on_conflict_do_nothing(index_elements=["round_id", "submission_key"])
    if db.session.execute(once.returning(Contribution.id)).one_or_none() is None:
        return False
    casting.mark_present(credential_id, round_id, at, asked.time_zone)
    return True


def _known(round_id: int, key: str) -> bool:
    return (
        db.session.scalar(
            select(Contribution.id).where(
                Contribution.round_id == round_id, Contribution.submission_key == key
            )
        )
        is not None
    )


def enter(
    round_: Round,
    note: Note,
    *,
    seat_id: int | None,
    sector_id: int | None,
    channel: str,
    user_id: int | None,
    at: datetime,
) -> Contribution:
    """Enter what somebody said aloud, in an interview or in a document; the channel is kept.

    Also after the round closed, for interviews come in late, until a vote on its notes opens or the
    acta is sealed: what comes later belongs to a new round. Then it raises WrongState, or Frozen.
    """
    sealing.require_unsealed(round_.workshop)
    if items.voted_on(round_):
        raise WrongState(TAKEN)
    note = check(note, vocabulary.grouping_of(round_.workshop.process))
    entered = Contribution(
        id=random_id(), round_id=round_.id, kind=note.kind, seat_id=seat_id, sector_id=sector_id,
        group_code=note.group, text=note.text, evidence=note.evidence, theme=note.theme,
        channel=channel, entered_by_id=user_id, submission_key=random_id(),
    )  # fmt: skip
    db.session.add(entered)
    if seat_id is not None and store.takes(round_, at):
        _takes_part(round_, seat_id, channel, at)
    journal.record("enter contribution", at, round_=round_, user_id=user_id, channel=channel)
    if round_.state in {"closed", "published"}:
        to_items(round_, at)
    store.touch(round_)
    return entered


#: Of what was said by a seat while the round is open: whether the person is in the room.
_SPOKEN = {"aloud": True, "assisted": True, "interview": False}


def _takes_part(round_: Round, seat_id: int, channel: str, at: datetime) -> None:
    """Count a seat among those who answered, as if it had written its note itself; the roll is frozen at the close."""
    here = _SPOKEN.get(channel)
    seat = db.session.get_one(Seat, seat_id)
    sector = seat.actor.sector
    if here is None or (round_.electorate and sector.code not in round_.electorate):
        return
    part = {
        "round_id": round_.id, "seat_id": seat_id, "sector_id": sector.id, "channel": "assisted",
        "holder": seat.holder,
    }  # fmt: skip
    db.session.execute(insert(Participation.__table__).values(part).on_conflict_do_nothing())
    if here:
        day = day_began(at, round_.workshop.process.time_zone)
        attendance.check_in(round_.workshop, seat, "door", day)


def get(contribution_id: str) -> Contribution:
    """Return the note with this id, which was found through its seat before."""
    return db.session.get_one(Contribution, contribution_id)


def of_round(round_: Round) -> list[Contribution]:
    """Return every note of a round with its sector, by its text; withdrawn ones too."""
    query = (
        select(Contribution)
        .where(Contribution.round_id == round_.id)
        .options(joinedload(Contribution.sector))
        .order_by(Contribution.id)
    )
    return names.by_name(db.session.scalars(query), lambda c: c.text)


def of_seat(round_: Round, seat_id: int) -> list[Contribution]:
    """Return what a seat wrote in a round; random ids, so sorted by text, not by arrival."""
    query = (
        select(Contribution)
        .where(Contribution.round_id == round_.id, Contribution.seat_id == seat_id)
        .order_by(Contribution.id)
    )
    return names.by_name(db.session.scalars(query), lambda c: c.text)


def of_seat_before(round_: Round, seat_id: int) -> list[Contribution]:
    """Return what a seat wrote in the workshop's earlier rounds on the subject of this one."""
    return names.by_name(
        db.session.scalars(
            select(Contribution)
            .join(Round, Contribution.round_id == Round.id)
            .where(
                Round.workshop_id == round_.workshop_id, Round.subject == round_.subject,
                Round.step == "collect", Round.number < round_.number,
                Contribution.seat_id == seat_id, Contribution.withdrawn.is_(False),
            )
            .order_by(Contribution.id)
        ),
        lambda c: c.text,
    )  # fmt: skip


def withdraw(round_: Round, contribution_id: str, voter: casting.Voter, at: datetime) -> None:
    """Take one's own note back while the round is open; it stays on record as withdrawn.

    Raises the reason why this seat cannot now; NotFound for a note of somebody else.
    """
    # Read-locked as a ballot is: a note must not be withdrawn while a close makes an item of it.
    db.session.flush()
    db.session.refresh(round_, with_for_update={"read": True})
    note = db.session.get(Contribution, contribution_id)
    if note is None or note.round_id != round_.id or note.seat_id != voter.seat_id:
        raise NotFound
    casting.check_round(round_, voter, at)
    note.withdrawn = True


def to_items(round_: Round, at: datetime) -> None:
    """Give each note that has none an item of its own, which the merge board then works on."""
    notes = db.session.scalars(
        select(Contribution).where(
            Contribution.round_id == round_.id,
            Contribution.item_id.is_(None),
            Contribution.withdrawn.is_(False),
        )
    )
    # By their words, so that nothing tells when one came, and those that say the same stand together.
    for note in sorted(notes, key=lambda n: (n.group_code, names.order(n.text), n.id)):
        item = Item(
            process_id=round_.workshop.process_id, kind=note.kind, group_code=note.group_code,
            wording=note.text, evidence=note.evidence, round_id=round_.id, state="active",
        )  # fmt: skip
        item.wordings.append(Wording(text=note.text, written_at=at))
        note.item = item
        db.session.add(item)
