"""Long work: asked for once, taken up by one worker, told how far it is, and over once.

Each step is one statement that says what must be true before it, so that it is right beside all others: a worker
that was thought to be dead and comes back finds that the work is no longer its own.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, and_, case, delete, or_, select, update

from smd_workshop.core.errors import NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.documents import canonical_json
from smd_workshop.models import Process, Work
from smd_workshop.models.base import random_id

#: How long a worker may be silent before another takes up what it had.
SILENT: Final = timedelta(seconds=20)
#: How long what came out is kept.
KEPT: Final = timedelta(days=1)
#: How often work is taken up: what ends its worker each time would end every worker.
MOST_TRIES: Final = 3
GAVE_UP: Final = N_(
    "The worker ended three times while it was at this. Nothing was written. Tell whoever runs this installation."
)
GAVE_UP_HALF_WAY: Final = N_(
    "The worker ended three times while it was at this. What it had written stays and is not written twice. Tell whoever "
    "runs this installation."
)
#: Signs of a title, which may hold the name of somebody's file.
LONGEST: Final = 300
UNDER_WAY: Final = ("queued", "running")
#: Of a file whose name nobody knows yet.
SOME: Final = "*"


class Stopped(Exception):  # noqa: N818 - the name says what happened
    """The work was cancelled, or another worker has it now: nothing of it may be kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for."""

    kind: str
    #: What it is done with: plain values.
    about: dict[str, Any]
    #: What one must be allowed to, to see it.
    verb: str
    title: str
    #: The page that it was asked for on.
    back: str
    language: str

    def key(self, process_id: int) -> str:
        """Return the digest by which the same work of a process is known: another's is another's, whatever it is about."""
        said = [process_id, self.kind, self.language, self.about]
        return hashlib.sha256(canonical_json(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """What whoever takes work up must know of it."""

    id: str
    holder: str
    kind: str
    process_id: int
    about: dict[str, Any] = field(default_factory=dict)
    language: str = "es"
    asked_by_id: int | None = None
    #: What it has written already, before its worker ended; {} where nothing.
    written: dict[str, Any] = field(default_factory=dict)


def ask(process: Process, asked: Asked, at: datetime, user_id: int | None) -> Work:
    """Return the work that is asked for: what is under way already, or what is queued now.

    What is over is done anew: a form that is sent twice is known by its own key before it comes here (staff.sent), so
    this is another one, and what it asks for is looked at again.
    """
    key = asked.key(process.id)
    work = db.session.scalar(select(Work).where(Work.key == key))
    if work is None:
        work = Work(
            process_id=process.id, kind=asked.kind, about=asked.about, key=key, language=asked.language,
            verb=asked.verb, title=asked.title[:LONGEST], back=asked.back, asked_at=at, seen_at=at,
            asked_by_id=user_id,
        )  # fmt: skip
        db.session.add(work)
    elif work.state not in UNDER_WAY:
        work.title, work.back, work.verb = asked.title[:LONGEST], asked.back, asked.verb
        _queue(work, at, user_id)
    db.session.flush()
    return work


def again(work: Work, at: datetime, user_id: int | None) -> None:
    """Queue anew what failed or was cancelled, for whoever says so; anything else stays as it is."""
    db.session.refresh(work, with_for_update=True)
    if work.state in {"failed", "cancelled"}:
        _queue(work, at, user_id)


def _queue(work: Work, at: datetime, user_id: int | None) -> None:
    """Let it be taken up from the beginning; what it had written before it failed is kept, and not written again."""
    if work.state == "done":
        work.outcome = {}
    work.state, work.step, work.done, work.total, work.tries = "queued", "", 0, 0, 0
    work.holder, work.problem, work.asked_by_id = "", "", user_id
    work.asked_at = work.seen_at = at


def find(process: Process, name: str) -> Work:
    """Return work of this process, or raise NotFound."""
    work = db.session.get(Work, name)
    if work is None or work.process_id != process.id:
        raise NotFound
    return work


def asked_on(process: Process, back: str) -> list[Work]:
    """Return the work of a process that was asked for on a page, the latest first: the way back to it."""
    query = select(Work).where(Work.process_id == process.id, Work.back == back)
    return list(db.session.scalars(query.order_by(Work.asked_at.desc(), Work.id)))


def is_there(name: str) -> bool:
    """Say whether a piece of work is still there; it goes a day after it was over, and with somebody who is removed."""
    return db.session.scalar(select(Work.id).where(Work.id == name)) is not None


def cancel(work: Work, at: datetime) -> bool:
    """Stop what is queued or running; False where it is over, or has written something. Whoever is at it keeps nothing."""
    return _changed(
        update(Work).where(Work.id == work.id, Work.state.in_(UNDER_WAY), Work.outcome == {})
        .values(state="cancelled", holder="", seen_at=at)
    )  # fmt: skip


def due(at: datetime) -> str | None:
    """Return the work that waited longest, or lost its worker; None where there is none."""
    query = select(Work.id).where(_waits(at)).order_by(Work.asked_at, Work.id)
    return db.session.scalar(query.limit(1))


def _waits(at: datetime) -> Any:
    lost = and_(Work.state == "running", Work.seen_at < at - SILENT)
    return or_(Work.state == "queued", lost)


def take(name: str, at: datetime) -> Taken | None:
    """Take work up; None where another was quicker, or it ended its workers too often: then it has failed."""
    holder, mine = random_id(), Work.id == name
    exhausted = update(Work).where(mine, _waits(at), Work.tries >= MOST_TRIES)
    why = case((Work.outcome == {}, GAVE_UP), else_=GAVE_UP_HALF_WAY)
    if _changed(exhausted.values(state="failed", holder="", problem=why, seen_at=at)):
        return None
    taken = update(Work).where(mine, _waits(at)).values(
        state="running", holder=holder, tries=Work.tries + 1, seen_at=at, step="", done=0, total=0
    )  # fmt: skip
    if not _changed(taken):
        return None
    work = db.session.scalars(select(Work).where(mine)).one()
    return Taken(
        work.id, holder, work.kind, work.process_id, dict(work.about), work.language, work.asked_by_id, dict(work.outcome)
    )  # fmt: skip


def seen(taken: Taken, at: datetime, step: str, done: int, total: int) -> bool:
    """Write down that the worker lives and how far it is; False where the work is no longer its own."""
    return _changed(_own(taken).values(seen_at=at, step=step, done=done, total=total))


def finish(taken: Taken, outcome: dict[str, Any], at: datetime) -> None:
    """Say what came out, in the transaction of what was written. Raises Stopped: then all of it goes."""
    if not _changed(_own(taken).values(state="done", outcome=outcome, holder="", seen_at=at)):
        raise Stopped


def write_down(taken: Taken, written: dict[str, Any]) -> None:
    """Say what is written, in its transaction, though the work goes on: it is not written again. Raises Stopped."""
    if not _changed(_own(taken).values(outcome=written)):
        raise Stopped


def fail(taken: Taken, problem: str, at: datetime) -> None:
    """Say why nothing came out; of work that is no longer one's own, nothing."""
    _changed(_own(taken).values(state="failed", problem=problem, holder="", seen_at=at))


