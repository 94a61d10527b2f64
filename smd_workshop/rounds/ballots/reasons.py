"""Reasons that seats gave: read by a person before everybody reads them; never altered."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db
from smd_workshop.models import Reason, Round, Sector
from smd_workshop.processes import journal, nameless
from smd_workshop.rounds import sealing, store

STATES = ("pending", "shown", "hidden")
#: What points to a person: an identity card, a phone, an e-mail address, a title with a name.
PERSONAL = re.compile(
    r"\b\d{8}\b|\b9\d{2}[ .-]?\d{3}[ .-]?\d{3}\b|[\w.+-]+@[\w-]+\.\w+"
    r"|\b(?:DNI|RUC|Sr\.?a?|Srta|señor[a]?|don|doña|ing|dr|dra|abog)\b\.?\s+[A-ZÁÉÍÓÚÑ]\w+",
    re.UNICODE,
)


def of_round(round_: Round) -> list[Reason]:
    """Return every reason of a round by option; within it by text, for ids tell nothing."""
    query = select(Reason).where(Reason.round_id == round_.id).order_by(Reason.id)
    return names.by_name(db.session.scalars(query), lambda r: r.option_code, lambda r: r.text)


def shown(round_: Round) -> dict[str, list[Reason]]:
    """Return the reasons that everybody may read, by option code."""
    by_option: dict[str, list[Reason]] = {}
    for reason in of_round(round_):
        if reason.state == "shown":
            by_option.setdefault(reason.option_code, []).append(reason)
    return by_option


def named_sectors(round_: Round) -> list[Sector]:
    """Return the sectors that may stand beside the reasons of a round, before staff too.

    Of a secret round they were chosen when it closed. A round by name that closed before small sectors were kept from
    its reasons still has all of them in store.
    """
    every = round_.workshop.process.sectors
    if round_.secrecy == "secret":
        return list(every)
    enough = nameless.sectors_of(round_)
    return [sector for sector in every if sector.id in enough]


def not_shown(round_: Round) -> int:
    """Count the reasons that nobody reads, hidden or not yet read: the public is told how many."""
    query = select(func.count()).where(Reason.round_id == round_.id, Reason.state != "shown")
    return db.session.scalar(query.select_from(Reason)) or 0


def counts(round_: Round) -> dict[str, int]:
    """Return how many reasons are in each state."""
    rows = db.session.execute(
        select(Reason.state, func.count())
        .where(Reason.round_id == round_.id)
        .group_by(Reason.state)
    )
    return dict.fromkeys(STATES, 0) | {state: int(many) for state, many in rows}


def looks_personal(text: str) -> bool:
    """Say whether a text seems to name a person. A hint to a reader; it decides nothing."""
    return PERSONAL.search(text) is not None


def moderate(
    round_: Round, ids: Sequence[str], state: str, at: datetime, user_id: int | None
) -> int:
    """Show, hide or set aside reasons of a round; return how many changed.

    Raises Invalid for no reason or no such state, NotFound if one is of another round, Frozen where one would be shown that the sealed
    acta does not tell.
    """
    if state not in STATES or not ids:
        raise Invalid
    store.lock(round_)
    if state == "shown":
        sealing.refuse_sealed(round_.workshop)
    query = select(Reason).where(Reason.round_id == round_.id, Reason.id.in_(ids))
    found = list(db.session.scalars(query))
    if len(found) != len(set(ids)):
        raise NotFound
    changed = [reason for reason in found if reason.state != state]
    for reason in changed:
        reason.state = state
    if changed:
        journal.record(
            "moderate reasons", at, round_=round_, user_id=user_id, state=state,
            reasons=sorted(reason.id for reason in changed),
        )  # fmt: skip
        store.touch(round_)
    return len(changed)
