"""Who does what by when: added once, followed by steps that are kept."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Agreement, Commitment, CommitmentUpdate, Process, Workshop
from smd_workshop.processes import holding, journal
from smd_workshop.rounds import sealing

STATES = ("pending", "in_progress", "done", "cancelled")
#: Still to be done.
WAITING = ("pending", "in_progress")
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, by whom, by when; perhaps from an agreement or a workshop."""

    text: str
    owner: str
    due: date
    agreement: Agreement | None = None
    workshop: Workshop | None = None


def add(process: Process, promise: Promise, at: datetime, user_id: int | None) -> Commitment:
    """Record a commitment.

    Raises Invalid without what or who, NotFound across processes, and Frozen for one made in a
    workshop whose acta is sealed. One that follows later from its agreement belongs to no workshop.
    """
    text, owner = promise.text.strip(), " ".join(promise.owner.split())
    if not text or not owner:
        raise Invalid(N_("Write what is to be done and who does it."))
    if len(text) > LONGEST or len(owner) > 200:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    for parent in (promise.agreement, promise.workshop):
        if parent is not None and parent.process_id != process.id:
            raise NotFound
    workshop_id = _made_in(promise)
    commitment = Commitment(
        process_id=process.id, workshop_id=workshop_id,
        agreement_id=promise.agreement.id if promise.agreement else None,
        text=text, owner=owner, due=promise.due, state="pending", created_at=at,
    )  # fmt: skip
    db.session.add(commitment)
    db.session.flush()  # its history refers to it
    commitment.updates.append(CommitmentUpdate(state="pending", user_id=user_id, at=at))
    journal.record("add commitment", at, process=process, user_id=user_id, commitment=commitment.id)
    return commitment


def _made_in(promise: Promise) -> int | None:
    """Return the workshop whose acta tells the commitment, held; None where that is sealed already."""
    if promise.agreement is not None:
        workshop = db.session.get_one(Workshop, promise.agreement.workshop_id)
        holding.hold(workshop)
        return None if sealing.is_sealed(workshop.id) else workshop.id
    if promise.workshop is not None:
        sealing.require_unsealed(promise.workshop)
        return promise.workshop.id
    return None


def update(
    commitment: Commitment,
    state: str,
    at: datetime,
    user_id: int | None,
    *,
    note: str = "",
    evidence: str = "",
) -> None:
    """Add a step to a commitment's life. Done needs evidence, cancelled a note: Invalid; nothing new: WrongState."""
    db.session.flush()  # a refresh would drop what is not yet written
    db.session.refresh(commitment, with_for_update=True)
    note, evidence = note.strip(), evidence.strip()
    _check_step(commitment, state, note, evidence)
    commitment.state = state
    if evidence:
        commitment.evidence = evidence
    commitment.updates.append(
        CommitmentUpdate(state=state, note=note, evidence=evidence, user_id=user_id, at=at)
    )
    process = db.session.get(Process, commitment.process_id)
    journal.record(
        "update commitment", at, process=process, user_id=user_id, commitment=commitment.id,
        state=state,
    )  # fmt: skip


def _check_step(commitment: Commitment, state: str, note: str, evidence: str) -> None:
    if state not in STATES:
        raise Invalid
    if max(len(note), len(evidence)) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    if state == commitment.state and not note and not evidence:
        raise WrongState(N_("Nothing has changed. Write a note, evidence or another state."))
    if state == "done" and not (evidence or commitment.evidence):
        raise Invalid(N_("Say where it can be seen that this was done."))
    if state == "cancelled" and not note:
        raise Invalid(N_("Write why this is no longer done."))


def find(process: Process, commitment_id: int) -> Commitment:
    """Return the commitment of this process with this id, or raise NotFound."""
    commitment = db.session.get(Commitment, commitment_id)
    if commitment is None or commitment.process_id != process.id:
        raise NotFound
    return commitment


def is_overdue(commitment: Commitment, today: date) -> bool:
    """Say whether the day has passed and it is still to be done."""
    return commitment.state in WAITING and commitment.due < today


def overdue(process: Process, today: date) -> list[Commitment]:
    """Return what should have been done before today, longest due first."""
    return [c for c in _of(process) if is_overdue(c, today)]


def of_process(process: Process, today: date, state: str = "") -> list[Commitment]:
    """Return commitments, overdue first and then by due date, what is finished last.

    state is one of STATES, 'overdue', or '' for all.
    """
    found = [
        c
        for c in _of(process)
        if not state or c.state == state or (state == "overdue" and is_overdue(c, today))
    ]
    return sorted(
        found, key=lambda c: (not is_overdue(c, today), c.state not in WAITING, c.due, c.id)
    )


def of_workshop(workshop: Workshop) -> list[Commitment]:
    """Return what was promised in one workshop, in the order in which it was written down."""
    query = select(Commitment).where(Commitment.workshop_id == workshop.id)
    return list(db.session.scalars(query.order_by(Commitment.id)))


def _of(process: Process) -> list[Commitment]:
    query = select(Commitment).where(Commitment.process_id == process.id)
    return list(db.session.scalars(query.order_by(Commitment.due, Commitment.id)))
