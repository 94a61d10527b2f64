"""Cells of a form in columns, as pyxform reads them: a text has one for each language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: Column → what stands there; a text by its languages.
Cells = dict[str, Any]


def in_columns(
    rows: Iterable[Cells], order: Sequence[str], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Write cells in the order of columns, texts in one column for each language, which `names` calls by its name."""
    made = []
    for row in rows:
        written: dict[str, str] = {}
        for column in order:
            value = row.get(column)
            if isinstance(value, Mapping):
                written |= {
                    f"{column}::{name}": value[language]
                    for language, name in names.items()
                    if language in value
                }
            elif value not in {None, ""}:
                written[column] = str(value)
        made.append(written)
    return made


def name_all_languages(
    made: dict[str, Any], sheets: Iterable[str], names: Mapping[str, str]
) -> None:
    """Give each text a column in every language, or pyxform says that some are missing."""
    for sheet in sheets:
        if sheet not in made:
            continue
        given = list(made[f"{sheet}_header"][0])
        columns = dict.fromkeys(key.partition("::")[0] for key in given)
        texts = {key.partition("::")[0] for key in given if "::" in key}
        headers = [
            header
            for column in columns
            for header in (
                [f"{column}::{name}" for name in names.values()] if column in texts else [column]
            )
        ]
        made[f"{sheet}_header"] = [dict.fromkeys(headers)]
