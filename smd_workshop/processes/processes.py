"""The long effort: its sectors, its places, and who may be asked."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Actor, Process, Round, Seat, Sector, Territory, Workshop
from smd_workshop.processes import journal, protocols

#: What may change during the life of a process.
CHANGEABLE = ("name", "purpose", "place", "contact", "languages", "public")


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


def visible(ids: set[int], *, everything: bool) -> list[Process]:
    """Return the processes with these ids, or all of them, by name."""
    query = select(Process)
    if not everything:
        query = query.where(Process.id.in_(ids))
    return names.by_name(db.session.scalars(query), lambda p: p.name, lambda p: p.code)


def change(
    process: Process,
    at: datetime,
    user_id: int | None,
    *,
    time_zone: str | None = None,
    **fields: Any,
) -> None:
    """Change what a process is called and what it is for; its code and its rules stay.

    Raises Frozen for another time zone once the first round has opened: days were noted by it; TypeError for what
    no process has.
    """
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a process has no {sorted(unknown)} to change")
    if time_zone not in {None, process.time_zone}:
        _check_zone_may_change(process)
        fields["time_zone"] = time_zone
    for name, content in fields.items():
        setattr(process, name, "" if content is None else content)  # a field that was not sent
    journal.record("change process", at, process=process, user_id=user_id, fields=sorted(fields))


def create(
    name: str,
    at: datetime,
    *,
    code: str = "",
    user_id: int | None = None,
    seed: int | None = None,
    sectors: list[tuple[str, str]] | None = None,
    **fields: Any,
) -> Process:
    """Begin a process with a fresh protocol; sectors are (code, name) in their order.

    Raises Invalid without a name, or where its code is taken.
    """
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
    """Add a sector at the end. Refused once the protocol is frozen. Raises Invalid for a code that is taken."""
    _check_not_frozen(process)
    if any(s.code == code for s in process.sectors):
        raise Invalid(N_("There is a sector %(code)s already."), code=code)
    sector = Sector(code=code, name=name, position=len(process.sectors), weight="1")
    process.sectors.append(sector)
    return sector


def find_sector(process: Process, sector_id: int) -> Sector:
    """Return a sector of this process, or raise NotFound."""
    found = next((s for s in process.sectors if s.id == sector_id), None)
    if found is None:
        raise NotFound
    return found


def rename_sector(process: Process, sector: Sector, name: str) -> None:
    """Call a sector something else; refused once the protocol is frozen."""
    _check_not_frozen(process)
    sector.name = name


def move_sector(process: Process, sector: Sector, step: int) -> None:
    """Move a sector up (-1) or down (1); its place gives it its colour and shape."""
    _check_not_frozen(process)
    order = [s for s in process.sectors if s.id != sector.id]
    place = process.sectors.index(sector) + step
    order.insert(max(0, place), sector)
    for position, each in enumerate(order):
        each.position = position


def remove_sector(process: Process, sector: Sector) -> None:
    """Take away a sector in which nobody is yet. Raises WrongState where somebody is."""
    _check_not_frozen(process)
    if db.session.scalar(select(Actor.id).where(Actor.sector_id == sector.id).limit(1)) is not None:
        raise WrongState(N_("There are actors in this sector. Move them to another one first."))
    process.sectors.remove(sector)
    db.session.delete(sector)
    for position, each in enumerate(process.sectors):
        each.position = position


def _check_zone_may_change(process: Process) -> None:
    if process.protocol_frozen_at is not None:
        raise Frozen(N_("The time zone was fixed when the first round opened."))


def _check_not_frozen(process: Process) -> None:
    if process.protocol_frozen_at is not None:
        raise Frozen(N_("The sectors were fixed when the first round opened."))


def seats_by_sector(process: Process) -> dict[int, int]:
    """Return how many active seats each sector has, by the sector's id."""
    rows = db.session.execute(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(Seat.process_id == process.id, Seat.active)
        .group_by(Actor.sector_id)
    )
    return dict(rows.all())


def add_territory(process: Process, code: str, name: str) -> Territory:
    """Add a place of the process. Raises Invalid for a code that is taken."""
    if any(t.code == code for t in process.territories):
        raise Invalid(N_("There is a place %(code)s already."), code=code)
    territory = Territory(code=code, name=name)
    process.territories.append(territory)
    return territory


def places(process: Process) -> list[Territory]:
    """Return the places of a process by name."""
    return names.by_name(process.territories, lambda t: t.name, lambda t: t.code)


def find_territory(process: Process, territory_id: int) -> Territory:
    """Return a place of this process, or raise NotFound."""
    found = next((t for t in process.territories if t.id == territory_id), None)
    if found is None:
        raise NotFound
    return found


def rename_territory(process: Process, territory: Territory, name: str) -> None:
    """Call a place something else, at any time: nothing is counted by it. Its code stays.

    Lists of people name places, so no two may be called the same: raises Invalid for a name that is taken, or for none.
    """
    if not name.strip():
        raise Invalid(N_("Give the place a name."))
    if any(t is not territory and t.name == name.strip() for t in process.territories):
        raise Invalid(N_("There is a place called %(name)s already."), name=name.strip())
    territory.name = name.strip()


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
