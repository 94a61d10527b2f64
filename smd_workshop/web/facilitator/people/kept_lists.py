"""A list that was sent, kept for a day under its digest between the preview and the confirmation.

What is put right makes another list under another digest; nothing is written into the database.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from reports.sheets.spreadsheets import Remark, Table
from smd_workshop.core.errors import NotFound
from smd_workshop.library.asides import Asides, unread
from smd_workshop.models import Process
from smd_workshop.people import imports
from smd_workshop.worker import kept_files

#: In place of a fact about a person, which is not kept: that there was one.
NOT_KEPT = "•"


@dataclass(frozen=True, slots=True)
class Kept:
    """The table of a list and what its sender said about it."""

    table: Table
    choices: imports.Choices = field(default_factory=imports.Choices)

    def columns(self) -> Any:
        """Return where each column stands."""
        return imports.columns(self.table.headers, self.choices.columns)

    def clear(self) -> bool:
        """Say whether the list can be planned."""
        return self.choices.columns is not None or self.columns().clear

    def plan(self, process: Process) -> imports.Plan:
        """Return what the list would change. Raises Invalid if its headings say too little."""
        table = self.table
        state = imports.state(process)
        return imports.plan(table.headers, table.rows, table.numbers, state, self.choices)

    def asides(self) -> Asides:
        """Return the columns that nothing is read from; what is not kept of persons is told apart."""
        headers, read = self.table.headers, self.columns().read
        private = {place for place, each in enumerate(headers) if imports.is_private(each)}
        return Asides(unread(headers, self.table.rows, read | private))

    def cell(self, row: int, key: str) -> str:
        """Return what a row of the file says in a column."""
        cells = self.table.rows[self.table.numbers.index(row)]
        return " ".join(cells[p] for p in self._places(key) if cells[p])

    def corrected(self, cells: Mapping[tuple[int, str], str]) -> "Kept":
        """Return the list with other words in some cells, named by row and column."""
        rows = [list(row) for row in self.table.rows]
        at = {number: place for place, number in enumerate(self.table.numbers)}
        for (row, key), text in cells.items():
            places = self._places(key)
            if row in at and places:
                for place in places:
                    rows[at[row]][place] = ""
                rows[at[row]][places[0]] = text
        return replace(self, table=replace(self.table, rows=tuple(map(tuple, rows))))

    def _places(self, key: str) -> tuple[int, ...]:
        where = self.columns().where
        found: tuple[int, ...] = where.get(key, ())
        return (*found, *where.get("surnames", ())) if key == "titular" else found


def keep(process: Process, kept: Kept) -> str:
    """Keep a list whole or not at all, without facts about persons; return its digest."""
    table, choices = asdict(_discreet(kept.table)), asdict(kept.choices)
    text = json.dumps({"process": process.code, "table": table, "choices": choices})
    return kept_files.keep("uploads", text.encode(), ".json")


def load(process: Process, digest: str) -> Kept:
    """Return the list that was kept for this process. Raises NotFound where there is none."""
    kept: dict[str, Any] = json.loads(kept_files.read("uploads", digest, ".json"))
    if kept["process"] != process.code:
        raise NotFound
    table = kept["table"]
    return Kept(
        Table(
            tuple(table["headers"]),
            tuple(map(tuple, table["rows"])),
            tuple(table["numbers"]),
            tuple(Remark(**note) for note in table["notes"]),
            tuple((number, tuple(cells)) for number, cells in table["above"]),
            table["headers_at"],
            table["wide"],
        ),
        imports.Choices(**kept["choices"]),
    )


def _discreet(table: Table) -> Table:
    """Return the table without what identifies or reaches a person."""
    private = {p for p, header in enumerate(table.headers) if imports.is_private(header)}
    rows = tuple(
        tuple(NOT_KEPT if p in private and cell else cell for p, cell in enumerate(row))
        for row in table.rows
    )
    return replace(table, rows=rows)
