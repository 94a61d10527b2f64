"""What may not change a count, by any method: sectors without seats, silent ones, weights times a number, a quorum that is met."""

import json
from fractions import Fraction
from functools import partial
from itertools import count

import pytest
from depth import cases
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount

ALL = pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.id)
SEEDS = range(cases(6, 300))
NEW = "z"
#: What a result says of each sector, or of the file itself.
ASIDE = {"input_sha256", "seats", "without", "depends_on", "left_out"}


def figures(value):
    """A result without what stands there for each sector alone; floats as far as sums of other orders agree."""
    if isinstance(value, dict):
        return {k: figures(v) for k, v in value.items() if k not in {*ASIDE, NEW}}
    if isinstance(value, list):
        return [figures(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value


def changed(document, **parts):
    return json.loads(json.dumps(document | parts))


@ALL
def test_a_sector_without_seats_adds_nothing(method):
    for seed in SEEDS:
        document = seeded(method, seed)
        more = changed(document, sectors=[{"code": NEW, "eligible": 0}, *document["sectors"]])
        assert figures(recount(more)) == figures(recount(document)), seed


@ALL
def test_a_silent_sector_adds_that_its_quorum_is_missing_and_no_figure(method):
    asked = {"status", "outcome", "why", "why_messages"}
    for seed in SEEDS:
        document = seeded(method, seed)
        result = recount(document)
        more = recount(
            changed(document, sectors=[*document["sectors"], {"code": NEW, "eligible": 3}])
        )
        assert (
            "Sector z has no quorum: 0 of 3 answered." in more["status"]["why"]
            or not document["ballots"]
        )
        kept = [
            {k: v for k, v in figures(each).items() if k not in asked} for each in (result, more)
        ]
        assert kept[0] == kept[1], seed
        assert more.get("outcome") in {None, "no quorum"}


@ALL
def test_only_how_sectors_weigh_beside_each_other_counts(method):
    for seed in SEEDS:
        document = seeded(method, seed)
        told = []
        for times in (Fraction(1), Fraction(7, 3)):
            sectors = [
                sector | {"weight": str(times * Fraction(1 + place, 2))}
                for place, sector in enumerate(document["sectors"])
            ]
            told.append(figures(recount(changed(document, sectors=sectors))))
        assert told[0] == told[1], seed


#: More than which share of so many, how many answered, and whether that is enough.
QUORUMS = [
    ("1/2", 4, 2, False), ("1/2", 5, 3, True), (0.5, 2, 1, False), ("2/3", 6, 4, False), ("2/3", 6, 5, True),
    ("1/3", 3, 1, False), ("0.3333", 3, 1, True), (0, 90, 1, True),
]  # fmt: skip


@ALL
def test_a_quorum_is_met_by_more_than_its_share_and_never_by_the_share(method):
    document = next(each for each in map(partial(seeded, method), count(1)) if each["ballots"])
    for more_than, eligible, answered, met in QUORUMS:
        asked = changed(
            document,
            settings=document["settings"] | {"quorum_more_than": more_than},
            sectors=[{"code": "s1", "eligible": eligible}],
            ballots=[dict(document["ballots"][0], sector="s1", count=answered)],
        )
        state = recount(asked)["status"]["state"]
        assert (state == "complete") is met, (more_than, eligible, answered)
