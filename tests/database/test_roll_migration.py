"""Revision 0023: of waves that closed before it is written down what the list says now, and that this was later."""

import flask_migrate
import pytest
from application import new_database
from old_database import NOON, at, inserter, inside
from sqlalchemy import select, text

from smd_workshop.database import db
from smd_workshop.models import Wave
from smd_workshop.surveys.respondents import roll


@pytest.fixture
def old(request, vendor, tmp_path):
    with (
        new_database(request, tmp_path, vendor, fill=at("0021")) as url,
        inside(url, tmp_path),
    ):
        put = inserter()
        put("process", id=1, uid="p", code="zed", languages='["es"]', protocol="{}", notes="[]")
        put("survey", id=1, process_id=1, code="s", name="S", created_at=NOON)
        put(
            "instrument",
            id=1,
            survey_id=1,
            number=1,
            document="{}",
            state="published",
            published_at=NOON,
        )
        for n, active in enumerate((True, False, False), 1):
            put(
                "respondent", id=n, survey_id=1, code=f"{n:02d}", name=f"Usuario {n:02d}", active=active,
                attributes='{"Sector":"pesca"}',
            )  # fmt: skip
        for n in (1, 2):
            put(
                "wave", id=n, survey_id=1, number=n, instrument_id=1, name=str(n), year=2022, state="open",
                mode="confidential", opened_at=NOON,
            )  # fmt: skip
        put("survey_participation", id="a", wave_id=1, respondent_id=2, channel="paper")
        with db.engine.begin() as connection:
            connection.execute(
                text("UPDATE wave SET state = 'closed', closed_at = opened_at WHERE id = 1")
            )
        yield


def test_waves_of_before_get_the_list_of_now_and_say_so(old):
    flask_migrate.upgrade()
    closed, open_ = db.session.scalars(select(Wave).order_by(Wave.id))
    asked = [(m.code, m.name, m.attributes) for m in roll.of(closed)]
    assert asked == [
        ("01", "Usuario 01", {"Sector": "pesca"}), ("02", "Usuario 02", {"Sector": "pesca"}),
    ], "who is in the list, and who took part before leaving it"  # fmt: skip
    assert closed.roll_is_late
    assert closed.roll_at > closed.closed_at
    assert open_.roll_at is None
    assert not open_.roll_is_late
