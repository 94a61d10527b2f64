"""Memory: what a worker of the server weighs after its start and a request."""

import json
import subprocess
import sys
from pathlib import Path

import programs

HEAVY = (
    "scipy",
    "pandas",
    "weasyprint",
    "openpyxl",
    "rapidfuzz",
    "segno",
    "jsonschema",
)


def measure() -> dict:
    """Return the worker's resident memory, and which heavy libraries the start has imported."""
    with programs.site("sqlite") as site:
        room = site.room(5)
        with programs.server(site) as server:
            cookie = programs.join(server.port, [room["seats"][0]["code"]])[0]
            programs.as_browser(server, cookie, f"/s/{room['workshop']}/{room['round']}")
            sizes = [_resident(pid) for pid in server.workers()]
        code = (
            f"import json, sys, app; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=programs.ROOT, env=site.environment,
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    return {"worker_mb": round(max(sizes)), "heavy_at_start": json.loads(done.stdout)}


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory a process has")
