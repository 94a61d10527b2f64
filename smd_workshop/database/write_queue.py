"""Whose turn it is to write into an SQLite file: a queue of our own, between threads and programs."""

import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import portalocker

from smd_workshop.database import connections


class Unavailable(RuntimeError):  # noqa: N818 - the name says what happened
    """Others have been writing for so long that it is better to try again later."""


class WriteQueue:
    """Lets one writer at a time into an SQLite file, in this process and in all others."""

    def __init__(self, path: str | None) -> None:
        self._thread = threading.RLock()
        self._path = Path(path + ".lock") if path else None
        self._file: IO[Any] | None = None
        self._depth = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and hold it; raises Unavailable if it does not come."""
        if not self._thread.acquire(timeout=connections.QUEUE):
            raise Unavailable
        try:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._lock()
                yield
            finally:
                if self._depth == 1:
                    self._unlock()
                self._depth -= 1
        finally:
            self._thread.release()

    def _lock(self) -> None:
        if self._path is not None:
            if self._file is None:
                self._file = self._path.open("a")
                weakref.finalize(self, self._file.close)
            self._wait_for(self._file)

    @staticmethod
    def _wait_for(file: IO[Any]) -> None:
        latest = time.monotonic() + connections.QUEUE
        while True:
            try:
                portalocker.lock(
                    file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
                )
            except portalocker.AlreadyLocked:
                if time.monotonic() > latest:
                    raise Unavailable from None
                time.sleep(0.002)
            else:
                return

    def _unlock(self) -> None:
        if self._file is not None:
            portalocker.unlock(self._file)


def write_queue() -> WriteQueue | None:
    """Return where writers of this application wait for their turn; None where nobody must."""
    from flask import current_app  # noqa: PLC0415 - the command line of the library has no Flask

    queue: WriteQueue | None = current_app.extensions.get("smd_write_queue")
    return queue
