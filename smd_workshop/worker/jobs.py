"""What a request must not wait for: rounds that end or begin by their hour, what is to be gone, drafts of actas; what was lost is found."""

import logging
from datetime import datetime, timedelta

from flask import Flask, current_app

from smd_workshop.core.caching import Bounded
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.making.minutes_pdf import make_acta, make_annexes
from smd_workshop.minutes import actas
from smd_workshop.models import Round, Wave, Workshop
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, opening
from smd_workshop.surveys import retention, waves
from smd_workshop.worker import kept_files, long_work, queues
from smd_workshop.worker.queues import LOST_AND_FOUND, job, later, made_up

log = logging.getLogger(__name__)

#: How long somebody who reads is left in peace: printing a long document takes seconds.
LEAVE = timedelta(seconds=20)
#: How far back whoever starts looks for what was lost with the queue or the worker.
LOST = timedelta(days=2)


#: By workshop: the end of the round after which a draft was made up for.
_drafted: Bounded[int, datetime] = Bounded("drafts made up for", 1_000)


#: By draft: what was told last of why it does not open; told once, not every few seconds.
_kept: Bounded[int, str] = Bounded("drafts kept from opening", 1_000)


def init_app(app: Flask) -> None:
    """Give the application its jobs."""
    app.extensions["smd_tasks"] = queues.Tasks(app)


class StillRead(RuntimeError):  # noqa: N818 - the name says what is the matter
    """What was deleted cannot be removed from the files yet."""


@job
def finish_close(
    round_id: int, user_id: int | None = None, announced: datetime | None = None
) -> None:
    """Close a round whose grace is over, unless that was done already, or it is to stay open."""
    close_now(round_id, user_id, announced)


def close_now(round_id: int, user_id: int | None, announced: datetime | None = None) -> bool:
    """Close an announced round and remove what linked seats to ballots; False if there is nothing to close.

    Raises errors.WrongState while the grace is still running.
    """
    process_id = db.session.get_one(Round, round_id).workshop.process_id
    with transaction(of=process_id):
        round_ = db.session.get_one(Round, round_id)
        closed = closing.finish_close(round_, now(), user_id, announced)
        if closed:
            publication.publish_uncounted(round_, now(), user_id)
        workshop_id = round_.workshop_id
    if closed:
        forget()
        draft_soon(workshop_id)
    return closed


def open_now(round_id: int) -> bool:
    """Open a draft whose hour has come; False if there is nothing to open, or something keeps it from opening."""
    process_id = db.session.get_one(Round, round_id).workshop.process_id
    try:
        with transaction(of=process_id):
            opened = opening.open_due(db.session.get_one(Round, round_id), now())
    except Refusal as refusal:
        # The console says what it is; it opens as soon as that is settled.
        if _kept.get(round_id) != str(refusal):
            _kept.put(round_id, str(refusal))
            log.info("round %s does not open by its hour: %s", round_id, refusal)
        return False
    if opened:
        later("write_opening_letters", round_id)
    return opened


def make_up() -> None:
    """Do what is due by the hour, and what was asked for and lost: by a worker that was killed, or a queue that broke.

    Asked when a worker starts and every few seconds while it runs. What it looks for is in the
    database, so it needs no queue; done twice, each is done once.
    """
    waiting = closing.overdue(now())
    db.session.rollback()
    for round_id in waiting:
        try:
            close_now(round_id, None)
        except Exception:
            log.exception("round %s could not be closed", round_id)
            db.session.rollback()
    _open_by_hours()
    drafts = actas.behind(now() - LOST, now() - LEAVE)
    db.session.rollback()
    for workshop_id, ended in drafts if current_app.config["SMD_DRAFT_ACTAS"] else []:
        if _drafted.get(workshop_id) == ended:
            continue  # it was tried: where nothing can be printed, not every few seconds
        _drafted.put(workshop_id, ended)
        try:
            draft_acta(workshop_id)
        except Exception:
            log.exception("the acta of workshop %s could not be drafted", workshop_id)
            db.session.rollback()
    for find in LOST_AND_FOUND:
        try:
            find(now())
        except Exception:
            log.exception("%s failed", find.__name__)
        db.session.rollback()


def _open_by_hours() -> None:
    """Open what is due, after what was due to close: two rounds of a workshop are never open at once."""
    waiting = opening.due(now())
    db.session.rollback()
    for round_id in waiting:
        try:
            open_now(round_id)
        except Exception:
            log.exception("round %s could not be opened", round_id)
            db.session.rollback()


def forget(*, people: bool = False) -> None:
    """Remove for good what a round that ended has deleted, or what led to `people`; if a reader is in the way, soon."""
    if not forget_deleted(people=people):
        later("forget_soon", people, at=now() + LEAVE)


def forget_in_a_while() -> None:
    """Have what led to people removed from the files also if this program is killed before it comes to it: asked before the act."""
    later("forget_soon", True, at=now() + LEAVE)  # noqa: FBT003 - jobs have plain arguments


@job
def forget_soon(people: bool = False) -> None:  # noqa: FBT001, FBT002 - jobs have plain arguments
    """Try again, and again as every job. Raises StillRead while somebody reads what was deleted."""
    if not forget_deleted(people=people):
        raise StillRead("somebody still reads what was deleted")


@made_up
def remove_names(at: datetime) -> None:
    """Remove the names of waves whose time with them is over; one that fails keeps no other from it."""
    waiting = retention.due(at)
    db.session.rollback()
    for wave_id in waiting:
        try:
            anonymise_now(wave_id, at)
        except Exception:
            log.exception("the names of wave %s could not be removed", wave_id)
            db.session.rollback()


def anonymise_now(wave_id: int, at: datetime, user_id: int | None = None) -> bool:
    """Remove the names of a closed wave, for good; False where that was done before. Raises errors.WrongState."""
    process_id = db.session.get_one(Wave, wave_id).survey.process_id
    forget_in_a_while()
    with transaction(of=process_id):
        done = retention.anonymise(db.session.get_one(Wave, wave_id), at, user_id)
        if done:
            long_work.forget_of(process_id)
    if done:
        forget(people=True)
    return done


@made_up
def note_words_of_consent(at: datetime) -> None:
    """Write down, of open waves, that this program says otherwise what they promise than the one before it."""
    changed = waves.with_new_words()
    db.session.rollback()
    for wave_id in changed:
        process_id = db.session.get_one(Wave, wave_id).survey.process_id
        with transaction(of=process_id):
            waves.note_words(db.session.get_one(Wave, wave_id), at)


made_up(kept_files.forget_old)
made_up(long_work.forget_old)


def draft_soon(workshop_id: int) -> None:
    """Ask for a fresh draft of the acta: it must be ready before people leave."""
    if current_app.config["SMD_DRAFT_ACTAS"]:
        later("draft_acta", workshop_id)


@job
def draft_acta(workshop_id: int) -> None:
    """Make the draft of a workshop's acta anew; of a sealed one, the annexes that are not printed yet."""
    workshop = db.session.get_one(Workshop, workshop_id)
    acta = actas.of(workshop)
    if acta is None or acta.state != "sealed":
        make_acta(workshop)
    else:
        make_annexes(workshop)
