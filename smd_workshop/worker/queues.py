"""The queue: huey, on SQLite by default, on Redis by URL.

A job is a function marked with @job. It is asked for by name with later(), runs in the worker
(`flask smd worker`) inside the application's context, and is tried again when it fails. Whatever a
job does must also be possible without it: a laptop whose worker died must still end its workshop.
"""

import functools
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from smd_workshop.worker.job_messages import PlainMessages

log = logging.getLogger(__name__)

#: Every job by its name.
JOBS: dict[str, Callable[..., None]] = {}
#: What else finds, in the database, work that was asked for and lost.
LOST_AND_FOUND: list[Callable[[datetime], None]] = []
#: Those whose arguments no log may hold.
UNTOLD = {"send_letter", "send_reset"}
RETRIES = 5
RETRY_SECONDS = 3
#: Seconds that a page waits for a queue that is busy.
WAIT = 2


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Put a function among the jobs, under its own name."""
    JOBS[function.__name__] = function
    return function


def made_up(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Put a function among those that make_up() asks; it is given the moment."""
    LOST_AND_FOUND.append(function)
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
        return queue_of(self.app, immediate=bool(self.app.config.get("TESTING")))

    @functools.cached_property
    def by_name(self) -> dict[str, Any]:
        """Return what to call to ask for each job."""
        return {
            name: self.queue.task(name=name, retries=RETRIES, retry_delay=RETRY_SECONDS)(
                _inside(self.app, work)
            )
            for name, work in JOBS.items()
        }


def queue_of(app: Flask, *, immediate: bool) -> Any:
    """Return the queue that the settings name; an immediate one does each job when it is asked for."""
    # Imported by the first job: it brings the drivers of every database it knows.
    from huey import RedisHuey, SqliteHuey  # noqa: PLC0415

    how = {
        "immediate": immediate,
        "results": False,  # nobody asks for them, and they would be kept as pickles
        "serializer": PlainMessages(),
    }
    if app.config["SMD_QUEUE_URL"]:
        return RedisHuey("smd", url=app.config["SMD_QUEUE_URL"], **how)
    path = str(Path(app.instance_path) / "queue.sqlite")
    queue = SqliteHuey("smd", filename=path, timeout=WAIT, **how)
    for name in ("enqueue", "dequeue", "add_to_schedule", "read_schedule"):
        setattr(queue.storage, name, _reopening(queue.storage, getattr(queue.storage, name)))
    return queue


def _reopening(storage: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    """Give up a connection that failed: one made while the disk was read-only would stay so for ever."""

    @functools.wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except sqlite3.Error:
            storage.close()
            raise

    return run


def _inside(app: Flask, work: Callable[..., None]) -> Callable[..., None]:
    """Run a job in the application's context; a failure is logged here and tried again by huey."""

    @functools.wraps(work)
    def run(*args: Any) -> None:
        with app.app_context():
            try:
                work(*args)
            except Exception:
                log.exception("job %s%r failed", work.__name__, _told(work.__name__, args))
                raise

    return run


def later(name: str, *args: Any, at: datetime | None = None) -> bool:
    """Ask for a job, at a moment or as soon as possible; return False if the queue is not there.

    Called after the commit: a job must find what it is about. Losing the queue must not undo it; what
    the queue lost, make_up() finds.
    """
    try:
        task = current_app.extensions["smd_tasks"].by_name[name]
        if at is None:
            task(*args)
        else:
            task.schedule(args=args, eta=at)
    except Exception:
        log.exception("job %s%r could not be queued", name, _told(name, args))
        return False
    return True


def _told(name: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments as a log may hold them: of a letter only how many."""
    return (len(args),) if name in UNTOLD else args
