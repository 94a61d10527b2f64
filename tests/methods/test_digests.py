"""No figure changes unless its method says so with a new version: results of files drawn from a seed, by their digest."""

import fnmatch
import hashlib
import json
from pathlib import Path

import pytest
from known_answers import ADDED, as_kept, digest
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount, sha256

#: Files per method: enough to meet ties, empty sectors, groups and shares; made anew by running this file.
MANY = 25
KEPT = Path(__file__).with_name("digests.json")


VERSIONS = [
    (method, version)
    for method in METHODS.values()
    for version in (method.version, *(each.version for each in method.others))
]


def of_files(method, version):
    """Return the digest of what a version has always given, and of all it gives where it gained figures: by name."""
    name, found, whole = f"{method.id}/{version}", [], []
    for n in range(MANY):
        file = json.loads(json.dumps(seeded(method, n, version)))
        # Kept since files named no version: what they say besides is what counts.
        unnamed = sha256({key: value for key, value in file.items() if key != "version"})
        result = recount(file) | {"input_sha256": unnamed}
        found.append(digest(as_kept(result)))
        whole.append(digest(result))
    return {name: of(found)} | ({f"{name} with what it gained": of(whole)} if name in ADDED else {})


def of(digests):
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("method", "version"), VERSIONS, ids=[f"{m.id}/{v}" for m, v in VERSIONS])
def test_the_same_version_gives_the_same_figures(method, version):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    found = of_files(method, version)
    assert found.keys() <= kept.keys(), (
        "a new version: keep its digest with `PYTHONPATH=. python tests/methods/test_digests.py`"
    )
    assert found == {name: kept[name] for name in found}, (
        "a figure changed: raise the version of the method"
    )


def test_what_a_version_gained_is_there():
    """A name that no result holds any more would excuse the next figure of this name."""
    for name, added in ADDED.items():
        method, version = name.split("/")
        results = [recount(seeded(METHODS[method], n, int(version))) for n in range(3)]
        held = {path for result in results for path in paths(result)}
        held |= {path.rsplit("/", 1)[1] for path in held}
        assert not [each for each in added if not fnmatch.filter(held, each)]


def paths(value, path=""):
    """Every key that is in a document, with those above it."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield f"{path}/{key}"
        yield from paths(inner, f"{path}/{key}")


if __name__ == "__main__":
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    fresh = {name: kept for each in VERSIONS for name, kept in of_files(*each).items()}
    # A digest that is kept is not overwritten: the same version may not give other figures. Where one gained figures the
    # line of all it gives is taken out by hand.
    KEPT.write_text(json.dumps(fresh | before, indent=1, sort_keys=True) + "\n", encoding="utf-8")
