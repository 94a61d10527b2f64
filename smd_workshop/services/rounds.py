"""The life of a round: draft → open → closed → published; open or closed → annulled.

Closing computes the result and is in services.closing; what is put to the vote in services.choices.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from smd_workshop.database import db
from smd_workshop.errors import N_, Frozen, Invalid, NotFound, WrongState
from smd_workshop.method import InvalidSetting, Method, fill
from smd_workshop.methods import METHODS
from smd_workshop.models import Contribution, Item, Journal, Objection, Process, Round, Workshop
from smd_workshop.models.workshops import MAY_BECOME
from smd_workshop.services import choices, journal, protocols, sealing, secrecy
from smd_workshop.services.choices import from_items as options_from_items
from smd_workshop.services.choices import set_options
from smd_workshop.services.sealing import hold as lock_workshop

__all__ = [
    "FROZEN_FIELDS", "MAY_BECOME", "UNCOUNTED", "add", "add_time", "announce_close", "annul",
    "copy", "discard", "edit", "find", "just_added", "keep_open", "lock", "lock_workshop", "move",
    "objections", "open_round", "options_from_items", "own_settings", "set_clock", "set_options",
    "touch",
]  # fmt: skip

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
    """Hold the round and its agenda until the transaction ends, and read again what they are."""
    lock_workshop(round_.workshop)
    db.session.refresh(round_, with_for_update=True)


def touch(round_: Round) -> None:
    """Let phones, console and projector notice a change."""
    round_.revision += 1
    round_.workshop.revision += 1


def add(workshop: Workshop, at: datetime, user_id: int | None = None, **fields: Any) -> Round:
    """Put a draft round at the end of the agenda; fields are those of FROZEN_FIELDS.

    Raises Frozen with a sealed acta, as whatever else changes the agenda.
    """
    sealing.require_unsealed(workshop)
    positions = [r.position for r in workshop.rounds]
    defaults = {k: protocols.value(workshop.process, k) for k in ("secrecy", "visibility")}
    round_ = Round(
        number=_next_number(workshop), position=max(positions, default=0) + 1, state="draft"
    )
    _write(round_, workshop.process, defaults | fields)
    workshop.rounds.append(round_)
    db.session.flush()
    _note("add round", round_, at, user_id)
    workshop.revision += 1
    return round_


def just_added(
    workshop: Workshop,
    at: datetime,
    user_id: int | None,
    asked: Mapping[str, Any],
    besides: Round | None = None,
) -> Round | None:
    """Return the draft, another than this one, that somebody added a moment ago and that asks just this."""
    done = journal.just_done("add round", at, workshop.process, user_id)
    numbers = {detail["number"] for detail in done}
    fresh = [r for r in workshop.rounds if r.number in numbers and r is not besides]
    drafts = (r for r in fresh if r.state == "draft")
    return next((r for r in drafts if all(getattr(r, n) == asked[n] for n in asked)), None)


def _next_number(workshop: Workshop) -> int:
    """Return a number never used here: an address once written down keeps leading to its round."""
    used = [r.number for r in workshop.rounds]
    discarded = db.session.scalars(
        select(Journal.detail).where(
            Journal.workshop_id == workshop.id, Journal.verb == "discard draft"
        )
    )
    return 1 + max([*used, *(d["number"] for d in discarded)], default=0)


def _note(verb: str, round_: Round, at: datetime, user_id: int | None, **detail: Any) -> None:
    """Journal what happens to a draft by its number: a draft can be discarded, the journal not."""
    journal.record(
        verb, at, workshop=round_.workshop, user_id=user_id, number=round_.number,
        title=round_.title, **detail,
    )  # fmt: skip


def edit(round_: Round, at: datetime, user_id: int | None, **fields: Any) -> None:
    """Change a draft. Raises Frozen once it has opened: nobody can loosen what was promised."""
    lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise Frozen(N_("This round has opened. Its wording, method and secrecy are fixed."))
    _write(round_, round_.workshop.process, fields)
    _note("edit round", round_, at, user_id)
    touch(round_)


def _write(round_: Round, process: Process, fields: dict[str, Any]) -> None:
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

    The copy of a counted round repeats it; a rerun stands in for one that was annulled. Sent twice
    within a moment, it is one copy.
    """
    fields = {name: getattr(round_, name) for name in FROZEN_FIELDS}
    fields["settings"] = own_settings(round_)
    if not rerun and round_.state in {"closed", "published"}:
        fields["previous_id"] = round_.id
    lock_workshop(round_.workshop)
    known = just_added(round_.workshop, at, user_id, fields, besides=round_)
    if known is not None:
        return known
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
    method = METHODS.get(round_.kind)
    if method is None:
        return {}
    derived = {"groups", *protocols.method_settings(round_.workshop.process, method)}
    return {key: value for key, value in round_.settings.items() if key not in derived}


def discard(round_: Round, at: datetime, user_id: int | None) -> None:
    """Take a draft off the agenda. Only a draft: nothing that was asked is ever deleted."""
    lock(round_)
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


def open_round(round_: Round, at: datetime, user_id: int | None, reason: str = "") -> None:
    """Open a round: from now on its method, secrecy, visibility, electorate and words are fixed.

    Raises WrongState, Frozen with a sealed acta, or Invalid with what is still missing.
    """
    lock(round_)
    sealing.refuse_sealed(round_.workshop)
    _check_alone(round_)
    _check_may_become(round_, "open")
    choices.settle(round_)
    if round_.kind in METHODS:
        _freeze_settings(round_, METHODS[round_.kind])
    if objections(round_) and not reason.strip():
        raise WrongState(
            N_("An author objects to the wording of an option. Settle it, or write why you open "
               "the round all the same; the reason goes into the acta.")
        )  # fmt: skip
    if round_.secrecy == "secret":
        round_.ballot_key = secrets.token_bytes(32)
    # Not before: of a round that is open the database lets nobody change what is asked.
    round_.state = "open"
    round_.opened_at = at
    protocols.freeze(round_.workshop.process, at)
    journal.record("open round", at, round_=round_, user_id=user_id, reason=reason.strip())
    touch(round_)
    db.session.flush()  # ballots are cast past the session


