"""A file with the answers of a past wave, kept for a day between its upload and the yes of a person."""

import json
from dataclasses import asdict, dataclass, field

from reports.sheets.spreadsheets import Remark, Table, without
from smd_workshop.core.errors import NotFound
from smd_workshop.library.asides import Asides, unread
from smd_workshop.models import Survey
from smd_workshop.surveys.respondents.population_headings import is_private
from smd_workshop.worker import kept_files

FOLDER = "survey-files"


@dataclass(frozen=True, slots=True)
class KeptWave:
    """What was sent, what its reader said of it, and as which wave it is to be kept."""

    survey: int
    version: int
    name: str
    year: int
    mode: str
    population: int | None
    filename: str
    sha256: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    columns: tuple[str, ...]
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    #: What is to be known of how it was read.
    notes: tuple[Remark, ...] = ()
    #: Rows of which a person said that the code is that of the same person.
    same: tuple[int, ...] = ()

    def asides(self) -> Asides:
        """Return the columns that nothing is read from; of those that identify a person nothing was kept."""
        read = [place for place, role in enumerate(self.columns) if role]
        return Asides(unread(self.headings, self.rows, read))


def without_private(table: Table) -> Table:
    """Return a table without what is in columns that identify a person and no survey needs."""
    return without(table, [p for p, header in enumerate(table.headers) if is_private(header)])


def keep(kept: KeptWave) -> str:
    """Keep a file whole or not at all; return the name under which it is found again."""
    return kept_files.keep(FOLDER, _written(kept), ".json")


def change(name: str, kept: KeptWave) -> None:
    """Keep what a person said of a file that is kept."""
    kept_files.write(kept_files.folder(FOLDER) / f"{name}.json", _written(kept))


def _written(kept: KeptWave) -> bytes:
    return json.dumps(asdict(kept)).encode()


def load(survey: Survey, name: str) -> KeptWave:
    """Return the file that was kept for this survey. Raises NotFound where there is none."""
    said = json.loads(kept_files.read(FOLDER, name, ".json"))
    if said["survey"] != survey.id:
        raise NotFound
    for key in ("headings", "numbers", "columns", "same"):
        said[key] = tuple(said.get(key, ()))
    said["notes"] = tuple(Remark(**note) for note in said.get("notes", ()))
    return KeptWave(**said | {"rows": tuple(map(tuple, said["rows"]))})


def rows(survey: Survey, name: str) -> int:
    """Return how many rows a kept file has; 0 where it is no longer here, because a form before this one wrote it."""
    try:
        return len(load(survey, name).rows)
    except NotFound:
        return 0


def forget(name: str) -> None:
    """Take a file away that became a wave."""
    (kept_files.folder(FOLDER) / f"{name}.json").unlink(missing_ok=True)


def forget_of(survey: Survey) -> None:
    """Remove every file of a past wave that was sent for a survey: somebody who may be in it asked to be removed."""
    kept_files.forget_of(FOLDER, survey.id)
