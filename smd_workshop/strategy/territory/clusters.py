"""Clusters: begun with the sectors of the technical note as a template, and who gives whom what in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Cluster,
    ClusterIndicator,
    ClusterLink,
    ClusterMember,
    PlanIndicator,
    Process,
)
from smd_workshop.processes import journal
from smd_workshop.strategy.territory import texts

LONGEST_WHAT: Final = 300
#: The five sectors that the technical note recommends for Moquegua (section 7), with what it says of each.
TEMPLATE: Final = (
    ("Agro", "La uva es el segundo producto agrícola de la región y el insumo del pisco."),
    ("Pisco", "Treinta bodegas forman la Ruta del Pisco, que se visita y se degusta."),
    (
        "Turismo",
        "Entre las rutas Cusco-Arequipa-Puno y Arica-Tacna; aporta 1.3 % del PBI regional.",
    ),
    ("Hostelería", "Más visitantes piden más alojamiento; crece desde 2016."),
    ("Gastronomía", "Cuy, palta, guargüeros y panes, que se conocen con el turismo."),
)
_SAME_NAME: Final = N_("There is one of this name already.")


def of_process(process: Process, *, public: bool) -> list[Cluster]:
    """Return the clusters of a process in the order in which they were begun, for the public those that are shown."""
    query = select(Cluster).where(Cluster.process_id == process.id)
    if public:
        query = query.where(Cluster.shown_at.is_not(None))
    return list(db.session.scalars(query.order_by(Cluster.id)))


def find(process: Process, cluster_id: int, *, public: bool = False) -> Cluster:
    """Return the cluster of this process with this id, or raise NotFound, for the public also while it is not shown."""
    found = db.session.get(Cluster, cluster_id)
    if found is None or found.process_id != process.id or (public and found.shown_at is None):
        raise NotFound
    return found


def add(process: Process, fields: Mapping[str, str], at: datetime, user_id: int | None) -> Cluster:
    """Begin a cluster; the public does not read it yet. Raises Invalid, also for a name that is there."""
    name, purpose = _checked(process, fields, None)
    made = Cluster(process_id=process.id, name=name, purpose=purpose, created_at=at)
    db.session.add(made)
    db.session.flush()  # the record names its id
    _record("begin cluster", made, at, user_id)
    return made


def take_template(process: Process, at: datetime, user_id: int | None) -> None:
    """Begin the clusters of the technical note that are not there yet."""
    there = {each.name for each in of_process(process, public=False)}
    for name, purpose in TEMPLATE:
        if name not in there:
            add(process, {"name": name, "purpose": purpose}, at, user_id)


def change(found: Cluster, fields: Mapping[str, str], at: datetime, user_id: int | None) -> None:
    """Put right what a cluster is called and for; what it said before stays in the journal. Raises Invalid."""
    process = db.session.get_one(Process, found.process_id)
    former = {"name": found.name, "purpose": found.purpose}
    found.name, found.purpose = _checked(process, fields, found)
    _record("change cluster", found, at, user_id, former=former)


def _checked(process: Process, fields: Mapping[str, str], but: Cluster | None) -> tuple[str, str]:
    def name() -> str:
        """Return the name that was written; raises Invalid for that of another cluster."""
        given = texts.written(fields.get("name", ""), N_("Give it a name."), texts.LONGEST_NAME)
        if any(e.name == given and e is not but for e in of_process(process, public=False)):
            raise Invalid(_SAME_NAME)
        return given

    why = N_("Write what it is for and where that is written. The public can read it.")
    found = faults.every({
        "name": name,
        "purpose": lambda: texts.written(fields.get("purpose", ""), why, texts.LONGEST_TEXT),
    })  # fmt: skip
    return found["name"], found["purpose"]


def show(found: Cluster, at: datetime, user_id: int | None, *, to_public: bool) -> None:
    """Show a cluster to the public, or no longer."""
    found.shown_at = texts.shown_at(found.shown_at, at, show=to_public)
    _record("show cluster", found, at, user_id, shown=to_public)


def join(found: Cluster, name: str, role: str, at: datetime, user_id: int | None) -> ClusterMember:
    """Say who belongs to a cluster and what they do in it; said again, their role is the new one. Raises Invalid."""
    given = faults.every({
        "name": lambda: texts.written(name, N_("Write who belongs to it."), texts.LONGEST_NAME),
        "role": lambda: texts.written(role, N_("Write what they do in it."), texts.LONGEST_NAME),
    })  # fmt: skip
    name, role = given["name"], given["role"]
    made = next((each for each in found.members if each.name == name), None)
    if made is None:
        made = ClusterMember(name=name)
        found.members.append(made)
    made.role = role
    db.session.flush()  # whoever says the same again must find it
    _record("join cluster", found, at, user_id, member=name, role=role)
    return made


def leave(found: Cluster, member_id: int, at: datetime, user_id: int | None) -> None:
    """Take a member off, with what it gives and takes; the journal keeps that it was there. Raises NotFound."""
    member = find_member(found, member_id)
    for link in [each for each in found.links if member.id in {each.giver_id, each.taker_id}]:
        _cut(found, link)
    found.members.remove(member)
    db.session.delete(member)
    _record("leave cluster", found, at, user_id, member=member.name, role=member.role)


def find_member(found: Cluster, member_id: int) -> ClusterMember:
    """Return the member of this cluster with this id, or raise NotFound."""
    for each in found.members:
        if each.id == member_id:
            return each
    raise NotFound


def tie(
    found: Cluster, giver_id: int, taker_id: int, what: str, at: datetime, user_id: int | None
) -> None:
    """Say what one member gives another; said again it is the new words, without words nothing any more. Raises Invalid."""
    giver, taker = find_member(found, giver_id), find_member(found, taker_id)
    if giver is taker:
        raise Invalid(N_("Choose two different members."))
    what = texts.line(what, LONGEST_WHAT)
    pair = (giver.id, taker.id)
    link = next((e for e in found.links if (e.giver_id, e.taker_id) == pair), None)
    if link is not None and not what:
        _cut(found, link)
    elif link is not None:
        link.what = what
    elif what:
        found.links.append(ClusterLink(giver_id=giver.id, taker_id=taker.id, what=what))
    else:
        raise Invalid(N_("Write what one gives the other."))
    db.session.flush()  # whoever says the same again must find it
    _record("tie members", found, at, user_id, giver=giver.name, taker=taker.name, what=what)


def _cut(found: Cluster, link: ClusterLink) -> None:
    found.links.remove(link)
    db.session.delete(link)
    db.session.flush()  # before its members go


def measure(
    found: Cluster, indicator: PlanIndicator, at: datetime, user_id: int | None, *, on: bool
) -> None:
    """Let an indicator of a plan be shared by the members of a cluster, or no longer."""
    there = next((row for row in found.indicators if row.indicator_id == indicator.id), None)
    if on and there is None:
        found.indicators.append(ClusterIndicator(indicator_id=indicator.id))
    elif not on and there is not None:
        found.indicators.remove(there)
        db.session.delete(there)
    db.session.flush()  # whoever says the same again must find it
    _record("measure cluster", found, at, user_id, indicator=indicator.code, on=on)


def _record(verb: str, found: Cluster, at: datetime, user_id: int | None, **detail: Any) -> None:
    process = db.session.get(Process, found.process_id)
    journal.record(verb, at, process=process, user_id=user_id, cluster=found.id, **detail)
