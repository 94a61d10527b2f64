"""Cast: the full way of a ballot beside a bare handler, on the same server and database."""

import json
from pathlib import Path
from statistics import median

import load
import programs

CONNECTIONS = (1, 16, 64, 200)


def measure(vendor: str, seconds: int, rounds: int) -> dict:
    """Return rates, milliseconds and ratios at each number of connections."""
    with programs.site(vendor) as site:
        room = site.room(300)
        path = f"/s/{room['workshop']}/{room['round']}"
        codes = {"BARE_CODES": json.dumps(room["options"])}
        with (
            programs.server(site) as product,
            programs.server(site, "benchmarks.bare:served", codes) as bare,
        ):
            cookies = programs.join(product.port, [seat["code"] for seat in room["seats"]])
            forms = load.ballots(room["options"], len(cookies))
            file = load.requests_file(site.folder / "requests", cookies, forms)
            for cookie, form in zip(cookies, forms, strict=True):
                programs.as_browser(product, cookie, path, {"key": "first", **form})
            for server in (product, bare):
                load.drive(server.base + path, "cast.lua", file, 16, 2)
            return {
                str(many): _beside(
                    product.base + path, bare.base + path, file, many, seconds, rounds
                )
                for many in CONNECTIONS
            }


def _beside(
    product: str, bare: str, file: Path, connections: int, seconds: int, rounds: int
) -> dict:
    """Take turns, so that whatever else the machine does meets both."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(load.drive(product, "cast.lua", file, connections, seconds))
        theirs.append(load.drive(bare, "cast.lua", file, connections, seconds))
    return {
        "product": summary(ours),
        "bare": summary(theirs),
        "ratio": round(median(o.rate / t.rate for o, t in zip(ours, theirs, strict=True)), 3),
    }


def summary(runs: list[load.Load]) -> dict:
    """Return the medians of some runs; what was refused is added up."""
    return {
        "per_second": round(median(r.rate for r in runs)),
        "p50_ms": round(median(r.p50 for r in runs), 1),
        "p95_ms": round(median(r.p95 for r in runs), 1),
        "p99_ms": round(median(r.p99 for r in runs), 1),
        "refused": sum(r.refused for r in runs),
    }
