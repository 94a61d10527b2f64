"""No figure changes unless its method says so with a new version: results of files drawn from a seed, by their digest."""

import hashlib
import json
from pathlib import Path

import pytest
from known_answers import digest
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.tally import recount

#: Files per method: enough to meet ties, empty sectors, groups and shares; made anew by running this file.
MANY = 25
KEPT = Path(__file__).with_name("digests.json")


def of_files(method):
    found = [digest(recount(json.loads(json.dumps(seeded(method, n))))) for n in range(MANY)]
    return hashlib.sha256("".join(found).encode()).hexdigest()[:16]


@pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
def test_the_same_version_gives_the_same_figures(method):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    name = f"{method.id}/{method.version}"
    assert name in kept, (
        "a new version: keep its digest with `PYTHONPATH=. python tests/methods/test_digests.py`"
    )
    assert of_files(method) == kept[name], "a figure changed: raise the version of the method"


if __name__ == "__main__":
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    fresh = {f"{m.id}/{m.version}": of_files(m) for m in METHODS.values()}
    # A digest that is kept is not overwritten: the same version may not give other figures.
    KEPT.write_text(json.dumps(fresh | before, indent=1, sort_keys=True) + "\n", encoding="utf-8")
