"""One round in parts: its ballots by sector, count and answer, grouped by the profile of any round.

A ballot of a part has no seat: nothing in a count needs it, and that a seat has one ballot was seen when the parts were
written. The column `answer` holds the answer as it stood in the file, as JSON.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from smd_workshop.library.documents import canonical_json, parse, sha256
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.recount.tally import (
    ALONE,
    BALLOTS,
    Besides,
    heading_of,
    profile_of,
    result,
)
from smd_workshop.library.schemas import FormatError
from smd_workshop.parts import folder
from smd_workshop.parts.engines import Engine
from smd_workshop.parts.extra import needed
from smd_workshop.parts.folder import Folder, Part, Writer

COLUMNS: Final[Mapping[str, type]] = {"sector": str, "count": int, "answer": str}
#: Ballots that are held at a time.
BLOCK: Final = 8192
#: Rows of a part.
ROWS: Final = 100_000
#: Reads JSON; NaN and Infinity, which are none, become null, which no answer is.
_ANSWERS: Final = json.JSONDecoder(parse_constant=lambda _written: None)

Ballot = Mapping[str, Any]


def export(content: bytes, path: Path, rows: int = ROWS, version: int | None = None) -> int:
    """Write an smd-tally/1 file as a folder of parts; return how many. FormatError where it could not be counted."""
    needed("pyarrow.parquet", "Parquet")
    document = parse(content)
    profile_of(document, version)
    folder.prepared(path)
    parts = written(path, rows, iter(document[BALLOTS]))
    folder.write(path, document | {BALLOTS: []}, sha256(document), parts)
    return len(parts)


def written(path: Path, rows: int, ballots: Iterator[Ballot]) -> list[Part]:
    """Write ballots as parts of so many rows."""
    arrow = needed("pyarrow", "Parquet")
    writer = Writer(path, BALLOTS, rows)
    while block := list(islice(ballots, min(BLOCK, rows))):
        columns = [
            arrow.array([ballot["sector"] for ballot in block], arrow.string()),
            arrow.array([int(ballot.get("count", 1)) for ballot in block], arrow.int64()),
            arrow.array([canonical_json(ballot["answer"]) for ballot in block], arrow.string()),
        ]
        writer.take(arrow.table(columns, names=[*COLUMNS]))
    return writer.done()


def recount(
    path: Path, engine: Engine, version: int | None = None, besides: Besides = ALONE
) -> JsonResult:
    """Return the smd-result/1 document of a folder of parts; FormatError if it is not one."""
    given = Folder.read(path)
    document = dict(given.document)
    heading = heading_of(document, version)
    given.refuse_uncounted((BALLOTS,))
    tasks = [(file, part, first, document, version) for file, part, first in given.of(BALLOTS)]
    summed = engine.added(profile_of_part, tasks, heading.part([]))
    reading = (heading.method, heading.settings, heading.whole(summed))
    every = (ballot for file, part, _ in given.of(BALLOTS) for ballot in _ballots(file, part))
    return result(document, reading, every, given.input_sha256, version, besides)


def profile_of_part(
    file: Path, part: Part, first: int, document: Mapping[str, Any], version: int | None
) -> Profile:
    """Return the profile of one part: the same function that groups a file, on ballots from columns."""
    heading = heading_of(document, version)
    profile = heading.part([])
    ballots = _ballots(file, part)
    while block := list(islice(ballots, BLOCK)):
        profile = profile + heading.part(block, first)
        first += len(block)
    return profile


def _ballots(file: Path, part: Part) -> Iterator[Ballot]:
    """Yield the ballots of a part in their order."""
    for batch in folder.batches(file, part, COLUMNS, BLOCK):
        for sector, count, answer in zip(
            *(column.to_pylist() for column in batch.columns), strict=True
        ):
            if count is None or count < 1 or answer is None:
                raise _no_ballot(part)
            try:
                yield {"sector": sector, "count": count, "answer": _ANSWERS.decode(answer)}
            except (ValueError, RecursionError):
                raise _no_ballot(part) from None


def _no_ballot(part: Part) -> FormatError:
    return FormatError("", "%(file)s holds what is no ballot", file=part.file)