def give_back(taken: Taken, at: datetime) -> None:
    """Let another worker take up what this one had begun: it is told to end."""
    _changed(_own(taken).values(state="queued", holder="", seen_at=at))


def _own(taken: Taken) -> Any:
    return update(Work).where(
        Work.id == taken.id, Work.holder == taken.holder, Work.state == "running"
    )


def forget_old(at: datetime) -> None:
    """Remove what is over for a day."""
    over = delete(Work).where(Work.state.not_in(UNDER_WAY), Work.seen_at < at - KEPT)
    db.session.execute(over)


def old(at: datetime) -> bool:
    """Say whether there is something to forget."""
    query = select(Work.id).where(Work.state.not_in(UNDER_WAY), Work.seen_at < at - KEPT)
    return db.session.scalar(query.limit(1)) is not None


def forget_of(process_id: int, at: datetime) -> list[str]:
    """Remove what came out of work in a process and stop what is under way: somebody's data may be in it.

    What stopped after it had written something stays, so that it is not written again. Returns the ids of all of it,
    with which the names of its files begin: also of what was asked for again since.
    """
    own = Work.process_id == process_id
    ids = list(db.session.scalars(select(Work.id).where(own)))
    stopped = and_(Work.state != "done", Work.outcome != {})
    db.session.execute(delete(Work).where(own, Work.state.not_in(UNDER_WAY), ~stopped))
    db.session.execute(
        update(Work)
        .where(own, Work.state.in_(UNDER_WAY))
        .values(state="cancelled", holder="", seen_at=at)
    )
    return ids


def files(ids: Collection[str]) -> dict[str, str]:
    """Return for each of these pieces of work that has a file which it is; SOME while a worker may be writing it."""
    query = select(Work.id, Work.state, Work.outcome).where(Work.id.in_(ids))
    return {
        name: SOME if state == "running" else str(outcome.get("file", ""))
        for name, state, outcome in db.session.execute(query)
    }


def _changed(statement: Any) -> bool:
    """Run a statement; say whether there was something to change."""
    found: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]
    return found.rowcount > 0
