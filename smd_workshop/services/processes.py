"""The long effort: its sectors, its places, and who may be asked."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.errors import Frozen, Invalid, N_, NotFound
from smd_workshop.models import Process, Round, Sector, Territory, Workshop
from smd_workshop.services import journal, protocols


def slug(name: str) -> str:
    """Return a name as an address: «SMD Moquegua 2022» → smd-moquegua-2022."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def find(code: str) -> Process:
    """Return the process with this code, or raise NotFound."""
    process = db.session.scalar(select(Process).where(Process.code == code))
    if process is None:
        raise NotFound
    return process


def create(  # noqa: PLR0913 - what a process is
    name: str,
    at: datetime,
    *,
    code: str = "",
    user_id: int | None = None,
    seed: int | None = None,
    sectors: list[tuple[str, str]] | None = None,
    **fields: Any,
) -> Process:
    """Begin a process with a fresh protocol; sectors are (code, name) in their order."""
    code = code or slug(name)
    if not code:
        raise Invalid(N_("Give the process a name."))
    if db.session.scalar(select(Process.id).where(Process.code == code)) is not None:
        raise Invalid(N_("There is a process called %(code)s already."), code=code)
    process = Process(
        code=code, name=name, created_at=at, protocol=protocols.default_protocol(seed), **fields
    )
    db.session.add(process)
    db.session.flush()  # the journal needs the id
    for sector_code, sector_name in sectors or []:
        add_sector(process, sector_code, sector_name)
    journal.record("create process", at, process=process, user_id=user_id)
    return process


def add_sector(process: Process, code: str, name: str) -> Sector:
    """Add a sector at the end; refused once the protocol is frozen."""
    if process.protocol_frozen_at is not None:
        raise Frozen(N_("The sectors were fixed when the first round opened."))
    if any(s.code == code for s in process.sectors):
        raise Invalid(N_("There is a sector %(code)s already."), code=code)
    sector = Sector(code=code, name=name, position=len(process.sectors), weight="1")
    process.sectors.append(sector)
    return sector


def add_territory(process: Process, code: str, name: str) -> Territory:
    """Add a place of the process."""
    territory = Territory(code=code, name=name)
    process.territories.append(territory)
    return territory


def has_opened(process: Process) -> bool:
    """Say whether any round of the process has ever opened."""
    return (
        db.session.scalar(
            select(Round.id)
            .join(Workshop, Round.workshop_id == Workshop.id)
            .where(Workshop.process_id == process.id, Round.state != "draft")
            .limit(1)
        )
        is not None
    )
