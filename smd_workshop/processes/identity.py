"""By what a process is known at sight: its logo, its colour, and short names of its sectors for a wall."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.database import db
from smd_workshop.models import Identity, Process, Sector
from smd_workshop.processes import journal, logos

#: White letters on the colour must be read by everybody: WCAG 2.2, 1.4.3.
LEAST_CONTRAST: Final = 4.5
LONGEST_SHORT_NAME: Final = 24
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def of(process: Process) -> Identity | None:
    """Return the look of a process, None where it has that of the program."""
    return db.session.get(Identity, process.id)


def of_each(processes: Iterable[Process]) -> dict[int, Identity]:
    """Return the looks of processes by their ids, in one question; of those that set neither there is none."""
    ids = [each.id for each in processes]
    rows = db.session.scalars(select(Identity).where(Identity.process_id.in_(ids)))
    return {row.process_id: row for row in rows}


def colour_of(process: Process) -> str:
    """Return the colour of a process as '#rrggbb', or nothing where it has that of the program."""
    look = of(process)
    return look.colour if look is not None else ""


def logo_of(process: Process) -> bytes:
    """Return the logo as PNG, empty where there is none."""
    look = of(process)
    return (look.logo or b"") if look is not None else b""


def contrast_with_white(colour: str) -> float:
    """Return the contrast of white letters on a colour '#rrggbb', from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def set_colour(process: Process, colour: str, at: datetime, user_id: int | None) -> None:
    """Give a process its colour, '' for that of the program; Invalid for one on which white is hard to read."""
    wanted = colour.strip().lower()
    if wanted and not _COLOUR.fullmatch(wanted):
        raise Invalid(N_("Write the colour as # and six digits or letters from a to f: #0f5a63."))
    if wanted and (found := contrast_with_white(wanted)) < LEAST_CONTRAST:
        raise Invalid(
            N_("White letters on this colour are hard to read: their contrast is %(found)s to 1, and at least "
               "%(least)s to 1 is needed. Choose a darker colour."),
            found=number(int(found * 100) / 100, 2), least=number(LEAST_CONTRAST, 1),
        )  # fmt: skip
    _row(process).colour = wanted
    journal.record("set colour", at, process=process, user_id=user_id, colour=wanted)


def set_logo(process: Process, sent: bytes, at: datetime, user_id: int | None) -> None:
    """Give a process its logo; raises Invalid for what is no picture."""
    picture = logos.as_png(sent)
    row = _row(process)
    row.logo, row.logo_sha256 = picture, hashlib.sha256(picture).hexdigest()
    journal.record("set logo", at, process=process, user_id=user_id, sha256=row.logo_sha256)


def remove_logo(process: Process, at: datetime, user_id: int | None) -> None:
    """Take the logo of a process away."""
    row = _row(process)
    row.logo, row.logo_sha256 = None, ""
    journal.record("remove logo", at, process=process, user_id=user_id)


def call_shortly(sector: Sector, name: str, at: datetime, user_id: int | None) -> None:
    """Give a sector the name of a word or two that a wall shows, '' for its own; at any time: nothing is counted by it.

    Raises Invalid for a name that is too long or another sector's.
    """
    wanted = " ".join(name.split())
    if len(wanted) > LONGEST_SHORT_NAME:
        raise Invalid(N_("A short name has at most %(most)s letters."), most=LONGEST_SHORT_NAME)
    if wanted and any(s is not sector and s.short_name == wanted for s in sector.process.sectors):
        raise Invalid(N_("Another sector is called %(name)s already."), name=wanted)
    sector.short_name = wanted
    journal.record(
        "call a sector shortly", at, process=sector.process, user_id=user_id, code=sector.code, name=wanted
    )  # fmt: skip


def _row(process: Process) -> Identity:
    row = of(process)
    if row is None:
        row = Identity(process_id=process.id, colour="", logo_sha256="")
        db.session.add(row)
    return row
