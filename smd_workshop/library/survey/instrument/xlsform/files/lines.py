"""A row of a sheet of a form, with its texts by language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A row: its number in the sheet, cells by column, and texts by column and language."""

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """Return a cell; empty if it is not there."""
        return self.cells.get(column, "")

    def text(self, column: str) -> dict[str, str]:
        """Return a text by language."""
        return dict(self.texts.get(column, {}))
