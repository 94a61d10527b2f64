"""What becomes of a letter, whoever it is for: tried some times with longer waits, sent at most once, all of them counted.

A letter is claimed ("sending") before it is given to the mail server: one whose worker was killed in between may have
arrived, and only a person decides to send it again (docs/adr/0047).
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.models import Letter, NewsLetter, RoundLetter

Posted = Letter | RoundLetter | NewsLetter
#: How often a letter is given to a mail server that does not take it, and the waits in between.
TRIES: Final = 8
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480))
#: A letter that is under way longer than this was dropped by its worker.
UNDER_WAY: Final = timedelta(minutes=10)


def due(letter: Posted) -> datetime:
    """Return when a letter that waits is tried (again)."""
    return letter.changed_at + (WAITS[letter.tries - 1] if letter.tries else timedelta(0))


def become(letter: Posted, state: str, at: datetime, told: str = "") -> None:
    """Note what a letter has become, with what the mail server told."""
    letter.state, letter.changed_at, letter.told = state, at, " ".join(told.split())[:300]


def take(letter: Posted, at: datetime) -> None:
    """Claim a letter for one try."""
    letter.tries += 1
    become(letter, "sending", at)


def put_back(letter: Posted, told: str, at: datetime) -> datetime | None:
    """Note that the mail server did not take it now; return when it is tried again, None if never."""
    become(letter, "queued" if letter.tries < TRIES else "failed", at, told)
    return due(letter) if letter.state == "queued" else None


def is_lost(letter: Posted, at: datetime) -> bool:
    """Say whether nothing happens to this letter any more unless somebody asks."""
    dropped = letter.state == "sending" and at - letter.changed_at > UNDER_WAY
    return letter.state in {"refused", "failed"} or dropped


def confirmations_since(moment: datetime) -> int:
    """Count the letters that ask for a confirmation which the mail server took since then: anybody can ask for those."""
    query = select(func.count()).where(
        NewsLetter.kind == "confirmation", NewsLetter.state == "sent",
        NewsLetter.changed_at > moment,
    )  # fmt: skip
    return db.session.scalar(query) or 0


def sent_since(moment: datetime) -> int:
    """Count the letters of all kinds that the mail server took since then."""
    return sum(
        db.session.scalar(
            select(func.count()).where(table.state == "sent", table.changed_at > moment)
        )
        or 0
        for table in (Letter, RoundLetter, NewsLetter)
    )
