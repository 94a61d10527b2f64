"""Measure speed; print ratios of one run, and keep them under results/.

    python benchmarks/run.py [--parts start,cast,room,poll,result,choice,methods,survey,parts,answers,plan,home,acta,memory] [--seconds 5] [--rounds 3]

Everything listens on 127.0.0.1, is bounded, and stops by itself. Compare ratios, not rates: how fast
a disk or a processor is says nothing about the program. What the machine did beside is in `load`.
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDORS = ("sqlite", "postgresql")
PACKAGES = ("flask", "granian", "sqlalchemy", "psycopg", "numpy", "weasyprint")


def main() -> int:
    """Run the parts; return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--parts", default=",".join(PARTS))
    asked.add_argument("--seconds", type=int, default=5, help="of each run of the load generator")
    asked.add_argument(
        "--rounds", type=int, default=3, help="product and bare take turns this often"
    )
    options = asked.parse_args()
    if shutil.which("wrk") is None:
        print("The load generator is missing: sudo apt-get install wrk", file=sys.stderr)
        return 1
    found = {"machine": machine(), "parts": {}}
    measures = parts(options.seconds, options.rounds)
    for name in options.parts.split(","):
        before = os.getloadavg()[0]
        result = measures[name]()
        found["parts"][name] = result | {"load_before": round(before, 1)}
        print(f"\n{WORDS[name](result)}", flush=True)
    if set(found["parts"]) != set(PARTS):
        return 0  # kept is what was measured in one run
    path = HERE / "results" / f"{datetime.now(UTC):%Y-%m-%d}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nKept in benchmarks/results/{path.name}")
    return 0


def parts(seconds: int, rounds: int) -> dict[str, Callable[[], dict]]:
    """Return what measures each part."""
    import acta  # noqa: PLC0415 - after the options: they answer --help without the program
    import answers  # noqa: PLC0415
    import cast  # noqa: PLC0415
    import choice  # noqa: PLC0415
    import growth  # noqa: PLC0415
    import home  # noqa: PLC0415
    import memory  # noqa: PLC0415
    import parts as in_parts  # noqa: PLC0415
    import plan  # noqa: PLC0415
    import poll  # noqa: PLC0415
    import result  # noqa: PLC0415
    import room  # noqa: PLC0415
    import start  # noqa: PLC0415
    import survey  # noqa: PLC0415

    return {
        "cast": lambda: {v: cast.measure(v, seconds, rounds) for v in VENDORS},
        "room": lambda: {
            f"{vendor} {many}": room.measure(vendor, many)
            for vendor in VENDORS
            for many in room.ROOMS
        },
        "poll": lambda: poll.measure(seconds, rounds),
        "result": result.measure,
        "choice": choice.measure,
        "methods": growth.measure,
        "survey": survey.measure,
        "parts": in_parts.measure,
        "answers": lambda: {v: answers.measure(v, seconds, rounds) for v in VENDORS},
        "plan": plan.measure,
        "home": home.measure,
        "acta": acta.measure,
        "memory": memory.measure,
        "start": start.measure,
    }


def machine() -> dict:
    """Return what the figures depend on; nothing that names the machine."""
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "disk_wait_ms": disk_wait(),
        **{name: version(name) for name in PACKAGES},
    }


def disk_wait(times: int = 50) -> float:
    """Return how long one durable write of a page waits for the disk, in milliseconds."""
    import tempfile  # noqa: PLC0415
    import time  # noqa: PLC0415

    with tempfile.NamedTemporaryFile() as file:
        started = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return round((time.perf_counter() - started) / times * 1000, 2)


def of_start(result: dict) -> str:
    """Return a part as lines for the terminal, as all of these do."""
    return (
        f"Start: first {result['first_s']} s with the demonstration, "
        f"second {result['second_s']} s (goal 5)"
    )


def of_cast(result: dict) -> str:
    """Return it beside what it is measured against."""
    lines = ["Cast: beside a bare handler (goal 0.5; p95 at 64 under 250 ms)"]
    for vendor, counts in result.items():
        for many, r in counts.items():
            ours, bare = r["product"], r["bare"]
            lines.append(
                f"  {vendor:<10} {many:>3} connections: {r['ratio']:.2f}   ({ours['per_second']}/s "
                f"of {bare['per_second']}/s; p95 {ours['p95_ms']:.0f} ms of {bare['p95_ms']:.0f} ms)"
            )
    return "\n".join(lines)


def of_room(result: dict) -> str:
    """Return it with what was lost."""
    lines = ["Room: join, load, cast (goal: 300 in 10 s, p95 under 1 s, 0 lost, 0 double)"]
    for where, r in result.items():
        lines.append(
            f"  {where:<16} {r['took_s']} s, p95 {r['p95_ms']:.0f} ms; failed {r['failed']}, "
            f"lost {r['lost']}, double {r['double_or_changed']}"
        )
    return "\n".join(lines)


