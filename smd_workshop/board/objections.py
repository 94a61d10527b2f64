"""An author says that the wording of the board does not hold what they meant."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import items as catalogue
from smd_workshop.board.support import notes_of
from smd_workshop.core.errors import Frozen, Invalid, NotAllowed, NotFound, WrongState
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Objection, Process
from smd_workshop.processes import journal

LONGEST = 1000


def find(process: Process, objection_id: int) -> Objection:
    """Return the objection of this process with this id, or raise NotFound."""
    objection = db.session.get(Objection, objection_id)
    if objection is None or objection.item.process_id != process.id:
        raise NotFound
    return objection


def waiting(process: Process, kind: str) -> list[Objection]:
    """Return the objections to what stands on the board of a kind that nobody has answered, oldest first."""
    return list(
        db.session.scalars(
            select(Objection)
            .join(Item, Objection.item_id == Item.id)
            .where(
                Item.process_id == process.id, Item.kind == kind, Item.state == "active",
                Objection.settled_at.is_(None),
            )
            .order_by(Objection.id)
        )
    )  # fmt: skip


def raise_objection(item: Item, seat_id: int, text: str, at: datetime) -> Objection:
    """Record that an author of one of the item's notes objects; sent twice, it is one objection.

    Raises NotAllowed for anybody else, Frozen once the vote has opened, Invalid without words.
    """
    text = within(text, LONGEST)
    if not text:
        raise Invalid(N_("Write what is missing or wrong in the new wording."))
    catalogue.hold(item.process_id)
    item = catalogue.root(item)
    if seat_id not in {note.seat_id for note in notes_of(item)}:
        raise NotAllowed(N_("Only an author of one of its notes can object to it."))
    if catalogue.frozen(item):
        raise Frozen(N_("The vote has opened: the wording can no longer be objected to. Say it "
                        "as a reason in your ballot."))  # fmt: skip
    same = select(Objection).where(
        Objection.item_id == item.id, Objection.seat_id == seat_id,
        Objection.text == text, Objection.settled_at.is_(None),
    )  # fmt: skip
    known = db.session.scalar(same)
    if known is not None:
        return known
    objection = Objection(item=item, seat_id=seat_id, text=text, raised_at=at)
    db.session.add(objection)
    db.session.flush()  # the journal and the board need the id
    process = db.session.get(Process, item.process_id)
    journal.record("raise objection", at, process=process, item=item.id, objection=objection.id)
    catalogue.notice([item])
    return objection


def settle(objection: Objection, answer: str, at: datetime, user_id: int | None) -> None:
    """Answer an objection; the author reads the answer. Raises Invalid without words, WrongState a second time."""
    answer = within(answer, LONGEST)
    if not answer:
        raise Invalid(N_("Write an answer. The author will read it."))
    catalogue.hold(objection.item.process_id)
    db.session.refresh(objection)
    if objection.settled_at is not None:
        raise WrongState(N_("This objection has an answer already."))
    objection.answer = answer
    objection.settled_at = at
    process = db.session.get(Process, objection.item.process_id)
    journal.record(
        "settle objection", at, process=process, user_id=user_id, item=objection.item_id,
        objection=objection.id,
    )  # fmt: skip
    catalogue.notice([objection.item])
