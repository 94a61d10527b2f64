"""What the rounds of a series found or promised is kept by the database."""

import pytest
from application import new_app, new_database
from builders import NOON, cast, close, make_room, make_round
from guarded import run, taken
from on_record import OF_SERIES

from smd_workshop.database import transaction
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.series import repeating

#: Of series, what lives.
SERIES_LIVE = """
    UPDATE series SET key = NULL, ended_at = '2022-10-14'
    DELETE FROM thread
    UPDATE kept_option SET reason = 'otra' WHERE round_id = (SELECT id FROM round WHERE number = 3)
""".strip().split("\n")


@pytest.fixture(scope="module")
def repeated(request, vendor, tmp_path_factory):
    """A secret rating asked twice, a draft that asks it again, and an open round, both with a reason."""
    folder = tmp_path_factory.mktemp("repeated")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        room = make_room((6, 6))
        first = make_round(room)
        for card in room.cards:
            cast(card, first, {"F1": 8, "F2": 5})
        close(first)
        with transaction():
            second = drafting.copy(first, NOON, None)
            opening.open_round(second, NOON, None)
        for place, card in enumerate(room.cards):
            cast(card, second, {"F1": 8, "F2": 9 if place % 2 else 1})
        close(second)
        with transaction():
            draft = drafting.copy(second, NOON, None)
            repeating.keep(draft, {"F1": "Hay datos nuevos"})
        going = make_round(room, options=("D1",), open=False)
        with transaction():
            repeating.keep(going, {"D1": "x"})
            opening.open_round(going, NOON, None)
        yield


def test_no_tool_changes_what_a_series_found_or_promised(repeated):
    anew = [statement for statement in OF_SERIES if "id = id" in statement]
    others = [statement for statement in OF_SERIES if statement not in anew]
    assert taken(anew, renumbers=True) | taken(others) == {}


@pytest.mark.parametrize("statement", [s.strip() for s in SERIES_LIVE])
def test_what_lives_of_a_series_can_still_change(repeated, statement):
    assert run(statement) > 0
