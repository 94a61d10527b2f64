"""Speed as ratios measured in one run: `make bench`. Prints JSON and keeps it under results/.

Measured so far: the full cast of a ballot beside a bare handler, on SQLite and PostgreSQL, and the
memory of a worker after its first answers. Bounded in time and connections, on 127.0.0.1 only.
"""

import argparse
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cast  # noqa: E402 - found through the line above
import programs  # noqa: E402


def main() -> int:
    """Measure, print, keep; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=5, help="of each load")
    options.add_argument("--rounds", type=int, default=3, help="loads of each kind, taking turns")
    options.add_argument("--vendors", nargs="+", default=["sqlite", "postgresql"])
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        print("The load generator wrk is missing. Install it: apt-get install wrk", file=sys.stderr)
        return 1
    measured = {
        "cores": os.cpu_count(),
        "cast": {v: cast.measure(v, chosen.seconds, chosen.rounds) for v in chosen.vendors},
        "worker_mb": memory(),
    }
    text = json.dumps(measured, indent=2)
    print(text)
    kept = HERE / "results" / f"{datetime.now(UTC):%Y-%m-%d}.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text + "\n")
    return 0


def memory() -> float:
    """Return the resident megabytes of one worker that has shown a ballot."""
    with programs.site("sqlite") as site:
        room = site.room(20)
        with programs.server(site) as product:
            cookie = programs.join(product.port, [room["seats"][0]["code"]])[0]
            programs.as_browser(product, cookie, f"/s/{room['workshop']}/{room['round']}")
            statuses = [Path(f"/proc/{pid}/status").read_text() for pid in product.workers()]
    lines = [line for status in statuses for line in status.splitlines() if "VmRSS" in line]
    return round(max(int(line.split()[1]) for line in lines) / 1024, 1)


if __name__ == "__main__":
    raise SystemExit(main())
