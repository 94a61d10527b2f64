"""Documents under their digest: written once, whole or not at all, and never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from smd_workshop.core.errors import NotFound

ENDINGS = {
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/json": ".json",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Damaged(RuntimeError):  # noqa: N818 - the name says what happened
    """A stored document is not what its digest says: the disk or somebody changed it."""


def store(data: bytes, media_type: str, folder: Path) -> str:
    """Keep the document in `folder` and return its SHA-256; the same bytes are kept once.

    After a crash there is either the whole document or none. Raises KeyError for an unknown media type, `Damaged`
    when other bytes stand under this digest.
    """
    digest = hashlib.sha256(data).hexdigest()
    final = folder / (digest + ENDINGS[media_type])
    folder.mkdir(parents=True, exist_ok=True)
    if not final.exists():
        _write(data, final)
    _verified(final, digest)
    return digest


def path(digest: str, folder: Path) -> Path:
    """Return the file of this digest; `NotFound` if there is none."""
    if _DIGEST.fullmatch(digest):
        for ending in ENDINGS.values():
            file = folder / (digest + ending)
            if file.is_file():
                return file
    raise NotFound


def read(digest: str, folder: Path) -> bytes:
    """Return the bytes of this digest after checking them; `NotFound` or `Damaged` otherwise."""
    return _verified(path(digest, folder), digest)


def _write(data: bytes, final: Path) -> None:
    handle, name = tempfile.mkstemp(dir=final.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _put(Path(name), final)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
    _flush(final.parent)


def _put(written: Path, final: Path) -> None:
    # a link never replaces what is there, a rename does; some memory cards know no links
    try:
        os.link(written, final)
    except FileExistsError:
        return
    except OSError:
        if not final.exists():
            written.rename(final)


def _flush(folder: Path) -> None:
    if (
        os.name == "posix"
    ):  # the new name must survive a power cut too; Windows flushes names itself
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _verified(file: Path, digest: str) -> bytes:
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Damaged(f"the document {file.name} is not what its digest says")
    return data
