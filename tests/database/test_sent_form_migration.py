"""Revision 0038: what remembered the form of a secret paper is gone, of other forms the day stays."""

import flask_migrate
import pytest
from application import new_database
from old_database import NOON, at, inserter, inside
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import db
from smd_workshop.models import SentForm


@pytest.fixture
def old(request, vendor, tmp_path):
    with (
        new_database(request, tmp_path, vendor, fill=at("0037")) as url,
        inside(url, tmp_path),
    ):
        put = inserter()
        put("user", id=1, email="ana@example.org", name="Ana", password_hash="x")
        for key, leads_to in (
            ("a", "/f/moq/w/mesa-1/rounds/1/papers"),
            ("b", "/f/moq/commitments#agreements"),
        ):
            put("sent_form", key=key * 64, user_id=1, at=NOON, leads_to=leads_to)
        yield


def test_nothing_leads_to_a_secret_paper_and_other_forms_stay_known(old):
    flask_migrate.upgrade()
    [kept] = db.session.scalars(select(SentForm))
    assert (kept.key, kept.leads_to) == ("b" * 64, "/f/moq/commitments#agreements")
    assert kept.at == NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    db.session.rollback()
    with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sent_form")
