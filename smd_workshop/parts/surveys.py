"""One wave of a survey in parts: its responses as columns of small whole numbers, counted by the summary of any wave.

A column is called like its item and holds how far an answer lies above the lowest of its item; −1 is "not applicable",
an empty cell is missing.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.answers import BLOCK, MISSING, NA, Block, blocks
from smd_workshop.library.survey.apart import OPEN_RESPONSES, RESPONSES
from smd_workshop.library.survey.design import Design
from smd_workshop.library.survey.document import design_of, result
from smd_workshop.library.survey.files import taken
from smd_workshop.library.survey.summary import Summary
from smd_workshop.parts import folder
from smd_workshop.parts.engines import Engine
from smd_workshop.parts.extra import needed
from smd_workshop.parts.folder import Folder, Part, Writer

LISTS: Final = (RESPONSES, OPEN_RESPONSES)
#: Rows of a part: a worker counts one in about a second, and few are lost with a worker.
ROWS: Final = 100_000


def export(content: bytes, path: Path, rows: int = ROWS) -> int:
    """Write an smd-survey/1 file as a folder of parts; return how many parts. FormatError as for counting it."""
    needed("pyarrow.parquet", "Parquet")
    folder.prepared(path)
    document, parts, digest = taken(content, partial(written, path, RESPONSES, rows))
    if OPEN_RESPONSES in document:
        design = design_of(document)
        beside = blocks(design, document[OPEN_RESPONSES], OPEN_RESPONSES)
        parts += written(path, OPEN_RESPONSES, rows, design, beside)
    emptied: dict[str, list[Any]] = {key: [] for key in LISTS if key in document}
    folder.write(path, document | emptied, digest, parts)
    return len(parts)


def written(path: Path, name: str, rows: int, design: Design, given: Iterator[Block]) -> list[Part]:
    """Write the blocks of a list of responses as parts of so many rows."""
    arrow = needed("pyarrow", "Parquet")
    writer = Writer(path, name, rows)
    for block in given:
        columns = [arrow.array(column, mask=column == MISSING) for column in block.T]
        for start in range(0, len(block), rows):
            writer.take(arrow.table(columns, names=[*design.items]).slice(start, rows))
    return writer.done()


def recount(path: Path, engine: Engine) -> JsonResult:
    """Return the smd-survey-result/1 document of a folder of parts; FormatError if it is not one."""
    given = Folder.read(path)
    document = dict(given.document)
    design = design_of(document)
    given.refuse_uncounted(LISTS)
    summary = _counted(given, RESPONSES, design, engine)
    beside = _counted(given, OPEN_RESPONSES, design, engine) if OPEN_RESPONSES in document else None
    return result(document, summary, given.input_sha256, beside)


def _counted(given: Folder, name: str, design: Design, engine: Engine) -> Summary:
    tasks = [(file, part, design) for file, part, _ in given.of(name)]
    return engine.added(summary_of, tasks, Summary.empty(design))


def summary_of(file: Path, part: Part, design: Design) -> Summary:
    """Return the summary of one part: the same function that counts a file, on blocks from columns."""
    return Summary.of_blocks(design, _blocks(file, part, design))


def _blocks(file: Path, part: Part, design: Design) -> Iterator[Block]:
    ends = (design.ends(item) for item in design.items)
    points = np.array([high - low for low, high in ends], dtype=np.int16)
    for batch in folder.batches(file, part, dict.fromkeys(design.items, int), BLOCK):
        block = np.column_stack(
            [column.fill_null(MISSING).to_numpy(zero_copy_only=False) for column in batch.columns]
        )
        # As wide as it was written: 65537 would become 1.
        if ((block < MISSING) | (block > points)).any():
            raise FormatError("", "%(file)s holds what is no answer", file=part.file)
        yield block.astype(np.int16)


assert NA == -1  # noqa: S101 - what the columns hold is read by others
