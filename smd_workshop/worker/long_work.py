"""Long work and who does it: kinds by name, a task that tells how far it is, and the worker's turn.

What is asked for stands in a table (processes.works), which is queue, progress and outcome in one: it holds names and
plain values, never code. A worker writes each second that it lives, in a transaction of its own; another takes up
what a dead one had. What came out is stored in the same transaction as the end of the work, so it is done once.
"""

import contextlib
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from flask import Flask, current_app
from flask_babel import force_locale, gettext

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import db, transaction
from smd_workshop.models import Process, Work
from smd_workshop.processes import works
from smd_workshop.processes.works import Stopped, Taken
from smd_workshop.worker import kept_files

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Every kind of long work by its name.
KINDS: dict[str, Callable[["Task"], None]] = {}
#: Seconds between two signs of life, and between two looks for work.
BEAT: Final = 1.0
LOOK: Final = 0.5
#: After how many of a long list it is told how far it is.
OFTEN: Final = 100
FAILED: Final = N_("Something went wrong. Nothing was written. It can be tried again.")
FAILED_HALF_WAY: Final = N_(
    "Something went wrong. What was written before stays and is not written twice. The rest can be tried again."
)


def kind(name: str) -> Callable[[Callable[["Task"], None]], Callable[["Task"], None]]:
    """Put a function among the kinds of long work, under this name; it ends with hand_over() or finish()."""

    def put(function: Callable[["Task"], None]) -> Callable[["Task"], None]:
        KINDS[name] = function
        return function

    return put


@dataclass
class Task:
    """Work as whoever does it sees it. Nothing here touches the database but its end."""

    taken: Taken
    #: Set when the worker is told to end, and when the work was cancelled or is another's.
    ending: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    at: tuple[str, int, int] = ("", 0, 0)
    #: Whether something is written down that stays, whatever comes now.
    wrote: bool = False

    def __post_init__(self) -> None:
        self.wrote = bool(self.taken.written)

    @property
    def process(self) -> Process:
        """The process that it is for."""
        return db.session.get_one(Process, self.taken.process_id)

    def row(self, table: type[T], key: object) -> T:
        """Return what the work is about."""
        return db.session.get_one(table, key)

    def step(self, words: str, done: int = 0, total: int = 0) -> None:
        """Tell what is being done (an English sentence of ours), and how far. Raises Stopped where it shall not go on."""
        if self.stopped.is_set() or self.ending.is_set():
            raise Stopped
        self.at = (words, done, total)

    def each(self, words: str, found: Iterable[T], total: int) -> Iterator[T]:
        """Give one after the other, and tell how far it is."""
        for n, one in enumerate(found):
            if n % OFTEN == 0:
                self.step(words, n, total)
            yield one

    def write_down(self, **written: Any) -> None:
        """Say what is written, inside of its transaction, where the work then goes on. Raises Stopped: then write nothing."""
        works.write_down(self.taken, written)
        self.wrote = True

    def hand_over(self, data: bytes, media_type: str, called: str) -> None:
        """Give a file as the outcome. Raises Stopped where nobody wants it any more: then it is gone."""
        self.step(self.at[0], self.at[2], self.at[2])
        file = f"{self.taken.id}-{secrets.token_hex(8)}"
        path = folder() / file
        try:
            kept_files.write(path, data)
            outcome = {"file": file, "type": media_type, "called": called}
            with transaction(beside=True):
                works.finish(self.taken, outcome, now())
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def finish(self, leads_to: str, said: str) -> None:
        """Say where what was written is, inside of the transaction that writes it. Raises Stopped: then write nothing."""
        works.finish(self.taken, {"leads_to": leads_to, "said": said}, now())


def folder() -> Path:
    """Return where outcomes lie for a day."""
    return kept_files.folder("work")


def outcome_of(work: Work) -> bytes:
    """Return the file that came out of work. Raises NotFound where there is none, or no longer."""
    try:
        data: bytes = (folder() / work.outcome["file"]).read_bytes()
    except (KeyError, FileNotFoundError):
        raise NotFound(N_("This file is no longer here. Ask for it again.")) from None
    return data


def run(name: str, *, ending: threading.Event | None = None) -> bool:
    """Do work if nobody else has it; return whether it was ours. Its failure is said on its page.

    `ending`: of the worker that does it, which tells how far it is; None for a page that does something short itself.
    """
    with transaction(beside=True):
        taken = works.take(name, now())
    if taken is None:
        return False
    task = Task(taken, ending or threading.Event())
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with contextlib.nullcontext() if ending is None else _Beat(app, task):
        problem = _problem(task)
    if problem is not None:
        with transaction(beside=True):
            works.fail(taken, problem, now())
    return True


def _problem(task: Task) -> str | None:
    """Do it; return what to say of its failure, None where it is over or another's."""
    try:
        with force_locale(task.taken.language):
            try:
                KINDS[task.taken.kind](task)
            except Refusal as refusal:
                return str(gettext(refusal.message, **refusal.params))
    except Stopped:
        with transaction(beside=True):
            works.give_back(task.taken, now())  # of what was cancelled, nothing
    except Exception:
        log.exception("work %s (%s) failed", task.taken.id, task.taken.kind)
        return FAILED_HALF_WAY if task.wrote else FAILED
    finally:
        db.session.rollback()
    return None


class _Beat(threading.Thread):
    """Writes each second that the worker lives and how far it is; hears that the work was cancelled."""

    def __init__(self, app: Flask, task: Task) -> None:
        super().__init__(daemon=True)
        self._app, self._task, self._over = app, task, threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        with self._app.app_context():
            while not self._over.wait(BEAT):
                try:
                    with transaction(beside=True):
                        own = works.seen(self._task.taken, now(), *self._task.at)
                except Exception:  # the database may be away, or the work itself is writing
                    log.debug("no sign of life could be written", exc_info=True)
                else:
                    if not own:
                        self._task.stopped.set()
                finally:
                    db.session.remove()


def work_on(app: Flask, stop: threading.Event) -> None:
    """Do what is asked for, one after the other, until told to stop."""
    with app.app_context():
        while not stop.is_set():
            try:
                name = works.due(now())
                db.session.rollback()
                did = name is not None and run(name, ending=stop)
            except Exception:  # the database may be away: it comes back
                log.exception("long work could not be looked for")
                did = False
            db.session.remove()
            if not did:
                stop.wait(LOOK)


def forget_old(at: datetime) -> None:
    """Forget what came out of work a day ago, whose files go with the others that are kept for a day; and files that no work has."""
    if works.old(at):
        with transaction(beside=True):
            works.forget_old(at)
    found = {path: path.name.partition("-")[0] for path in folder().iterdir()}
    if found:
        wanted = works.files(set(found.values()))
        for path, name in found.items():
            if wanted.get(name, "") not in {path.name, works.SOME}:
                path.unlink(missing_ok=True)


def forget_of(process_id: int) -> None:
    """Take away whatever long work in a process has made: somebody whose data may be in it asked to be removed.

    In the transaction that removes them, and the files before it is committed: who is killed between leaves neither.
    """
    for name in works.forget_of(process_id, now()):
        for path in folder().glob(f"{name}-*"):
            path.unlink(missing_ok=True)
