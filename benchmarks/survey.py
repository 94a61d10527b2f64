"""Survey: what the count of a wave of 36 items costs, from its file to every figure, and how it grows."""

import json
import random
import time

WAVES = (13, 1_000, 10_000, 100_000, 1_000_000)
#: Different people; of more they come again, for to draw millions takes longer than to count them.
DIFFERENT = 5_000
DIMENSIONS, ITEMS = 7, 5
#: How people differ: each answers around a mood of their own.
MOODS = ((1, 2, 3), (3, 4, 5), (4, 5, 5), (5, 5, 5, 4))


def measure(waves: tuple[int, ...] = WAVES) -> dict:
    """Return seconds of processor per number of responses, the size of the files, and how both grow."""
    from smd_workshop.library.survey.files import recount_content  # noqa: PLC0415

    recount_content(file_of(100))  # what is imported at first is no part of a count
    seconds, megabytes = {}, {}
    for many in waves:
        content = file_of(many)
        started = time.process_time()
        counted = recount_content(content)["n"]
        seconds[str(many)] = round(time.process_time() - started, 2)
        megabytes[str(many)] = round(len(content) / 1e6, 1)
        if counted != many:
            raise RuntimeError(f"{counted} of {many} were counted")
    before, last = list(seconds.values())[-2:]
    return {
        "seconds": seconds, "megabytes": megabytes, "items": DIMENSIONS * ITEMS + 1,
        "responses_grow_by": round(waves[-1] / waves[-2], 1), "time_grows_by": round(last / before, 1),
    }  # fmt: skip


def file_of(many: int) -> bytes:
    draw = random.Random(2022)
    items = [f"p{n}" for n in range(1, DIMENSIONS * ITEMS + 1)]
    document = {
        "format": "smd-survey/1", "population": many + many // 3, "scale": {"min": 1, "max": 5},
        "dimensions": [
            {"code": f"d{n}", "items": items[n * ITEMS : (n + 1) * ITEMS]} for n in range(DIMENSIONS)
        ],
        "overall": "p36",
    }  # fmt: skip
    people = [
        json.dumps(_response([*items, "p36"], draw)).encode() for _ in range(min(many, DIFFERENT))
    ]
    listed = b",".join(people[place % len(people)] for place in range(many))
    return json.dumps(document).encode()[:-1] + b', "responses": [' + listed + b"]}"


def _response(items: list[str], draw: random.Random) -> dict:
    mood = draw.choice(MOODS)
    return {item: "na" if draw.random() < 0.03 else draw.choice(mood) for item in items}