def _check_alone(round_: Round) -> None:
    busy = db.session.scalar(
        select(Round.number).where(
            Round.workshop_id == round_.workshop_id, Round.state == "open", Round.id != round_.id
        )
    )
    if busy is not None:
        raise WrongState(
            N_("Round %(number)s is still open. Close it before opening another."), number=busy
        )


def objections(round_: Round) -> list[Objection]:
    """Return the unsettled objections to the items that this round puts to the vote."""
    if round_.kind not in METHODS:
        return []
    ids = [item_id for item_id, _, _, _ in choices.pending(round_) if item_id is not None]
    return list(
        db.session.scalars(
            select(Objection)
            .where(Objection.item_id.in_(ids), Objection.settled_at.is_(None))
            .order_by(Objection.id)
        )
    )


def _freeze_settings(round_: Round, method: Method) -> None:
    """Write every setting of the method down: its defaults, the round's own, the protocol's.

    Checked now, because a round that cannot be counted must not be asked.
    """
    codes = [o.code for o in round_.options]
    settings = own_settings(round_) | protocols.method_settings(round_.workshop.process, method)
    if any(setting.kind == "groups" for setting in method.settings):
        settings |= _groups(round_)
    if round_.kind == "approval" and not 1 <= _whole(settings.get("k")) <= len(codes):
        raise Invalid(N_("Say how many are to be chosen: between 1 and the number of options."))
    try:
        round_.settings = fill(method, settings, codes)
    except InvalidSetting as error:
        raise Invalid(error.message, **error.params) from error


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _groups(round_: Round) -> dict[str, dict[str, list[str]]]:
    """Where options stand in quadrants, points are shared inside each and over all of them."""
    groups: dict[str, list[str]] = {}
    for option in round_.options:
        groups.setdefault(option.group, []).append(option.code)
    if list(groups) == [""]:
        return {}
    if "" in groups:
        raise Invalid(
            N_("%(code)s stands in no quadrant. Give it one on the board, or leave it out."),
            code=groups[""][0],
        )
    return {"groups": groups}


def announce_close(round_: Round, at: datetime, user_id: int | None) -> None:
    """Tell the phones that the round closes after the grace; ballots still count until then."""
    lock(round_)
    if round_.state != "open":
        raise WrongState
    if round_.closing_at is None:
        grace = int(protocols.value(round_.workshop.process, "grace_seconds"))
        if round_.kind == "organise":
            grace = 0  # nobody is writing on a phone
        round_.closing_at = at + timedelta(seconds=grace)
        journal.record("announce close", at, round_=round_, user_id=user_id)
        touch(round_)


def keep_open(round_: Round, at: datetime, user_id: int | None, reason: str = "") -> None:
    """Take an announced close back while its grace runs: ballots go on counting.

    Raises WrongState once the grace is over: whoever came after it was told that it was too late.
    """
    lock(round_)
    if round_.state not in {"open", "closed", "published"}:
        raise WrongState
    over = round_.closing_at is not None and at >= round_.closing_at
    if over or round_.state != "open":
        raise WrongState(
            N_("The grace is over, so the close stands. Annul the round if it must not count.")
        )
    if round_.closing_at is not None:
        round_.closing_at = None
        journal.record("keep open", at, round_=round_, user_id=user_id, reason=reason.strip())
        touch(round_)


def set_clock(round_: Round, ends_at: datetime, at: datetime, user_id: int | None) -> None:
    """Show the room a time to finish by. It closes nothing by itself."""
    lock(round_)
    if round_.state != "open" or round_.closing_at is not None:
        raise WrongState
    round_.ends_at = ends_at
    journal.record("set clock", at, round_=round_, user_id=user_id)
    touch(round_)


def add_time(round_: Round, minutes: int, at: datetime, user_id: int | None) -> None:
    """Give the room some minutes more: after the time on the clock, or from now if it is over."""
    lock(round_)
    begin = max(at, round_.ends_at) if round_.ends_at is not None else at
    set_clock(round_, begin + timedelta(minutes=minutes), at, user_id)


def annul(round_: Round, reason: str, at: datetime, user_id: int | None) -> None:
    """Declare that a round does not count, and why. Its ballots are kept, counted nowhere.

    What was promised holds all the same: nothing may lead from a secret ballot to its seat. Where
    the acta is sealed, an annex tells it: a reason must stand on paper.
    """
    lock(round_)
    if not reason.strip():
        raise Invalid(N_("Write the reason. It goes into the acta."))
    _check_may_become(round_, "annulled")
    if round_.state == "open" and round_.secrecy == "secret" and round_.kind in METHODS:
        secrecy.loosen_reasons(round_, frozenset())
        secrecy.unlink(round_)
    round_.ballot_key = None
    round_.state = "annulled"
    round_.annul_reason = reason.strip()
    journal.record("annul round", at, round_=round_, user_id=user_id, reason=reason.strip())
    if sealing.is_sealed(round_.workshop_id):
        sealing.tell_annulment(round_, at, user_id)
    touch(round_)


def _check_may_become(round_: Round, state: str) -> None:
    if state not in MAY_BECOME[round_.state]:
        raise WrongState
