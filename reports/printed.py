"""A document made once for what it says, then read again: printing takes longer than reading."""

import hashlib
import threading
from pathlib import Path

from reports import store
from reports.pdf import pdf

_printing = threading.Lock()


def printed(source: str, folder: Path, *, title: str, language: str) -> bytes:
    """Return HTML as PDF, one at a time, made once and kept in `folder`.

    A small file named by the digest of the HTML says under which digest the PDF is stored.
    """
    note = folder / (hashlib.sha256(source.encode()).hexdigest() + ".printed")
    with _printing:
        if note.is_file():
            return store.read(note.read_text().strip(), folder)
        made = pdf(source, title=title, language=language)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(store.store(made, "application/pdf", folder))
        return made
