"""What is gathered about a territory as tables for statistical programs: what is counted of each thing, and where that stands."""

from collections import Counter
from datetime import datetime
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.names import folded
from smd_workshop.library.jsonstat import Dimension
from smd_workshop.models import Process
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import territories
from smd_workshop.publishing import commitment_register
from smd_workshop.strategy.open_data import Json, Say, dataset, metrics, status, written
from smd_workshop.strategy.scorecards.documents import PLACES
from smd_workshop.strategy.territory import (
    cluster_documents,
    clusters,
    components,
    effects,
    hybrids,
    shared_values,
)

OF_EFFECTS = {
    "threshold": N_("Threshold"), "baseline": N_("Baseline"),
    "projected": N_("With what is planned and what nature does"),
    "use_now": N_("Use of the threshold now, per cent"),
    "use_then": N_("Use of the threshold then, per cent"),
}  # fmt: skip
OF_CLUSTERS = {
    "members": N_("Who belongs to it"), "links": N_("What members give each other"),
    "indicators": N_("Shared indicators"),
}  # fmt: skip
OF_COMMITMENTS = {
    "pending": N_("not begun"), "in_progress": N_("under way"), "done": N_("done"),
    "cancelled": N_("cancelled"), "overdue": N_("of these, overdue"),
}  # fmt: skip
OF_METRICS = {
    "n": N_("Years with both values (n)"), "lag_years": N_("Lag in years"), "lags_tried": N_("Lags that were looked at"),
    "pearson": N_("Correlation (Pearson)"), "pearson_low": N_("its interval from"), "pearson_high": N_("its interval to"),
    "spearman": N_("Correlation of ranks (Spearman)"),
}  # fmt: skip


def of_effects(process: Process, updated: datetime, terms: Json, say: Say) -> Json:
    """Return what people value as JSON-stat: component × threshold, baseline, what it comes to, use in per cent."""
    shown = [effects.shown(each) for each in components.of_process(process, public=True)]
    names = {str(each.row.id): f"{each.row.name} ({each.row.unit})" for each in shown}
    values = [
        value
        for each in shown
        for value in (
            written(each.row.threshold),
            written(each.baseline.value if each.baseline else None),
            written(each.outlook.projected),
            *(
                None if use.share is None else round(float(use.share * 100), PLACES)
                for use in (each.outlook.now, each.outlook.then)
            ),
        )
    ]
    made_up = status([process.simulated] * len(values))
    dimensions = [
        Dimension("component", say(N_("What people value")), names), metrics(OF_EFFECTS, say),
    ]  # fmt: skip
    title = say(N_("Cumulative effects"))
    return dataset(title, dimensions, values, process.name, updated, terms, made_up)


def of_territories(process: Process, updated: datetime, terms: Json, say: Say) -> Json:
    """Return what plans measured last in each territory as JSON-stat: territory × indicator, null where nobody said it."""
    found = territories.of_process(process)
    told: dict[str, str] = {}
    cells: dict[tuple[str, str], territories.Place] = {}
    for territory, own in found:
        for place in own:
            row = place.indicator
            code = f"{plans.address_of(row.plan.code)}/{row.code}"
            unit = f"{row.measure}, " if row.measure else ""
            told[code] = f"{row.name or row.code} ({unit}{place.period})"
            cells[territory.code, code] = place
    names = {each.code: each.name for each, _own in found}
    places = [cells.get((territory, code)) for territory in names for code in told]
    values = [None if each is None else written(each.shown.value) for each in places]
    made_up = status(each is not None and each.simulated for each in places)
    dimensions = [
        Dimension("territory", say(N_("Territory")), names, "geo"),
        Dimension("indicator", say(N_("Indicator")), told, "metric"),
    ]
    terms = terms | {"simulated": terms["simulated"] or bool(made_up)}
    title = say(N_("Territories"))
    return dataset(title, dimensions, values, process.name, updated, terms, made_up)


def of_clusters(process: Process, updated: datetime, terms: Json, say: Say) -> Json:
    """Return clusters as JSON-stat: cluster × how many belong to it, give each other something, how many indicators they share."""
    told = cluster_documents.document_of(process, clusters.of_process(process, public=True))
    names = {str(each["id"]): each["name"] for each in told["clusters"]}
    values = [float(len(each[name])) for each in told["clusters"] for name in OF_CLUSTERS]
    dimensions = [Dimension("cluster", say(N_("Cluster")), names), metrics(OF_CLUSTERS, say)]
    made_up = status([process.simulated] * len(values))
    title = say(N_("Clusters"))
    return dataset(title, dimensions, values, process.name, updated, terms, made_up)


def of_commitments(process: Process, updated: datetime, terms: Json, say: Say) -> Json:
    """Return commitments as JSON-stat: institution × how many stand where; one that is overdue stands in its state as well."""
    told = commitment_register.document_of(process)["commitments"]
    owners: dict[str, str] = {}
    for each in told:  # one institution written with and without accents is one
        owners.setdefault(folded(each["owner"]), each["owner"])
    counts = Counter((folded(each["owner"]), each["state"]) for each in told)
    counts.update((folded(each["owner"]), "overdue") for each in told if each["overdue"])
    values = [float(counts[owner, state]) for owner in owners for state in OF_COMMITMENTS]
    dimensions = [
        Dimension("institution", say(N_("Institution")), owners), metrics(OF_COMMITMENTS, say),
    ]  # fmt: skip
    made_up = status([process.simulated] * len(values))
    title = say(N_("Commitments"))
    return dataset(title, dimensions, values, process.name, updated, terms, made_up)


def of_shared_value(process: Process, updated: datetime, terms: Json, say: Say) -> Json:
    """Return hybrid metrics as JSON-stat: metric × years, lag, correlation with its interval; its word stands in its name."""
    shown = [
        (each, one)
        for each in shared_values.of_process(process, public=True)
        for one in hybrids.shown(each, public=True)
    ]
    names = {
        str(
            one.row.id
        ): f"{each.name}: {one.row.social.name} / {one.row.financial.name}. {say(hybrids.EVIDENCE[one.read.evidence])}"
        for each, one in shown
    }
    values = [value for _each, one in shown for value in _correlated(one)]
    made_up = status(
        process.simulated or one.simulated for _each, one in shown for _value in OF_METRICS
    )
    dimensions = [Dimension("metric", say(N_("Hybrid metric")), names), metrics(OF_METRICS, say)]
    terms = terms | {
        "simulated": terms["simulated"] or bool(made_up),
        "evidence": {str(one.row.id): one.read.evidence.value for _each, one in shown},
    }
    title = say(N_("Shared value"))
    return dataset(title, dimensions, values, process.name, updated, terms, made_up)


def _correlated(one: hybrids.Shown) -> list[float | None]:
    read = one.read
    low, high = read.interval or (None, None)
    counted = (len(read.pairs), one.row.lag, read.lags_tried)
    return [*map(float, counted), read.pearson, low, high, read.spearman]


#: By the word of their addresses, as strategy.territory.gathered has them.
STATISTICS: Final = {
    "effects": of_effects, "clusters": of_clusters, "shared-value": of_shared_value,
    "commitments": of_commitments, "territories": of_territories,
}  # fmt: skip
