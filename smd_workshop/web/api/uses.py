"""Counting the uses of keys: in memory, and written at most once a minute for each key, so that to read writes nothing.

The first use of a key is written at once, the next ones together a minute later. What a server had not written when it ended
is lost: at most a minute of counting, and never that a key was used at all.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Flask, current_app

from smd_workshop.core.caching import Bounded
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.processes.programs import api_keys

log = logging.getLogger(__name__)

#: Seconds between two writes of one key.
EVERY: Final = 60.0


@dataclass(slots=True)
class _Uses:
    """Uses of a key that are not written yet, and when some were written last (seconds of this machine)."""

    day: date
    written_at: float
    many: int = 0


#: By number of the key.
_uses: Bounded[int, _Uses] = Bounded("uses of keys to be written", 10_000)
_lock = threading.Lock()
#: Who waits to write what is left, by application.
_waiting: Bounded[int, threading.Timer] = Bounded("who writes the uses of keys", 10)


def count(key_id: int, day: date) -> None:
    """Count one use of a key: written now if none was for a minute, else with the next ones."""
    at = time.monotonic()
    with _lock:
        found = _uses.get(key_id)
        if found is None or at - found.written_at >= EVERY:
            many = found.many + 1 if found else 1
            _uses.put(key_id, _Uses(day, at))
        else:
            found.day, found.many, many = day, found.many + 1, 0
            _write_later(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    if many:
        _write({key_id: (many, day)})


def write_all() -> None:
    """Write whatever is not written yet."""
    at, left = time.monotonic(), dict[int, tuple[int, date]]()
    with _lock:
        for key_id, found in _uses.items():
            if found.many:
                left[key_id] = found.many, found.day
                found.many, found.written_at = 0, at
    if left:
        _write(left)


def _write(left: dict[int, tuple[int, date]]) -> None:
    in_order = sorted(left.items())  # of two servers neither waits for what the other has
    with transaction(of=NO_PROCESS, beside=True):
        for key_id, (many, day) in in_order:
            api_keys.count(key_id, day, many)


def _write_later(app: Flask) -> None:
    """Have it written in a minute; whoever comes meanwhile is written with it."""
    if _waiting.get(id(app)) is None:
        waits = threading.Timer(EVERY, _written, (app,))
        waits.daemon = True
        _waiting.put(id(app), waits)
        waits.start()


def _written(app: Flask) -> None:
    _waiting.forget(id(app))
    try:
        with app.app_context():
            write_all()
    except Exception:  # the database may be away; what was counted is only a number
        log.warning("uses of keys could not be counted", exc_info=True)
