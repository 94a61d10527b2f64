"""The life of a round: draft → open → closed → published; open or closed → annulled.

Closing computes the result and is in services.closing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.errors import Frozen, Invalid, N_, NotFound, WrongState
from smd_workshop.methods import METHODS
from smd_workshop.models import Item, Objection, Option, Round, Workshop
from smd_workshop.services import journal, protocols

MAY_BECOME: dict[str, frozenset[str]] = {
    "draft": frozenset({"open"}),
    "open": frozenset({"closed", "annulled"}),
    "closed": frozenset({"published", "annulled"}),
    "published": frozenset(),
    "annulled": frozenset(),
}
#: Kinds of round that put nothing to the count.
UNCOUNTED = ("contributions", "organise")
#: What is fixed once a round is open.
FROZEN_FIELDS = (
    "kind", "subject", "title", "question", "help", "settings", "secrecy", "visibility",
    "electorate", "previous_id",
)  # fmt: skip


def find(workshop: Workshop, number: int) -> Round:
    """Return the round of this workshop with this number, or raise NotFound."""
    round_ = db.session.scalar(
        select(Round).where(Round.workshop_id == workshop.id, Round.number == number)
    )
    if round_ is None:
        raise NotFound
    return round_


def lock(round_: Round) -> None:
    """Hold the round until the transaction ends, and read again what it is now."""
    db.session.flush()  # a refresh would drop what is not yet written
    db.session.refresh(round_, with_for_update=True)


def touch(round_: Round) -> None:
    """Let phones, console and projector notice a change."""
    round_.revision += 1
    round_.workshop.revision += 1


def add(workshop: Workshop, at: datetime, user_id: int | None = None, **fields: Any) -> Round:
    """Put a draft round at the end of the agenda; fields are those of FROZEN_FIELDS."""
    numbers = [r.number for r in workshop.rounds]
    positions = [r.position for r in workshop.rounds]
    defaults = {k: protocols.value(workshop.process, k) for k in ("secrecy", "visibility")}
    round_ = Round(
        number=max(numbers, default=0) + 1, position=max(positions, default=0) + 1, state="draft"
    )
    _write(round_, defaults | fields)
    workshop.rounds.append(round_)
    db.session.flush()  # the journal needs the id
    journal.record("add round", at, round_=round_, user_id=user_id)
    workshop.revision += 1
    return round_


def edit(round_: Round, at: datetime, user_id: int | None, **fields: Any) -> None:
    """Change a draft. Raises Frozen once it has opened: nobody can loosen what was promised."""
    lock(round_)
    if round_.state != "draft":
        raise Frozen(N_("This round has opened. Its wording, method and secrecy are fixed."))
    _write(round_, fields)
    journal.record("edit round", at, round_=round_, user_id=user_id)
    touch(round_)


def _write(round_: Round, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FROZEN_FIELDS)
    if unknown:
        raise TypeError(f"a round has no {sorted(unknown)}")
    for name, content in fields.items():
        setattr(round_, name, content)
    if round_.kind not in (*UNCOUNTED, *METHODS):
        raise Invalid(N_("There is no way of asking called %(kind)s."), kind=round_.kind)
    if round_.secrecy == "secret" and round_.visibility != "publication":
        raise Invalid(
            N_("A secret round shows its result at publication only: from running totals "
               "anyone could subtract the last ballot.")
        )  # fmt: skip


def move(round_: Round, position: int, at: datetime, user_id: int | None) -> None:
    """Move a round to a place in the agenda, counted from 1; the others make room."""
    others = [r for r in round_.workshop.rounds if r.id != round_.id]
    others.insert(max(0, position - 1), round_)
    for place, each in enumerate(others, start=1):
        each.position = place
    round_.workshop.revision += 1
    journal.record("move round", at, round_=round_, user_id=user_id, position=position)


def copy(round_: Round, at: datetime, user_id: int | None, *, rerun: bool = False) -> Round:
    """Add a draft that asks the same again; options come along, answers do not."""
    fields = {name: getattr(round_, name) for name in FROZEN_FIELDS}
    twin = add(round_.workshop, at, user_id, **fields)
    set_options(twin, [(o.item_id, o.code, o.wording, o.group) for o in round_.options])
    if rerun:
        twin.reruns_id = round_.id
        move(twin, round_.position + 1, at, user_id)
    return twin


def discard(round_: Round, at: datetime, user_id: int | None) -> None:
    """Take a draft off the agenda. Only a draft: nothing that was asked is ever deleted."""
    lock(round_)
    if round_.state != "draft":
        raise WrongState(N_("Only a draft can be taken off the agenda. Annul the round instead."))
    journal.record(
        "discard draft", at, workshop=round_.workshop, user_id=user_id,
        number=round_.number, title=round_.title,
    )  # fmt: skip
    round_.workshop.revision += 1
    db.session.delete(round_)


def set_options(round_: Round, options: list[tuple[int | None, str, str, str]]) -> None:
    """Put (item id, code, wording, group) to the vote, in this order. Raises Frozen when open."""
    if round_.state != "draft":
        raise Frozen
    round_.options.clear()
    db.session.flush()  # the old codes must be gone before the same codes come again
    for place, (item_id, code, wording, group) in enumerate(options, start=1):
        round_.options.append(
            Option(item_id=item_id, code=code, wording=wording, group=group, position=place)
        )


def options_from_items(round_: Round) -> list[tuple[int | None, str, str, str]]:
    """Return what the process has to offer: its active, coded items of the round's subject."""
    items = db.session.scalars(
        select(Item)
        .where(
            Item.process_id == round_.workshop.process_id,
            Item.kind == round_.subject,
            Item.state == "active",
            Item.code.is_not(None),
        )
        .order_by(Item.position, Item.id)
    )
    return [(i.id, str(i.code), i.wording, i.quadrant) for i in items]


