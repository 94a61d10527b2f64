"""A list of people that was sent, kept for a day between the preview and the confirmation."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from reports.sheets.spreadsheets import Remark, Table, remarks, without
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Survey
from smd_workshop.surveys.respondents import population, population_headings
from smd_workshop.surveys.respondents.population import Plan
from smd_workshop.worker import kept_files

FOLDER = "survey-lists"


@dataclass(frozen=True, slots=True)
class KeptList:
    """Headings and rows of a list, as they came."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    #: What is to be known of how it was read.
    notes: tuple[Remark, ...] = ()
    #: Headings of which a person said that offices stand below them.
    offices: tuple[str, ...] = ()

    def plan(self, survey: Survey, same: Collection[int] = ()) -> Plan:
        """Return what the list would change, `same` said of these rows. Raises Invalid if it names nobody."""
        return population.plan(survey, self.headers, self.rows, self.numbers, self.offices, same)


def keep(survey: Survey, table: Table, offices: Sequence[str] = ()) -> str:
    """Keep a list whole or not at all; return its digest. Columns that identify a person are left out, but `offices`."""
    table = without(table, population_headings.columns(table.headers, offices).private)
    notes = [asdict(note) for note in remarks(table)]
    text = json.dumps(
        {
            "survey": survey.id,
            "headers": table.headers,
            "rows": table.rows,
            "numbers": table.numbers,
            "notes": notes,
            "offices": list(offices),
        }
    )
    return kept_files.keep(FOLDER, text.encode(), ".json")


def load(survey: Survey, digest: str) -> KeptList:
    """Return the list that was kept for this survey. Raises NotFound where there is none."""
    kept = json.loads(kept_files.read(FOLDER, digest, ".json"))
    if kept["survey"] != survey.id:
        raise NotFound
    notes = tuple(Remark(**note) for note in kept.get("notes", ()))
    rows = tuple(map(tuple, kept["rows"]))
    offices = tuple(kept.get("offices", ()))
    return KeptList(tuple(kept["headers"]), rows, tuple(kept["numbers"]), notes, offices)


def rows(survey: Survey, digest: str) -> int:
    """Return how many rows a kept file has; 0 where it is no longer here, because a form before this one wrote it."""
    try:
        return len(load(survey, digest).rows)
    except NotFound:
        return 0


def forget(survey: Survey) -> None:
    """Remove every list that was sent for a survey: it was written, or somebody in it asked to be removed."""
    kept_files.forget_of(FOLDER, survey.id)