def of_poll(result: dict) -> str:
    """Return both rates."""
    return (
        f"Poll: unchanged beside rendered {result['ratio']} (goal 5): "
        f"{result['unchanged_per_second']}/s, {result['rendered_per_second']}/s"
    )


def of_result(result: dict) -> str:
    """Return how it grows."""
    return (
        f"Result: {result['seconds']} s; ×{result['ballots_grow_by']} ballots "
        f"take ×{result['time_grows_by']} the time"
    )


def of_choice(result: dict) -> str:
    """Return it with its size."""
    return (
        f"Choice: {result['chosen']} of {result['options']} options, {result['sectors']} sectors: "
        f"{result['seconds']} s of processor (goal 5); ×{result['voters_grow_by']} voters "
        f"take ×{result['time_grows_by']} the time"
    )


def of_methods(result: dict) -> str:
    """Return the longest count of each method, of the largest rounds."""
    lines = [f"Methods: {max(result['sizes'])} ballots, of processor"]
    for name, rows in result["methods"].items():
        last = max(rows, key=lambda row: (row["ballots"], row["kinds"], row["options"]))
        lines.append(
            f"  {name:<18} {last['options']} options, {last['kinds']} different: {last['seconds']} s, "
            f"{last['megabytes']} MB"
        )
    return "\n".join(lines)


def of_plan(result: dict) -> str:
    """Return it with its size."""
    return (
        f"Plan: {result['indicators']} indicators × {result['years']} years: {result['evaluate_ms']} ms of "
        f"processor (goal 300), with reading the file {result['file_ms']} ms; ×{result['history_grows_by']} "
        f"years take ×{result['time_grows_by']} the time"
    )


def of_home(result: dict) -> str:
    """Return it with what each further process adds, and how many readers a second that makes."""
    import home  # noqa: PLC0415

    return (
        f"Front page: {result['processes']} processes: {result['questions']} questions to the database, "
        f"{result['ms']} ms of processor; each further process adds {result['questions_each']} questions "
        f"and {result['ms_each']} ms; to {home.CONNECTIONS} clients without a tag {result['per_second']} pages a second (goal 200), p95 "
        f"{result['p95_ms']} ms, refused {result['refused']}"
    )


def of_survey(result: dict) -> str:
    """Return it with its size and how it grows."""
    each = ", ".join(f"{many}: {took} s" for many, took in result["seconds"].items())
    return (
        f"Survey: {result['items']} items, {each} of processor (goal 2 for 10000); "
        f"×{result['responses_grow_by']} responses take ×{result['time_grows_by']} the time"
    )


def of_parts(result: dict) -> str:
    """Return both numbers of workers with what two gain."""
    each = ", ".join(f"{many}: {took} s" for many, took in result["seconds"].items())
    return (
        f"Parts: {result['responses']} responses in {result['parts']} parts, by workers {each}; "
        f"two are ×{result['quicker']} as quick as one"
    )


def of_answers(result: dict) -> str:
    """Return it beside what it is measured against."""
    lines = ["Answers: a page of 36 items and its answers beside a bare handler (goal 0.4)"]
    for vendor, counts in result.items():
        for many, r in counts.items():
            ours, bare = r["product"], r["bare"]
            lines.append(
                f"  {vendor:<10} {many:>3} connections: {r['ratio']:.2f}   ({ours['responses_per_second']}/s "
                f"of {bare['responses_per_second']}/s; p95 {ours['p95_ms']:.0f} ms of {bare['p95_ms']:.0f} ms)"
            )
    return "\n".join(lines)


def of_acta(result: dict) -> str:
    """Return it with its size."""
    return (
        f"Acta: {result['seats']} seats, {result['rounds']} rounds: {result['seconds']} s "
        f"(goal 60), {result['processor_s']} s of processor, {result['pages']} pages, peak {result['peak_memory_mb']} MB"
    )


def of_memory(result: dict) -> str:
    """Return it with what should not be there."""
    heavy = ", ".join(result["heavy_at_start"]) or "none"
    return f"Memory: a worker {result['worker_mb']} MB (goal 120); heavy at start: {heavy}"


WORDS = {
    "start": of_start, "cast": of_cast, "room": of_room, "poll": of_poll, "result": of_result,
    "choice": of_choice, "methods": of_methods, "survey": of_survey, "parts": of_parts, "answers": of_answers, "plan": of_plan, "home": of_home,
    "acta": of_acta, "memory": of_memory,
}  # fmt: skip
PARTS = tuple(WORDS)


if __name__ == "__main__":
    sys.exit(main())
