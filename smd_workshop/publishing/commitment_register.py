"""The register of commitments: who does what by when, by institution and by workshop, as document and as table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from smd_workshop.core import names
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.models import Commitment, Process
from smd_workshop.publishing import portal_queries

Json = dict[str, Any]
#: Under what a commitment may be gathered.
INSTITUTION = "institution"
COLUMNS: Final = (
    "number",
    "commitment",
    "owner",
    "due",
    "state",
    "overdue",
    "evidence",
    "workshop",
)


@dataclass(frozen=True, slots=True)
class Group:
    """Commitments of one institution, or of one workshop; `name` is '' where they belong to none."""

    name: str
    told: portal_queries.Tally


def grouped(process: Process, by: str, today: date) -> list[Group]:
    """Return the commitments by who answers for them, or by the workshop in which they were made, by name.

    One institution written with and without accents or capitals is one. Those of no workshop come last.
    """
    workshops = portal_queries.workshop_names(process)
    named: dict[str, str] = {}
    own: dict[str, list[Commitment]] = {}
    for each in portal_queries.commitments(process, today).all:
        name = each.owner if by == INSTITUTION else workshops.get(each.workshop_id or 0, "")
        key = names.folded(name)
        named.setdefault(key, name)
        own.setdefault(key, []).append(each)
    groups = [Group(named[key], portal_queries.tally_of(rows, today)) for key, rows in own.items()]
    return sorted(groups, key=lambda each: (not each.name, names.folded(each.name)))


def document_of(process: Process) -> Json:
    """Return who promised what by when, and how it stands today."""
    told = portal_queries.commitments(process, day_of(now(), process.time_zone))
    workshops = portal_queries.workshop_names(process)
    late = {each.id for each in told.overdue}
    return {
        "process": process.code,
        "simulated": process.simulated,
        "commitments": [
            {
                "id": each.id, "text": each.text, "owner": each.owner, "due": each.due.isoformat(),
                "state": each.state, "overdue": each.id in late, "evidence": each.evidence,
                "workshop": workshops.get(each.workshop_id or 0, ""),
            }
            for each in told.all
        ],
    }  # fmt: skip


def rows_of(document: Json) -> Iterator[list[Any]]:
    """Yield the long table of a document."""
    for each in document["commitments"]:
        yield [
            each["id"], each["text"], each["owner"], each["due"], each["state"], each["overdue"],
            each["evidence"], each["workshop"],
        ]  # fmt: skip


def last_step(process: Process) -> datetime | None:
    """Return when the last step was said; None without commitments."""
    rows = portal_queries.commitments(process).all
    moments = [
        moment for each in rows for moment in (each.created_at, *(u.at for u in each.updates))
    ]
    return max(moments, default=None)
