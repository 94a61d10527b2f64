"""Tables of any dimensions as JSON-stat 2.0, which statistical programs read (https://json-stat.org/full/)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

Json = dict[str, Any]
VERSION: Final = "2.0"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One direction of a table: its name, and its categories as code → label, in their order."""

    code: str
    label: str
    categories: Mapping[str, str]
    #: 'time', 'metric' or ''.
    role: str = ""


def dataset(
    label: str,
    dimensions: Sequence[Dimension],
    values: Sequence[float | None],
    *,
    source: str,
    updated: str,
    extension: Json,
    status: Mapping[int, str] | None = None,
) -> Json:
    """Return a dataset; `values` are in the order of the dimensions, the last one running fastest.

    `status` says by the place of a value what must be known of it.

    Raises ValueError where there is not a value, or None, for each cell.
    """
    cells = prod(len(each.categories) for each in dimensions)
    if len(values) != cells:
        raise ValueError(f"{cells} cells have {len(values)} values")
    return {
        "version": VERSION,
        "class": "dataset",
        "label": label,
        "source": source,
        "updated": updated,
        "id": [each.code for each in dimensions],
        "size": [len(each.categories) for each in dimensions],
        "role": _roles(dimensions),
        "dimension": {each.code: _written(each) for each in dimensions},
        "value": list(values),
        **({"status": {str(at): told for at, told in status.items()}} if status else {}),
        "extension": extension,
    }  # fmt: skip


def _roles(dimensions: Sequence[Dimension]) -> dict[str, list[str]]:
    """Return the codes of the dimensions that have a role, by it."""
    roles: dict[str, list[str]] = {}
    for each in dimensions:
        if each.role:
            roles.setdefault(each.role, []).append(each.code)
    return roles


def _written(dimension: Dimension) -> Json:
    return {
        "label": dimension.label,
        "category": {"index": list(dimension.categories), "label": dict(dimension.categories)},
    }
