"""Texts in their order, however many: a part of them is held at a time, the others lie sorted in files without a name."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import IO, Final

#: Texts that are sorted in memory at once.
RUN: Final = 50_000


@contextmanager
def in_order(texts: Iterable[str]) -> Iterator[Iterator[str]]:
    """Give texts of one line each in the order of their characters; inside of the block, once.

    They must be such that none is the beginning of another, as JSON objects are, or the line's end must sort first.
    """
    source = iter(texts)
    with ExitStack() as files:
        runs: list[IO[str]] = []
        while part := sorted(islice(source, RUN)):
            if not runs and len(part) < RUN:  # all of them
                yield iter(part)
                return
            # Deleted before anything is in it: what people answered is in no file that has a name.
            run = files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
            run.writelines(f"{text}\n" for text in part)
            run.seek(0)
            runs.append(run)
        yield (line[:-1] for line in heapq.merge(*runs))
