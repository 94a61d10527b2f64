"""Reads the examples of the method folders, and names results by a digest that survives another machine."""

import hashlib
import json
import tomllib
from fnmatch import fnmatchcase

from smd_workshop.library.methods import METHODS, folder_of
from smd_workshop.library.recount.tally import canonical_json


def examples():
    for method in METHODS.values():
        for example in of_folder(method):
            yield method, example


def of_folder(method):
    text = (folder_of(method) / "examples.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["example"]


def document(example):
    return json.loads(example["input"])


def at(result, path):
    for step in path.split("/"):
        result = result[int(step) if isinstance(result, list) else step]
    return result


#: Figures that a version gained after its digest was kept: they stand beside the others and change none. By name,
#: or by path where the name stands elsewhere too.
ADDED = {
    "rating/2": {
        *("definitions", "common_ground", "smallest_agree", "division"),
        *("bridging", "dividing", "consensus", "concordance"),
    },
    "points/2": {"/groups/*/sectors", "concordance"},
    "ranking/1": {"agreement"},
    "approval-budget/1": {"ties"},
    "majority-judgment/1": {"consensus"},
}


def as_kept(result):
    """Return a result without the figures that its version gained later."""
    return _without(result, ADDED.get(f"{result['method']}/{result['version']}", set()))


def _without(value, added, path=""):
    if not isinstance(value, dict):
        return value
    return {
        key: _without(inner, added, f"{path}/{key}")
        for key, inner in value.items()
        if key not in added and not any(fnmatchcase(f"{path}/{key}", each) for each in added)
    }


def digest(result):
    """Nine significant digits: the last bits of a float may differ between processors."""
    return hashlib.sha256(canonical_json(_steady(result)).encode()).hexdigest()[:16]


def _steady(value):
    if isinstance(value, float):
        return float(f"{value:.9g}") + 0.0
    if isinstance(value, dict):
        return {key: _steady(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_steady(inner) for inner in value]
    return value