def open_round(round_: Round, at: datetime, user_id: int | None, reason: str = "") -> None:
    """Open a round: from now on its method, secrecy, visibility, electorate and words are fixed.

    Raises WrongState, or Invalid with what is still missing.
    """
    lock(round_)
    _become(round_, "open")
    _check_ready(round_, reason)
    if round_.kind in METHODS:
        _freeze_settings(round_)
    if round_.secrecy == "secret":
        round_.ballot_key = secrets.token_bytes(32)
    round_.opened_at = at
    protocols.freeze(round_.workshop.process, at)
    journal.record("open round", at, round_=round_, user_id=user_id, reason=reason)
    touch(round_)


def _check_ready(round_: Round, reason: str) -> None:
    busy = [r for r in round_.workshop.rounds if r.state == "open" and r.id != round_.id]
    if busy:
        raise WrongState(
            N_("Round %(number)s is still open. Close it before opening another."),
            number=busy[0].number,
        )
    if round_.kind not in METHODS:
        return
    if not round_.options and round_.state == "open":
        _offer_items(round_)
    if not round_.options:
        raise Invalid(N_("There is nothing to vote on yet. Choose the options first."))
    if round_.kind == "approval" and not 1 <= int(round_.settings.get("k", 0)) <= len(round_.options):
        raise Invalid(N_("Say how many are to be chosen: between 1 and the number of options."))
    if objections(round_) and not reason.strip():
        raise WrongState(
            N_("An author objects to the wording of an option. Settle it, or write why you open "
               "the round all the same; the reason goes into the acta.")
        )  # fmt: skip


def _offer_items(round_: Round) -> None:
    for place, (item_id, code, wording, group) in enumerate(options_from_items(round_), start=1):
        round_.options.append(
            Option(item_id=item_id, code=code, wording=wording, group=group, position=place)
        )


def objections(round_: Round) -> list[Objection]:
    """Return the unsettled objections to the items that this round puts to the vote."""
    ids = [o.item_id for o in round_.options if o.item_id is not None]
    return list(
        db.session.scalars(
            select(Objection).where(Objection.item_id.in_(ids), Objection.settled_at.is_(None))
        )
    )


def _freeze_settings(round_: Round) -> None:
    """Write every setting of the method down: defaults, the protocol's, the round's own."""
    fixed = protocols.method_settings(round_.workshop.process, METHODS[round_.kind])
    settings = fixed | round_.settings
    if round_.kind == "points" and any(o.group for o in round_.options):
        groups: dict[str, list[str]] = {}
        for option in round_.options:
            groups.setdefault(option.group, []).append(option.code)
        settings["groups"] = groups
    round_.settings = settings


def announce_close(round_: Round, at: datetime, user_id: int | None) -> None:
    """Tell the phones that the round closes after the grace; ballots still count until then."""
    lock(round_)
    if round_.state != "open":
        raise WrongState
    if round_.closing_at is None:
        grace = int(protocols.value(round_.workshop.process, "grace_seconds"))
        round_.closing_at = at + timedelta(seconds=grace)
        journal.record("announce close", at, round_=round_, user_id=user_id)
        touch(round_)


def set_clock(round_: Round, ends_at: datetime, at: datetime, user_id: int | None) -> None:
    """Show the room a time to finish by. It closes nothing by itself."""
    if round_.state != "open":
        raise WrongState
    round_.ends_at = ends_at
    journal.record("set clock", at, round_=round_, user_id=user_id)
    touch(round_)


def annul(round_: Round, reason: str, at: datetime, user_id: int | None) -> None:
    """Declare that a round does not count, and why. Its ballots are kept, counted nowhere."""
    lock(round_)
    if not reason.strip():
        raise Invalid(N_("Write the reason. It goes into the acta."))
    _become(round_, "annulled")
    round_.annul_reason = reason.strip()
    round_.ballot_key = None
    journal.record("annul round", at, round_=round_, user_id=user_id, reason=reason.strip())
    touch(round_)


def _become(round_: Round, state: str) -> None:
    if state not in MAY_BECOME[round_.state]:
        raise WrongState
    round_.state = state
