"""Work that a request must not wait for: huey, on SQLite by default, on Redis by URL.

A job is a function marked with @job. It is asked for by name with later(), runs in the worker
(`flask smd worker`) inside the application's context, and is tried again when it fails. Whatever a
job does must also be possible without it: a laptop whose worker died must still end its workshop.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from smd_workshop.core.clock import now
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes_pdf import make_acta, make_annexes
from smd_workshop.models import Round, Workshop
from smd_workshop.rounds import closing

log = logging.getLogger(__name__)

#: Every job by its name.
JOBS: dict[str, Callable[..., None]] = {}
RETRIES = 5
RETRY_SECONDS = 3
#: How long somebody who reads is left in peace: printing a long document takes seconds.
LEAVE = timedelta(seconds=20)


class StillRead(RuntimeError):  # noqa: N818 - the name says what is the matter
    """What was deleted cannot be removed from the files yet."""


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Put a function among the jobs, under its own name."""
    JOBS[function.__name__] = function
    return function


@dataclass
class Tasks:
    """The application's queue and what can be asked of it; made when first needed.

    Commands that recount a file must run where nothing can be written.
    """

    app: Flask

    @functools.cached_property
    def queue(self) -> Any:
        """Return the queue, with every job known to it."""
        return _queue(self.app)

    @functools.cached_property
    def by_name(self) -> dict[str, Any]:
        """Return what to call to ask for each job."""
        return {
            name: self.queue.task(name=name, retries=RETRIES, retry_delay=RETRY_SECONDS)(
                _inside(self.app, work)
            )
            for name, work in JOBS.items()
        }


def init_app(app: Flask) -> None:
    """Give the application its jobs."""
    app.extensions["smd_tasks"] = Tasks(app)


def _queue(app: Flask) -> Any:
    # Imported by the first job: it brings the drivers of every database it knows.
    from huey import RedisHuey, SqliteHuey  # noqa: PLC0415

    immediate = bool(app.config.get("TESTING"))
    if app.config["SMD_QUEUE_URL"]:
        return RedisHuey("smd", url=app.config["SMD_QUEUE_URL"], immediate=immediate)
    path = str(Path(app.instance_path) / "queue.sqlite")
    return SqliteHuey("smd", filename=path, immediate=immediate)


def _inside(app: Flask, work: Callable[..., None]) -> Callable[..., None]:
    """Run a job in the application's context; a failure is logged here and tried again by huey."""

    @functools.wraps(work)
    def run(*args: Any) -> None:
        with app.app_context():
            try:
                work(*args)
            except Exception:
                log.exception("job %s%r failed", work.__name__, args)
                raise

    return run


def later(name: str, *args: Any, at: datetime | None = None) -> bool:
    """Ask for a job, at a moment or as soon as possible; return False if the queue is not there.

    Called after the commit: a job must find what it is about. Losing the queue must not undo it.
    """
    task = current_app.extensions["smd_tasks"].by_name[name]
    try:
        if at is None:
            task(*args)
        else:
            task.schedule(args=args, eta=at)
    except Exception:
        log.exception("job %s%r could not be queued", name, args)
        return False
    return True


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
        workshop_id = round_.workshop_id
    if closed:
        forget()
        draft_soon(workshop_id)
    return closed


def forget() -> None:
    """Remove for good what a round that ended has deleted; if a reader is in the way, soon."""
    if not forget_deleted():
        later("forget_soon", at=now() + LEAVE)


@job
def forget_soon() -> None:
    """Try again, and again as every job."""
    if not forget_deleted():
        raise StillRead("somebody still reads what was deleted")


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
