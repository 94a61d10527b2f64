"""A list of people that was sent, kept for a day between the preview and the confirmation."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from reports.spreadsheets import Table
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Survey
from smd_workshop.surveys import population
from smd_workshop.surveys.population import Plan

DAY = 86_400


@dataclass(frozen=True, slots=True)
class KeptList:
    """Headings and rows of a list, as they came."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def plan(self, survey: Survey) -> Plan:
        """Return what the list would change. Raises Invalid if it names nobody."""
        return population.plan(survey, self.headers, self.rows, self.numbers)


def keep(survey: Survey, table: Table) -> str:
    """Keep a list whole or not at all; return its digest. Columns that identify a person are left out."""
    folder = _folder()
    for old in folder.glob("*.json"):
        if now().timestamp() - old.stat().st_mtime > DAY:
            old.unlink(missing_ok=True)
    private = {p for p, header in enumerate(table.headers) if population.is_private(header)}
    rows = [["" if p in private else cell for p, cell in enumerate(row)] for row in table.rows]
    text = json.dumps(
        {"survey": survey.id, "headers": table.headers, "rows": rows, "numbers": table.numbers}
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    begun = folder / f"{digest}.{secrets.token_hex(4)}.part"
    try:
        begun.write_text(text, encoding="utf-8")
        begun.replace(folder / f"{digest}.json")
    finally:
        begun.unlink(missing_ok=True)
    return digest


def load(survey: Survey, digest: str) -> KeptList:
    """Return the list that was kept for this survey. Raises NotFound where there is none."""
    if not (len(digest) == 32 and digest.isalnum()):
        raise NotFound
    try:
        kept = json.loads((_folder() / f"{digest}.json").read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(_("This list is no longer here. Send the file again.")) from None
    if kept["survey"] != survey.id:
        raise NotFound
    return KeptList(tuple(kept["headers"]), tuple(map(tuple, kept["rows"])), tuple(kept["numbers"]))


def forget(survey: Survey) -> None:
    """Remove every list that was sent for a survey: it was written, or somebody in it asked to be removed."""
    for kept in _folder().glob("*.json"):
        try:
            mine = json.loads(kept.read_text("utf-8"))["survey"] == survey.id
        except FileNotFoundError:  # another page removed it meanwhile
            continue
        if mine:
            kept.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "survey-lists"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
