"""Keys by which programs of an organisation read the open data: shown once, known by their digest, with a last day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select, update

from smd_workshop.core.codes import digest, new_code
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.database.children import child_of, newest_of
from smd_workshop.models import ApiKey, Process
from smd_workshop.processes import journal

#: By which anybody who finds a key in a file knows of what it is one.
BEGINS: Final = "smd_"
#: Signs of chance: 23^24 is more than 2^108, so a digest without a secret is enough.
LENGTH: Final = 24
#: Signs of a key that lists show.
SHOWN: Final = len(BEGINS) + 4
#: Keys of a process that work at the same time.
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Made:
    """A key as it is shown, once: it exists nowhere else."""

    row: ApiKey
    key: str


def make(process: Process, name: str, expires_on: date, at: datetime, user_id: int | None) -> Made:
    """Make a key for a program of somebody. Raises Invalid without a name, with a last day that is over, or for one too many."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("Write whose program it is."))
    if expires_on < day_of(at, process.time_zone):
        raise Invalid(N_("The last day of the key is over already. Write a later one."))
    if sum(each.revoked_at is None for each in of_process(process)) >= MOST:
        raise Invalid(N_("There are %(most)s keys already. Take one back first."), most=MOST)
    key = BEGINS + new_code(LENGTH)
    row = ApiKey(
        process_id=process.id, name=name, key_hash=digest(key), begins=key[:SHOWN], created_at=at,
        created_by_id=user_id, expires_on=expires_on, uses=0,
    )  # fmt: skip
    db.session.add(row)
    journal.record("make API key", at, process=process, user_id=user_id, name=name)
    db.session.flush()
    return Made(row, key)


def revoke(row: ApiKey, at: datetime, user_id: int | None) -> None:
    """Let a key work no more."""
    if row.revoked_at is None:
        row.revoked_at = at
        journal.record("revoke API key", at, process=row.process, user_id=user_id, name=row.name)


def of_process(process: Process) -> list[ApiKey]:
    """Return the keys of a process, the newest first."""
    return newest_of(ApiKey, process.id)


def find(process: Process, key_id: int) -> ApiKey:
    """Return the key of this process with this number, or raise NotFound."""
    return child_of(ApiKey, process.id, key_id)


def works(row: ApiKey, at: datetime) -> bool:
    """Say whether a key is neither taken back nor over."""
    return row.revoked_at is None and day_of(at, row.process.time_zone) <= row.expires_on


def known(key: str, at: datetime) -> ApiKey | None:
    """Return the row of a key that works; None for any other text."""
    row = db.session.scalar(select(ApiKey).where(ApiKey.key_hash == digest(key.strip())))
    return row if row is not None and works(row, at) else None


def count(key_id: int, day: date, many: int = 1) -> None:
    """Count so many uses of a key, the last one on this day, whoever else counts at the same moment."""
    db.session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .values(uses=ApiKey.uses + many, last_used_on=day)
        .execution_options(synchronize_session=False)
    )
