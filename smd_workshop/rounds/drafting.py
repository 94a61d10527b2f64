"""Drafts on the agenda of a workshop: added, edited, moved, copied, discarded.

The life of a round goes on in rounds.opening, rounds.closing and publishing.publication; what is put
to the vote is in rounds.option_sources.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from smd_workshop.core.errors import Frozen, Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Contribution, Item, Process, Round, Workshop
from smd_workshop.processes import journal, protocols, vocabulary
from smd_workshop.processes.holding import hold
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.option_sources import set_options

#: What is fixed once a round is open.
FROZEN_FIELDS = (
    "step", "method_id", "subject", "title", "question", "help", "settings", "secrecy", "visibility",
    "electorate", "previous_id",
)  # fmt: skip


def add(workshop: Workshop, at: datetime, user_id: int | None = None, **fields: Any) -> Round:
    """Put a draft round at the end of the agenda; fields are those of FROZEN_FIELDS.

    It is a vote unless they name another step. Raises Frozen with a sealed acta, as whatever else changes the agenda.
    """
    sealing.require_unsealed(workshop)
    positions = [r.position for r in workshop.rounds]
    defaults = {k: protocols.value(workshop.process, k) for k in ("secrecy", "visibility")}
    defaults |= {"step": "vote", "subject": "factor"}
    round_ = Round(
        number=workshop.next_round_number, position=max(positions, default=0) + 1, state="draft"
    )
    workshop.next_round_number += 1
    _write(round_, workshop.process, defaults | fields)
    workshop.rounds.append(round_)
    db.session.flush()
    _note("add round", round_, at, user_id)
    workshop.revision += 1
    return round_


def _note(verb: str, round_: Round, at: datetime, user_id: int | None, **detail: Any) -> None:
    """Journal what happens to a draft by its number: a draft can be discarded, the journal not."""
    journal.record(
        verb, at, workshop=round_.workshop, user_id=user_id, number=round_.number,
        title=round_.title, **detail,
    )  # fmt: skip


def edit(round_: Round, at: datetime, user_id: int | None, **fields: Any) -> None:
    """Change a draft. Raises Frozen once it has opened: nobody can loosen what was promised."""
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise Frozen(N_("This round has opened. Its wording, method and secrecy are fixed."))
    if fields.get("subject", round_.subject) != round_.subject:
        round_.previous_id = (
            None  # about something else it repeats nothing, and the options are others
        )
    _write(round_, round_.workshop.process, fields)
    _note("edit round", round_, at, user_id)
    store.touch(round_)


def _write(round_: Round, process: Process, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FROZEN_FIELDS)
    if unknown:
        raise TypeError(f"a round has no {sorted(unknown)}")
    for name, content in fields.items():
        setattr(round_, name, content)
    if round_.step not in store.STEPS or (round_.method_id in METHODS) != (round_.step == "vote"):
        raise Invalid(N_("There is no way of asking called %(kind)s."), kind=store.asks(round_))
    vocabulary.item_kind(round_.subject)
    if round_.secrecy == "secret" and round_.visibility != "publication":
        raise Invalid(
            N_("A secret round shows its result at publication only: from running totals "
               "anyone could subtract the last ballot.")
        )  # fmt: skip
    strangers = set(round_.electorate or ()) - {s.code for s in process.sectors}
    if strangers:
        raise Invalid(N_("There is no sector %(code)s."), code=min(strangers))


def move(round_: Round, position: int, at: datetime, user_id: int | None) -> None:
    """Move a round to a place in the agenda, counted from 1; the others make room."""
    sealing.require_unsealed(round_.workshop)
    others = [r for r in round_.workshop.rounds if r.id != round_.id]
    others.insert(max(0, position - 1), round_)
    for place, each in enumerate(others, start=1):
        each.position = place
    round_.workshop.revision += 1
    _note("move round", round_, at, user_id, position=position)
    db.session.flush()
    db.session.expire(round_.workshop, ["rounds"])


def copy(round_: Round, at: datetime, user_id: int | None, *, rerun: bool = False) -> Round:
    """Add a draft that asks the same again; options come along, answers do not.

    The copy of a counted round repeats it; a rerun stands in for one that was annulled.
    """
    fields = {name: getattr(round_, name) for name in FROZEN_FIELDS}
    fields["settings"] = own_settings(round_)
    if not rerun and round_.state in {"closed", "published"}:
        fields["previous_id"] = round_.id
    hold(round_.workshop)
    twin = add(round_.workshop, at, user_id, **fields)
    set_options(twin, [(o.item_id, o.code, o.wording, o.group) for o in round_.options])
    if rerun:
        twin.reruns_id = round_.id
    move(twin, _place(round_) + 1, at, user_id)
    return twin


def _place(round_: Round) -> int:
    """Where a round stands in the agenda, counted from 1."""
    return [r.id for r in round_.workshop.rounds].index(round_.id) + 1


def own_settings(round_: Round) -> dict[str, Any]:
    """Return the settings that are this round's choice, not the protocol's nor drawn from options."""
    method = METHODS.get(round_.method_id or "")
    if method is None:
        return {}
    derived = {"groups", *protocols.method_settings(round_.workshop.process, method)}
    return {key: value for key, value in round_.settings.items() if key not in derived}


def discard(round_: Round, at: datetime, user_id: int | None) -> None:
    """Take a draft off the agenda. Only a draft: nothing that was asked is ever deleted."""
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise WrongState(N_("Only a draft can be taken off the agenda. Annul the round instead."))
    if _is_used(round_):
        raise WrongState(N_("Notes were entered in this round already. It stays on the agenda."))
    _note("discard draft", round_, at, user_id)
    for link in ("previous_id", "reruns_id"):
        column = getattr(Round, link)
        db.session.execute(update(Round).where(column == round_.id).values({link: None}))
    round_.workshop.revision += 1
    db.session.delete(round_)
    db.session.flush()
    db.session.expire(round_.workshop, ["rounds"])


def _is_used(round_: Round) -> bool:
    return any(
        db.session.scalar(select(table.id).where(table.round_id == round_.id).limit(1)) is not None
        for table in (Contribution, Item)
    )
