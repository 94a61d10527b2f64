"""Nobody can prove to a buyer of votes how they answered in a secret round, not even if they want to.

The voter gives away everything that the phone held: its key, its cookies, its answer. The buyer has
the program, the secret of the installation, the whole database before the opening and after the
close, and the bytes of its files.
"""

import hashlib
import hmac
from pathlib import Path

import pytest
from builders import NOON, close, make_room, make_round
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select, text

from forms.workshops.ballot import submission_key
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.models import Ballot, Round, Submission
from smd_workshop.models.base import Base
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import ballot_keys

PATH, KEY = "/s/mesa-1/1", "clave-elegida-por-el-votante"
ANSWERS = [{"F1": mark} for mark in range(1, 10)]
TRUE = {"F1": 7}


def database():
    """Every value of every table, as text."""
    db.session.rollback()
    return " ".join(
        str(row)
        for table in sorted(Base.metadata.tables)
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')).all()
    )


def proofs(app, seat_id, answer, ballot_key=None):
    """All that can be made of a seat, the phone's key and an answer, with the keys that a buyer has."""
    sent = submission_key(KEY, answer, {})
    made = {sent, ballot_keys.stored_key(sent, seat_id), ballot_keys.stored_key(KEY, seat_id)}
    secrets = [None, app.config["SECRET_KEY"].encode(), *([ballot_key] if ballot_key else [])]
    for secret in secrets:
        for each in list(made):
            made.add(ballot_keys.ballot_id(secret, 1, each))
            made.add(ballot_keys.arrived_key(secret, each))
            made.add(hmac.new(secret or b"", each.encode(), hashlib.sha256).hexdigest())
    return made


def held(app, phone):
    """What the phone's cookie says, for everybody to read."""
    cookie = phone.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    return str(signing.loads(cookie))


def proved(app, seat_id, where, ballot_key=None):
    """The answers that what the voter holds is proof of."""
    return [
        answer for answer in ANSWERS
        if any(proof in where for proof in proofs(app, seat_id, answer, ballot_key))
    ]  # fmt: skip


def voted(app, secrecy="secret"):
    room = make_room()
    round_ = make_round(room, options=("F1",), secrecy=secrecy)
    before = database()
    phone = app.test_client()
    assert phone.post("/e", data={"code": room.cards[0].code}).status_code == 303
    assert phone.post(PATH, data={"key": KEY, "a.F1": "7"}).status_code == 303
    return round_, room.cards[0].seat.id, phone, before


def end(round_, how):
    if how == "close":
        close(round_)
    else:
        with transaction():
            closing.annul(db.session.get_one(Round, round_.id), "Se leyó mal", NOON, None)
    assert forget_deleted()


@pytest.mark.on_both
@pytest.mark.parametrize("how", ["close", "annul"])
def test_key_cookie_and_database_prove_no_secret_ballot(app, how):
    round_, seat_id, phone, before = voted(app)
    ballot_key = db.session.get_one(Round, round_.id).ballot_key
    # The attack is a real one: with the key of the open round it succeeds.
    assert proved(app, seat_id, database(), ballot_key) == [TRUE]
    assert proved(app, seat_id, held(app, phone), ballot_key) == [TRUE]
    # Without that key even the table of the open round proves nothing, nor does the cookie.
    assert proved(app, seat_id, database() + held(app, phone)) == []
    end(round_, how)
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    after = database()
    assert ballot_key.hex() not in after and str(ballot_key) not in after
    assert proved(app, seat_id, before + after + held(app, phone)) == []
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_the_files_hold_neither_the_key_nor_what_it_made(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a server's files are not ours to read; it rewrites the tables (erasing.py)")
    round_, seat_id, _phone, _before = voted(app)
    ballot_key = db.session.get_one(Round, round_.id).ballot_key
    arrived = db.session.scalars(select(Submission.key)).one()
    file = Path(str(db.engine.url.database))
    db.session.rollback()

    def content():
        return b"".join(part.read_bytes() for part in file.parent.glob(file.name + "*"))

    assert ballot_key in content() and arrived.encode() in content()
    end(round_, "close")
    assert ballot_key not in content()
    assert arrived.encode() not in content()
    assert ballot_keys.voter_key(ballot_key, seat_id).encode() not in content()


def test_of_a_named_ballot_it_is_still_known_that_it_arrived(app):
    round_, _seat_id, _phone, _before = voted(app, "nominal")
    end(round_, "close")
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
