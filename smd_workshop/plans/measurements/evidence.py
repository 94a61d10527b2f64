"""The files that show a value: which kinds are taken, and which measurement one belongs to."""

from dataclasses import dataclass
from typing import Final

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.models import Measurement, Plan

#: How a file begins, and what it then is. Nothing that can act is among them.
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
#: How the name of each ends.
ENDINGS: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file by what it is and its digest."""

    type: str
    sha256: str


def kind_of(data: bytes) -> str:
    """Return the media type of a file by its content; Invalid for one that is not taken."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if b"<svg" in data[:2000].lower():
        raise Invalid(N_("An SVG can hold programs, so it is not taken. Send a PDF, PNG or JPEG."))
    raise Invalid(N_("This kind of file is not taken. Send a PDF, PNG or JPEG."))


def find(plan: Plan, sha256: str, *, public: bool) -> Measurement:
    """Return the measurement of a plan that a file shows, or raise NotFound; for the public a published one."""
    for indicator in plan.indicators:
        for row in indicator.measurements:
            if (
                sha256
                and row.evidence_sha256 == sha256
                and (not public or row.state == "published")
            ):
                return row
    raise NotFound
