"""Revision 0011: what has opened keeps its number, and so the address of its result; drafts are numbered anew."""

import flask_migrate
import pytest
from application import new_database
from old_database import NOON, at, inserter, inside
from sqlalchemy import select, text

from smd_workshop.database import db
from smd_workshop.models import Round

#: Workshop → (number, place, state) of its rounds, as copying, discarding and moving had left them.
BEFORE = {
    1: [
        (1, 1, "published"),
        (9, 2, "published"),
        (2, 3, "draft"),
        (4, 4, "draft"),
        (3, 5, "closed"),
    ],
    2: [(2, 1, "draft"), (1, 2, "draft"), (7, 3, "draft")],
    3: [(3, 1, "annulled")],
}
AFTER = {1: [(1, 1), (2, 2), (3, 3), (4, 4), (9, 9)], 2: [(1, 2), (2, 1), (3, 7)], 3: [(3, 3)]}


@pytest.fixture
def old(request, vendor, tmp_path):
    with (
        new_database(request, tmp_path, vendor, fill=at("0010")) as url,
        inside(url, tmp_path),
    ):
        put = inserter()
        put("process", id=1, uid="p", code="moq", languages='["es"]', protocol="{}", notes="[]")
        for workshop, rounds in BEFORE.items():
            put(
                "workshop",
                id=workshop,
                uid=str(workshop),
                process_id=1,
                code=f"mesa-{workshop}",
                next_round_number=10,
            )
            for number, place, state in rounds:
                put(
                    "round", uid=f"{workshop}-{number}", workshop_id=workshop, number=number, position=place, state=state,
                    step="collect", title=str(number), secrecy="nominal", visibility="publication",
                    settings="{}", electorate="[]", opened_at=NOON,
                    annul_reason="Se leyó mal" if state == "annulled" else "",
                )  # fmt: skip
        yield


def numbers():
    """Workshop → (number now, number before, which is its title)."""
    db.session.rollback()
    rows = db.session.execute(
        select(Round.workshop_id, Round.number, Round.title).order_by(
            Round.workshop_id, Round.number
        )
    )
    found = {}
    for workshop, number, title in rows:
        found.setdefault(workshop, []).append((number, int(title)))
    return found


@pytest.mark.on_both
def test_what_has_opened_keeps_its_address_and_drafts_take_the_free_numbers(old):
    flask_migrate.upgrade(revision="0011")
    assert numbers() == AFTER


def test_the_way_back_keeps_every_number_as_the_place(old):
    flask_migrate.upgrade(revision="0011")
    flask_migrate.downgrade(revision="0010")
    assert numbers() == AFTER
    assert db.session.scalar(text("SELECT COUNT(*) FROM round WHERE position <> number")) == 0
    found = db.session.execute(text("SELECT id, next_round_number FROM workshop ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(1, 10), (2, 4), (3, 4)]
