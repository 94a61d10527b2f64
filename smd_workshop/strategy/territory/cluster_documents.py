"""Clusters as open data: one document, and a long table with a row for each thing that a member gives another."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from smd_workshop.models import Cluster, Process
from smd_workshop.plans import plans
from smd_workshop.plans.files.to_table import Cell

Json = dict[str, Any]
FORMAT: Final = "smd-clusters/1"
#: Columns of the long table; who gives nobody anything has one row as well.
COLUMNS: Final = ("cluster", "member", "role", "gives_to", "gives")


def document_of(process: Process, clusters: Sequence[Cluster]) -> Json:
    """Return what the public may read of clusters as smd-clusters/1; indicators of plans that are public alone."""
    return {
        "format": FORMAT,
        "process": process.code,
        "simulated": process.simulated,
        "clusters": [_cluster(each) for each in clusters],
    }


def _cluster(found: Cluster) -> Json:
    return {
        "id": found.id, "name": found.name, "purpose": found.purpose,
        "members": [{"name": each.name, "role": each.role} for each in found.members],
        "links": [
            {"from": each.giver.name, "to": each.taker.name, "gives": each.what}
            for each in found.links
        ],
        "indicators": [
            {
                "plan": row.indicator.plan.code, "code": row.indicator.code,
                "name": row.indicator.name, "unit": row.indicator.measure,
            }
            for row in found.indicators
            if plans.is_public(row.indicator.plan)
        ],
    }  # fmt: skip


def rows_of(document: Json) -> Iterator[list[Cell]]:
    """Yield the long table of a document."""
    for cluster in document["clusters"]:
        for member in cluster["members"]:
            given = [each for each in cluster["links"] if each["from"] == member["name"]]
            for link in given or [{"to": "", "gives": ""}]:
                yield [cluster["name"], member["name"], member["role"], link["to"], link["gives"]]
