"""What is gathered about a territory beside plans and votes, each as document and table.

Effects, clusters, shared value, commitments, values by territory. Who shows them, the pages of the portal, the addresses for programs and the catalogue, asks here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.models import Process
from smd_workshop.plans.evaluation import territory_documents
from smd_workshop.plans.files.to_table import Cell
from smd_workshop.publishing import commitment_register
from smd_workshop.strategy.territory import (
    cluster_documents,
    clusters,
    components,
    effect_documents,
    effect_ratings,
    effects,
    hybrid_documents,
    shared_values,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """One kind of it: its title, its document, its table, and when something of it was shown or said last."""

    title: str
    description: str
    document: Callable[[Process], Json]
    columns: Sequence[str]
    rows: Callable[[Json], Iterator[list[Cell]]]
    last: Callable[[Process], datetime | None]


def _effects(process: Process) -> Json:
    shown = [effects.shown(each) for each in components.of_process(process, public=True)]
    refused = effect_ratings.refusals(process)
    return effect_documents.document_of(process, shown, components.stressors(process), refused)


def _last_effects(process: Process) -> datetime | None:
    shown = [effects.shown(each) for each in components.of_process(process, public=True)]
    return effect_ratings.last_said(shown, effect_ratings.refusals(process))


def _clusters(process: Process) -> Json:
    return cluster_documents.document_of(process, clusters.of_process(process, public=True))


def _last_clusters(process: Process) -> datetime | None:
    rows = clusters.of_process(process, public=True)
    return max((each.shown_at or each.created_at for each in rows), default=None)


def _shared_value(process: Process) -> Json:
    every = shared_values.of_process(process, public=True)
    return hybrid_documents.document_of_all(process, every)


def _last_shared_value(process: Process) -> datetime | None:
    rows = shared_values.of_process(process, public=True)
    moments = [
        moment
        for each in rows
        for moment in (each.shown_at or each.created_at, *(step.said_at for step in each.steps))
    ]
    return max(moments, default=None)


#: By the word of their addresses.
GATHERED: Final = {
    "effects": Gathered(
        N_("Cumulative effects"),
        N_("What acts on what people value, how much, and how near a threshold it comes"),
        _effects, effect_documents.COLUMNS, effect_documents.rows_of, _last_effects,
    ),
    "clusters": Gathered(
        N_("Clusters"), N_("Who belongs to each and who gives whom what"),
        _clusters, cluster_documents.COLUMNS, cluster_documents.rows_of, _last_clusters,
    ),
    "shared-value": Gathered(
        N_("Shared value"),
        N_("Initiatives and their metrics, each with the word of evidence that rules give it"),
        _shared_value, hybrid_documents.COLUMNS, hybrid_documents.rows_of, _last_shared_value,
    ),
    "commitments": Gathered(
        N_("Commitments"), N_("Who does what by when, and how it stands today"),
        commitment_register.document_of, commitment_register.COLUMNS, commitment_register.rows_of,
        commitment_register.last_step,
    ),
    "territories": Gathered(
        N_("Territories"), N_("What plans measured in each territory, the last of each indicator"),
        territory_documents.document_of, territory_documents.COLUMNS, territory_documents.rows_of,
        territory_documents.last_said,
    ),
}  # fmt: skip
