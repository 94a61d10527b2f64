"""Say whether the pinned lists were compiled from the dependencies that pyproject.toml declares.

    python scripts/declared.py [--write]

The digest of what is declared stands in the first lines of each list.
"""

import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "#    of dependencies "
LISTS = ("requirements.txt", "requirements-big.txt", "tests/requirements.txt")


def digest(name: str) -> str:
    """Return a digest of the declared dependencies that a list is compiled from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [project["project"]["requires-python"], project["project"]["dependencies"]]
    if name.startswith("requirements-big"):
        declared.append(project["project"]["optional-dependencies"]["big"])
    if name.startswith("tests"):
        declared.append(project["dependency-groups"]["test"])
    return hashlib.sha256(json.dumps(declared).encode()).hexdigest()[:16]


def stored(name: str) -> str | None:
    """Return the digest that a list carries."""
    found = re.search(f"^{MARK}(\\w+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else None


def write(name: str) -> None:
    """Put the digest of what is declared now under the head of a list."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(MARK)]
    kept.insert(2, f"{MARK}{digest(name)}\n")
    (ROOT / name).write_text("".join(kept), encoding="utf-8")


def main(*, writing: bool) -> int:
    """Write the digests, or say which lists are out of date."""
    stale = [name for name in LISTS if stored(name) != digest(name)]
    for name in stale:
        if writing:
            write(name)
        else:
            print(f"{name} is not compiled from pyproject.toml as it is: run make requirements")
    return 0 if writing else len(stale)


if __name__ == "__main__":
    sys.exit(main(writing="--write" in sys.argv))
