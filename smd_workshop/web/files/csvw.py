"""What the columns of a CSV hold, beside it: Metadata for Tabular Data (W3C, CSV on the Web)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from reports import figure_names
from smd_workshop.web.language import current_language


def metadata_of(
    url: str,
    title: str,
    description: str,
    meanings: Mapping[str, str],
    modified: datetime | None,
    numbers: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the metadata of the CSV at an address, its columns called as they are in the reader's language."""
    language = current_language()
    columns = [
        {
            "name": figure_names.spoken(name, language),
            "titles": figure_names.spoken(name, language),
            "dc:description": meaning,
            "datatype": "decimal" if name in numbers else "string",
        }
        for name, meaning in meanings.items()
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": title,
        "dc:description": description,
        "dc:license": {"@id": str(current_app.config["SMD_DATA_LICENCE"])},
        "dc:modified": None if modified is None else modified.isoformat(timespec="seconds"),
        "tableSchema": {"columns": columns},
    }
