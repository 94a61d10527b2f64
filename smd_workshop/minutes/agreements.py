"""What a workshop agreed, in words: adopted by a ratification, or said at the table."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import Frozen, Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Agreement, Item, Process, Round, Workshop
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.rounds import sealing
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.count.ratifications import Ratification

LONGEST = 2000


def of_workshop(workshop: Workshop) -> list[Agreement]:
    """Return the agreements of a workshop in the order they were made."""
    query = select(Agreement).where(Agreement.workshop_id == workshop.id)
    return list(db.session.scalars(query.order_by(Agreement.id)))


def of_process(process: Process) -> list[Agreement]:
    """Return the agreements of all workshops of a process, newest first."""
    query = select(Agreement).where(Agreement.process_id == process.id)
    return list(db.session.scalars(query.order_by(Agreement.id.desc())))


def texts(rows: Iterable[Agreement]) -> dict[int, str]:
    """Return the words of agreements by their ids, with what a later vote said that did not adopt them any more."""
    every = list(rows)
    said = ratifications.latest(each.item_id for each in every if each.item_id is not None)
    return {each.id: _text(each, said.get(each.item_id or 0)) for each in every}


def _text(agreement: Agreement, said: Ratification | None) -> str:
    if said is None or said.adopted or agreement.round_id is None:
        return agreement.text
    then = in_words_of(
        said.round.workshop.process,
        N_("Afterwards round %(number)s of %(workshop)s voted on it again and did not adopt it."),
        number=str(said.round.number), workshop=said.round.workshop.name,
    )  # fmt: skip
    return f"{agreement.text.rstrip('.')}. {then}"


def find(process: Process, agreement_id: int) -> Agreement:
    """Return the agreement of this process with this id, or raise NotFound."""
    agreement = db.session.get(Agreement, agreement_id)
    if agreement is None or agreement.process_id != process.id:
        raise NotFound
    return agreement


def add(workshop: Workshop, text: str, at: datetime, user_id: int | None) -> Agreement:
    """Record what the table agreed without a vote. Raises Invalid, or Frozen with a sealed acta."""
    sealing.require_unsealed(workshop)
    text = _checked(text)
    agreement = Agreement(
        process_id=workshop.process_id, workshop_id=workshop.id, text=text, agreed_at=at
    )
    db.session.add(agreement)
    db.session.flush()  # a commitment may refer to it
    journal.record("add agreement", at, workshop=workshop, user_id=user_id, agreement=agreement.id)
    return agreement


def reword(agreement: Agreement, text: str, at: datetime, user_id: int | None) -> None:
    """Correct the words of an agreement that rests on no vote, until the acta is sealed: Frozen for any other."""
    workshop = db.session.get_one(Workshop, agreement.workshop_id)
    sealing.require_unsealed(workshop)
    if agreement.round_id is not None:
        raise Frozen(N_("This agreement rests on a vote. Its words are those of the ballot."))
    before, agreement.text = agreement.text, _checked(text)
    journal.record(
        "reword agreement", at, workshop=workshop, user_id=user_id, agreement=agreement.id,
        before=before,
    )  # fmt: skip


def adopt(round_: Round, code: str, wording: str, item: Item | None, at: datetime) -> Agreement:
    """Record that a ratification adopted an option; a second time it is the same agreement.

    The caller holds the workshop. Raises Frozen with a sealed acta.
    """
    sealing.refuse_sealed(round_.workshop)
    text = in_words_of(
        round_.workshop.process, N_("%(code)s is adopted: %(wording)s"), code=code, wording=wording
    )
    known = db.session.scalar(
        select(Agreement).where(Agreement.round_id == round_.id, Agreement.text == text)
    )
    if known is not None:
        return known
    agreement = Agreement(
        process_id=round_.workshop.process_id, workshop_id=round_.workshop_id, round_id=round_.id,
        item_id=item.id if item else None, text=text, agreed_at=at,
    )  # fmt: skip
    db.session.add(agreement)
    db.session.flush()  # so that a second call finds it
    return agreement


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(N_("Write what was agreed."))
    if len(text) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    return text
