"""Methods: processor time and memory of the count of every method, by ballots, options and different answers.

    python benchmarks/growth.py                                 everything that is asked for, as a table in Markdown,
                                                                and drawn in benchmarks/growth.svg
    python benchmarks/growth.py METHOD OPTIONS BALLOTS KINDS    one count, as JSON

Few answers are 24 different ones, many as many as there are ballots. Each count has a process of its own, so that the
memory is its own.
"""

import json
import random
import resource
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

import growth_chart

ROOT = Path(__file__).resolve().parent.parent
FEW = 24
OPTIONS = (24, 60)
#: Small enough to be measured beside everything else; GROWN is measured by this file alone.
SIZES = (12, 300, 5_000)
GROWN = (*SIZES, 1_000_000)
#: Pairs of 60 options are 1770 questions, which nobody answers.
MOST_OPTIONS = {"Pairwise": 24}
#: Different answers beyond this are not drawn: the drawing would take longer than the count.
MOST_KINDS = 5_000
PATIENCE = 600


def measure(sizes: tuple[int, ...] = SIZES, options: tuple[int, ...] = OPTIONS[:1]) -> dict:
    """Return of every method the seconds and megabytes of each size, with few and with many different answers."""
    sys.path.insert(0, str(ROOT))
    from smd_workshop.library.methods import METHODS  # noqa: PLC0415

    found: dict = {}
    for method in METHODS.values():
        most = MOST_OPTIONS.get(type(method.ballot).__name__, options[-1])
        for many in sorted({min(each, most) for each in options}):
            for ballots in sizes:
                for kinds in sorted({min(FEW, ballots), min(ballots, MOST_KINDS)}):
                    row = _in_a_process(method.id, many, ballots, kinds)
                    found.setdefault(method.id, []).append(row)
    return {"sizes": list(sizes), "methods": found}


def _in_a_process(method: str, options: int, ballots: int, kinds: int) -> dict:
    asked = {"options": options, "ballots": ballots, "kinds": kinds}
    try:
        done = subprocess.run(
            [sys.executable, __file__, method, str(options), str(ballots), str(kinds)],
            capture_output=True, text=True, check=True, timeout=PATIENCE, cwd=ROOT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return asked | {"seconds": None, "megabytes": None}
    return asked | json.loads(done.stdout)


def one(method_id: str, options: int, ballots: int, kinds: int) -> dict:
    """Count one round and return what it took."""
    sys.path.insert(0, str(ROOT))
    from smd_workshop.library.recount.tally import count, profile_of  # noqa: PLC0415

    document = _document(method_id, options, ballots, kinds)
    reading = profile_of(document)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    count(document, reading)
    took = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": round(took, 3), "megabytes": round(grown / 1024)}


def _document(method_id: str, options: int, ballots: int, kinds: int) -> dict:
    from smd_workshop.library.ballots import Question  # noqa: PLC0415
    from smd_workshop.library.methods import METHODS  # noqa: PLC0415

    method, chance = METHODS[method_id], random.Random(2022)
    codes = [] if method.single_question else [f"O{n:02}" for n in range(options)]
    settings = _settings(method, codes)
    question = Question(method.ballot, tuple(codes), settings.get("sides", {}))
    each, over = divmod(ballots, kinds)
    return {
        "format": "smd-tally/1",
        "method": method_id,
        "settings": settings,
        "sectors": [{"code": code} for code in "abcd"],
        "options": codes,
        "ballots": [
            {
                "sector": "abcd"[place % 4],
                "count": each + (place < over),
                "answer": _answer(method, question, codes, chance),
            }
            for place in range(kinds)
        ],
    }


def _answer(method, question, codes, chance):
    if method.single_question:
        return chance.choice(method.ballot.answers)
    if type(method.ballot).__name__ == "Pairwise":  # some draw pairs that leave options apart
        return {
            "pairs": [
                [a, b, chance.choice((1, 2, 3, "1/2", "1/5"))] for a, b in combinations(codes, 2)
            ]
        }
    return method.ballot.draw(question, chance)


def _settings(method, codes) -> dict:
    found: dict = {}
    for setting in method.settings:
        match setting.kind:
            case "costs":
                found[setting.key] = {code: 10 + place for place, code in enumerate(codes)}
            case "amount":
                found[setting.key] = 10 * len(codes)
            case "sides":
                found[setting.key] = {side: codes[at::4] for at, side in enumerate("FDOA")}
            case _ if setting.default is None and setting.kind not in {"groups", "bound"}:
                found[setting.key] = 8
    return found


def table(found: dict) -> str:
    """Return the seconds as Markdown: a line for each method and number of options, then the most megabytes."""
    lines: dict[tuple[str, int], dict[tuple[int, bool], dict]] = {}
    for name, rows in found["methods"].items():
        for row in rows:
            many = row["kinds"] > FEW
            lines.setdefault((name, row["options"]), {})[row["ballots"], many] = row
    columns = sorted(
        {column for cells in lines.values() for column in cells}, key=lambda c: c[::-1]
    )
    heads = [f"{ballots:,}{' different' if many else ''}" for ballots, many in columns]
    text = [
        f"| method | options | {' | '.join(heads)} | MB |",
        "|---|---|" + "---|" * (len(heads) + 1),
    ]
    for (name, options), cells in sorted(lines.items()):
        seconds = [_cell(cells.get(column)) for column in columns]
        most = max(row["megabytes"] or 0 for row in cells.values())
        text.append(f"| `{name}` | {options} | {' | '.join(seconds)} | {most} |")
    return "\n".join(text)


def _cell(row: dict | None) -> str:
    if row is None:
        return ""
    return f"> {PATIENCE}" if row["seconds"] is None else f"{row['seconds']:.2g}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(one(sys.argv[1], *map(int, sys.argv[2:]))))
    else:
        everything = measure(GROWN, OPTIONS)
        print(table(everything))
        drawing = growth_chart.chart(everything["methods"])
        Path(__file__).with_name("growth.svg").write_text(drawing, encoding="utf-8")
