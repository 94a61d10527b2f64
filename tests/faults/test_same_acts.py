"""Whatever staff and seats send does the same on SQLite and on PostgreSQL: the same answer, the same tables written.

So tests of pages run on SQLite alone, but for those marked `on_both`.
"""

import pytest
from application import new_database
from depth import DEEP
from test_permissions import ELSEWHERE, PARTICIPANT, TABLE, each_case, seat_cases, seat_form
from visitors import forms, visited

#: Where something is done, and nobody else than these may do it.
ROLE = "administrator"


def sent(world, wanted=None):
    """(act, stage, what) → the answer's status and the tables written: of those that are wanted, or of each act up
    to the first that does something, with `make test-deep` all."""
    filled, found, done = forms(world), {}, set()

    def try_out(case, role, url, form):
        if case in wanted if wanted is not None else DEEP or case[0] not in done:
            answer, changed = world.post(role, url, form, case[1])
            found[case] = answer.status_code, changed
            if changed:
                done.add(case[0])

    for name, stage, what, url in each_case(world):
        try_out((name, stage, what), ROLE, url, filled.get(name, {}))
    for name, where, url in seat_cases(world):
        try_out((name, "under way", where), "seat", url, seat_form(world, name, where))
    return found


@pytest.mark.slow
@pytest.mark.postgres
def test_every_act_does_the_same_on_either_database(request, tmp_path):
    with visited(tmp_path) as world:
        one = {case: told for case, told in sent(world).items() if told[1] or DEEP}
    (tmp_path / "postgresql").mkdir()
    with (
        new_database(request, tmp_path, "postgresql") as url,
        visited(tmp_path / "postgresql", url) as world,
    ):
        other = sent(world, one)
    assert {case: (told, other[case]) for case, told in one.items() if other[case] != told} == {}
    undone = (TABLE.keys() | PARTICIPANT.keys()) - {name for name, _stage, _what in one}
    assert undone == ELSEWHERE
