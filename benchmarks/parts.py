"""Parts: what the count of ten million responses of 36 items takes on one worker of Dask and on two.

    python benchmarks/parts.py [RESPONSES]

The parts are written once: people drawn again and again, by seed, from some thousand different ones of `survey`. Workers are
processes of this machine with one thread each; their start is no part of the count. Where both processors are busy, two
workers gain little: `load` says how many programs wanted them while each count went on.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent

MANY = 10_000_000
WORKERS = (1, 2)


def measure(many: int = MANY) -> dict:
    """Return seconds of the clock by number of workers, and how much quicker two are; the results are compared."""
    sys.path.insert(0, str(ROOT))
    from smd_workshop.parts import engines, surveys  # noqa: PLC0415 - after the options

    seconds, loads, results = {}, {}, set()
    with tempfile.TemporaryDirectory() as folder:
        path, few = Path(folder, "parts"), Path(folder, "few")
        started = time.perf_counter()
        parts = _written(path, many)
        wrote = round(time.perf_counter() - started, 1)
        _written(few, surveys.ROWS // 10)
        for workers in WORKERS:
            with engines.cluster(None, workers) as engine:
                for _ in range(workers):  # what workers import at first is no part of a count
                    surveys.recount(few, engine)
                started = time.perf_counter()
                results.add(json.dumps(surveys.recount(path, engine)))
                seconds[str(workers)] = round(time.perf_counter() - started, 1)
                loads[str(workers)] = round(os.getloadavg()[1], 1)
    if len(results) != 1:
        raise RuntimeError("one worker and two count differently")
    one, two = (seconds[str(each)] for each in WORKERS)
    return {
        "responses": many, "parts": parts, "seconds": seconds, "quicker": round(one / two, 2),
        "load": loads, "seconds_to_write": wrote,
        "megabytes_here": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def _written(path: Path, many: int) -> int:
    """Write the parts one by one, without a file of all responses that nobody could hold."""
    import survey  # noqa: PLC0415

    from smd_workshop.library.survey.answers import BLOCK, blocks  # noqa: PLC0415
    from smd_workshop.library.survey.document import design_of  # noqa: PLC0415
    from smd_workshop.parts import folder, surveys  # noqa: PLC0415

    document = json.loads(survey.file_of(BLOCK)) | {"population": None}
    design = design_of(document)
    (block,) = blocks(design, document["responses"])

    drawn = np.random.default_rng(2023)

    def people():
        for first in range(0, many, surveys.ROWS):
            yield block[drawn.integers(0, len(block), min(surveys.ROWS, many - first))]

    folder.prepared(path)
    parts = surveys.written(path, "responses", surveys.ROWS, design, people())
    folder.write(path, document | {"responses": []}, "0" * 64, parts)
    return len(parts)


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=1))
