"""Start: from the command to the first answer, with everything prepared, as `make run` does it."""

import os
import subprocess
import sys
import time

import programs

READY = "Stop with Ctrl+C"


def measure(times: int = 3) -> dict:
    """Return the seconds of the first start, with the demonstration, and of those after it."""
    with programs.site("sqlite") as site:
        (site.folder / "smd.sqlite").unlink()  # as on a fresh machine
        first, *later = [_start(site) for _ in range(times + 1)]
    return {"first_s": round(first, 1), "second_s": round(min(later), 1)}


def _start(site: programs.Site) -> float:
    environment = {
        **os.environ, "SMD_INSTANCE": str(site.folder), "SMD_DATABASE_URL": "",
        "HOST": "127.0.0.1", "PORT": str(programs.free_port()), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    began = time.monotonic()
    program = subprocess.Popen(
        [sys.executable, "-m", "smd_workshop.cli.run"], cwd=programs.ROOT, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = []
    for line in program.stdout:
        said.append(line)
        if READY in line:
            break
    took = time.monotonic() - began
    program.terminate()  # a program behind a shell may have been told to ignore Ctrl+C
    program.communicate(timeout=60)
    if not said or READY not in said[-1]:
        raise RuntimeError("".join(said)[-800:])
    return took
