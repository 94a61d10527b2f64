"""The files that show a value, kept under their digest in the instance folder and given out again."""

from pathlib import Path

from flask import Response, current_app

from reports import store
from smd_workshop.models import Measurement
from smd_workshop.plans.measurements import evidence
from smd_workshop.web.files.documents import attachment


def keep(data: bytes) -> evidence.Document:
    """Keep a file. Raises Invalid for a kind that is not taken."""
    kind = evidence.kind_of(data)
    return evidence.Document(kind, store.store(data, kind, _folder()))


def answer(row: Measurement) -> Response:
    """Return the file of a measurement as a download, so that nothing of it acts as our page."""
    data = store.read(row.evidence_sha256, _folder())
    name = f"{row.indicator.code}-{row.period}.{evidence.ENDINGS[row.evidence_type]}"
    return attachment(data, row.evidence_type, name)


def _folder() -> Path:
    return Path(current_app.instance_path) / "evidence"
