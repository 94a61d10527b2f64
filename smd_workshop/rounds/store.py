"""Rounds as they are stored: found through their workshop, held while they change, noticed by phones."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Round, Sector, Workshop
from smd_workshop.models.workshops.rounds import MAY_BECOME
from smd_workshop.processes.holding import hold

#: What people do in a round: write notes, put them in order, or answer what a method counts.
STEPS = ("collect", "organise", "vote")
#: Steps that put nothing to the count.
UNCOUNTED = ("collect", "organise")


def asks(round_: Round) -> str:
    """Return what a round asks for, in one word: its method, or its step where nothing is counted."""
    return round_.method_id or round_.step


def asking(word: str) -> dict[str, str | None]:
    """Return the fields of a round that asks for this; the inverse of `asks`."""
    if word in UNCOUNTED:
        return {"step": word, "method_id": None}
    return {"step": "vote", "method_id": word}


def electorate(round_: Round) -> list[Sector]:
    """Return the sectors that vote in a round, in their order."""
    sectors = round_.workshop.process.sectors
    return [s for s in sectors if not round_.electorate or s.code in round_.electorate]


def repeats(round_: Round) -> Round | None:
    """Return the round that this one asks again: the one before it, if it asked the same kind of thing."""
    before = round_.previous
    return before if before is not None and _alike(before, round_) else None


def options_from(round_: Round) -> Round | None:
    """Return the round whose result proposed the options: the one before it, if it asked for something else."""
    before = round_.previous
    return before if before is not None and not _alike(before, round_) else None


def _alike(one: Round, other: Round) -> bool:
    return (asks(one), one.subject) == (asks(other), other.subject)


def asked_again_by(round_: Round) -> Round | None:
    """Return the vote that asks this one again and was not annulled, before a draft one that has opened; None where none does."""
    query = select(Round).where(Round.previous_id == round_.id, Round.state != "annulled")
    rows = db.session.scalars(query.order_by(Round.opened_at.desc().nulls_last(), Round.id))
    return next((each for each in rows if each.step == "vote" and repeats(each) is round_), None)


def refuse_second(before: Round, besides: Round | None = None) -> None:
    """Raise WrongState where another vote than `besides` asks a round again already: a series is a line, with one latest.

    Of `besides`, which is to open, only those that have opened stand in the way.
    """
    found = asked_again_by(before)
    if found is None or found is besides or (besides is not None and found.state == "draft"):
        return
    raise WrongState(
        N_("Round %(number)s of «%(workshop)s» asks this question again already. Ask that one again, "
           "so that what was said last is the same for everybody."),
        number=found.number, workshop=found.workshop.name,
    )  # fmt: skip


def find(workshop: Workshop, number: int) -> Round:
    """Return the round of this workshop with this number, or raise NotFound."""
    round_ = db.session.scalar(
        select(Round).where(Round.workshop_id == workshop.id, Round.number == number)
    )
    if round_ is None:
        raise NotFound
    return round_


def board_of(workshop: Workshop, subject: str) -> Round | None:
    """Return the round on whose board items of this subject are arranged: of this workshop, else of another."""
    return db.session.scalar(
        select(Round)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == workshop.process_id, Round.subject == subject,
            Round.step.in_(UNCOUNTED), Round.state != "annulled",
        )
        .order_by(
            (Round.workshop_id == workshop.id).desc(), (Round.step == "organise").desc(),
            Round.workshop_id.desc(), Round.number.desc(),
        )
        .limit(1)
    )  # fmt: skip


def get(round_id: int) -> Round:
    """Return the round with this id, which was found through its workshop before."""
    return db.session.get_one(Round, round_id)


def read_again(round_: Round) -> None:
    """Read anew how the round stands now, after something else may have changed it."""
    db.session.refresh(round_)


def lock(round_: Round) -> None:
    """Hold the round and its agenda until the transaction ends, and read again what they are."""
    hold(round_.workshop)
    db.session.refresh(round_, with_for_update=True)


def touch(round_: Round) -> None:
    """Let phones, console and projector notice a change."""
    round_.revision += 1
    round_.workshop.revision += 1


def takes(round_: Round, at: datetime) -> bool:
    """Say whether what arrives now counts: it is open, and neither its hour nor the grace of a close is over."""
    return round_.state == "open" and (round_.closing_at is None or at < round_.closing_at)


def check_may_become(round_: Round, state: str) -> None:
    """Raise WrongState where a round does not go on to a state from where it is."""
    if state not in MAY_BECOME[round_.state]:
        raise WrongState
