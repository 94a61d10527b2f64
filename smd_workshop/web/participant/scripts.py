"""The script of a ballot page as one file: what all kinds share, and what this kind adds.

One file, because the first view of a ballot may be four files and no more.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, current_app, request, url_for

from smd_workshop.core.errors import NotFound
from smd_workshop.library.ballots import KINDS, SCRIPT, BallotKind, folder_of
from smd_workshop.web.participant import bp
from smd_workshop.web.template_helpers import FOR_EVER, asset


def address(kind: BallotKind) -> str:
    """Return where the script of this kind's ballot page is, with a digest so that it can be kept for ever."""
    own = folder_of(kind) / SCRIPT
    if not _exists(own):
        return asset(SCRIPT)
    digest = hashlib.sha256(_joined(own, _common())).hexdigest()[:10]
    return url_for("participant.script", kind=kind.id, v=digest)


@bp.get("/ballots/<kind>.js")
def script(kind: str) -> Response:
    """Give the script of a kind of ballot that has one."""
    own = folder_of(KINDS[kind]) / SCRIPT if kind in KINDS else None
    if own is None or not _exists(own):
        raise NotFound
    response = Response(_joined(own, _common()), mimetype="text/javascript")
    if "v" in request.args:
        response.headers["Cache-Control"] = FOR_EVER
    return response


def _common() -> Path:
    return Path(str(current_app.static_folder), SCRIPT)


@cache
def _exists(file: Path) -> bool:
    return file.is_file()


@cache
def _joined(own: Path, common: Path) -> bytes:
    """Return both in one; the kind's in a block of its own, so that no name of it is in the way."""
    return b"{\n" + own.read_bytes() + b"}\n" + common.read_bytes()
