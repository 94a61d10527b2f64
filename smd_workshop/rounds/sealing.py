"""What a sealed acta puts an end to: a workshop goes on only as long as its paper can still tell it.

Whoever adds to a workshop asks require_unsealed() first, inside the transaction. What happens to a
sealed workshop all the same goes into an annex, beside the acta.
"""

from datetime import datetime

from sqlalchemy import Exists, exists, func, or_, select

from smd_workshop.core.errors import Frozen
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import moment_words
from smd_workshop.core.zones import zone
from smd_workshop.database import db
from smd_workshop.models import Acta, Process, Round, User, Workshop
from smd_workshop.processes import holding, journal
from smd_workshop.processes.first_language import in_words_of

SEALED = N_(
    "The acta of this workshop is sealed: nothing can be added to it any more. "
    "Go on in a new workshop, or write an annex."
)


def is_sealed(workshop_id: int) -> bool:
    """Say whether the acta of a workshop is sealed."""
    return bool(db.session.scalar(select(sealed(workshop_id))))


def is_ending(workshop_id: int) -> bool:
    """Say whether those who attended were asked to correct the acta, or it is sealed: its agenda has ended."""
    return bool(db.session.scalar(select(ending(workshop_id))))


def ending(workshop_id: object) -> Exists:
    """Return the condition for the same of a workshop, an id or a column of ids."""
    states = or_(Acta.state == "correction", Acta.state == "sealed")
    return exists().where(Acta.workshop_id == workshop_id, Acta.number == 0, states)


def sealed(workshop_id: object) -> Exists:
    """Return the condition that the acta of a workshop, an id or a column of ids, is sealed."""
    return exists().where(Acta.workshop_id == workshop_id, Acta.number == 0, Acta.state == "sealed")


def refuse_sealed(workshop: Workshop) -> None:
    """Raise Frozen where the acta is sealed; for those who hold the workshop already."""
    if is_sealed(workshop.id):
        raise Frozen(SEALED)


def require_unsealed(workshop: Workshop) -> None:
    """Hold the workshop and raise Frozen if its acta is sealed: one of sealing and adding comes first."""
    holding.hold(workshop)
    refuse_sealed(workshop)


def add_annex(workshop: Workshop, text: str, at: datetime, user_id: int | None) -> Acta:
    """Put a document beside the sealed acta; the caller holds the workshop."""
    last = db.session.scalar(select(func.max(Acta.number)).where(Acta.workshop_id == workshop.id))
    added = Acta(
        workshop=workshop, number=1 + (last or 0), state="draft", remarks=text,
        written_at=at, written_by_id=user_id,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()  # the journal comes after it
    journal.record("add annex", at, workshop=workshop, user_id=user_id, number=added.number)
    workshop.revision += 1
    return added


def annex_annulment(round_: Round, at: datetime, user_id: int | None) -> None:
    """Write the annex that says which round of a sealed workshop does not count: who, when and why."""
    process = round_.workshop.process
    user = db.session.get(User, user_id) if user_id is not None else None
    text = in_words_of(
        process,
        N_("Round %(number)s, «%(title)s», was annulled after this acta was sealed. When: %(when)s. "
           "Who: %(who)s. Reason: %(reason)s"),
        number=str(round_.number), title=round_.title, reason=round_.annul_reason,
        when=moment_words(at, next(iter(process.languages), "es"), zone(process.time_zone)),
        who=account_name(user, process),
    )  # fmt: skip
    add_annex(round_.workshop, text, at, user_id)


def account_name(user: User | None, process: Process) -> str:
    """Return the name of an account in a text that the public reads, or that it has none; never a part of an address."""
    if user is None:
        return "–"
    return user.public_name or in_words_of(process, N_("somebody of the team"))
