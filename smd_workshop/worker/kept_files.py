"""Files that are kept for a day: lists between the look at them and the yes, and what came out of long work.

What people sent holds names and answers; what nobody said yes to goes after a day, also where no other file comes.
"""

import contextlib
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import current_app

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.messages import N_

DAY: Final = timedelta(days=1)
#: How long a file may take to be written: after it whoever wrote it has ended.
BEGUN: Final = timedelta(minutes=10)
#: Folders of the instance whose files go after a day.
FOLDERS: Final = ("uploads", "survey-lists", "survey-files", "work")


def folder(name: str) -> Path:
    """Return a folder of such files. Raises KeyError for one that nothing would empty."""
    if name not in FOLDERS:
        raise KeyError(name)
    found = Path(current_app.instance_path) / name
    found.mkdir(parents=True, exist_ok=True)
    return found


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: one that is cut short must not look like one.

    What is old goes first, also where no worker runs.
    """
    forget_old(now())
    begun = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        begun.write_bytes(data)
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)


def keep(folder_name: str, content: bytes, ending: str) -> str:
    """Keep a file under its digest, whole or not at all; return the digest."""
    name = hashlib.sha256(content).hexdigest()[:32]
    write(folder(folder_name) / f"{name}{ending}", content)
    return name


def read(folder_name: str, name: str, ending: str) -> bytes:
    """Return a file by its digest. Raises NotFound for what is no digest, and with a sentence for one that is gone."""
    if not (len(name) == 32 and name.isascii() and name.isalnum()):
        raise NotFound
    try:
        return (folder(folder_name) / f"{name}{ending}").read_bytes()
    except FileNotFoundError:
        raise NotFound(N_("This file is no longer here. Send it again.")) from None


def forget_of(name: str, survey: int) -> None:
    """Take away the files in a folder that were sent for a survey, by its number in them."""
    for kept in folder(name).glob("*.json"):
        with contextlib.suppress(FileNotFoundError):  # another page removed it meanwhile
            if json.loads(kept.read_text("utf-8"))["survey"] == survey:
                kept.unlink()


def forget_old(at: datetime) -> None:
    """Take away whatever was kept for a day, and what was begun and left by a program that ended."""
    for name in FOLDERS:
        for old in folder(name).iterdir():
            with contextlib.suppress(FileNotFoundError):  # another worker was here
                kept = BEGUN if old.suffix == ".part" else DAY
                if at.timestamp() - old.stat().st_mtime > kept.total_seconds():
                    old.unlink()
