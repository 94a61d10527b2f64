"""The load: wrk, a generator in C, so that the asking is never the slow part."""

import json
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw: answers per second, milliseconds, and answers that were no success."""

    rate: float
    p50: float
    p95: float
    p99: float
    answers: int
    refused: int


def ballots(codes: list[str], many: int, seed: int = 2022) -> list[dict[str, str]]:
    """Draw filled forms of a rating: mostly high, some «I don't know», some low with a reason."""
    chance = random.Random(seed)
    return [_ballot(codes, chance) for _ in range(many)]


def _ballot(codes: list[str], chance: random.Random) -> dict[str, str]:
    form = {}
    for code in codes:
        value = chance.choice(["2", "4", "5", "6", "6", "7", "7", "8", "8", "9", "9", "ns"])
        form[f"a.{code}"] = value
        # A browser sends the empty fields too.
        form[f"w.{code}"] = "No tenemos datos de nuestra provincia." if value == "2" else ""
    return form


def requests_file(path: Path, cookies: list[str], forms: list[dict[str, str]]) -> Path:
    """Write what wrk sends, one request per line: cookie, tab, form."""
    lines = [f"{c}\t{urlencode(f)}" for c, f in zip(cookies, forms, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def drive(url: str, script: str, file: Path, connections: int, seconds: int) -> Load:
    """Ask as fast as the connections allow, for some seconds."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
        "--timeout", "10s", "--script", str(HERE / script), url, "--", str(file),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    return Load(
        rate=seen["answers"] / seen["seconds"], p50=seen["p50"], p95=seen["p95"], p99=seen["p99"],
        answers=seen["answers"], refused=seen["refused"],
    )  # fmt: skip
