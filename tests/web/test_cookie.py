"""The cookie of a seat is Flask's own: a phone keeps its card whoever made the cookie, and nobody forges one."""

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from smd_workshop.core import caching
from smd_workshop.web.serving import cookie

MONTH = 30 * 24 * 3600
SEAT = {"card": 7, "seat_saved": {"3": "10:05"}, "_permanent": True}


@pytest.fixture
def ours(app):
    return cookie.Sessions().get_signing_serializer(app)


@pytest.fixture
def theirs(app):
    return SecureCookieSessionInterface().get_signing_serializer(app)


def test_each_reads_what_the_other_made(ours, theirs):
    long = SEAT | {"much": "word " * 500}  # Flask compresses a long one
    for held in (SEAT, long):
        assert ours.loads(theirs.dumps(held), max_age=MONTH) == held
        assert theirs.loads(ours.dumps(held), max_age=MONTH) == held


def test_a_forged_one_is_refused_also_after_the_true_one_was_read(ours):
    true = ours.dumps(SEAT)
    assert ours.loads(true, max_age=MONTH) == SEAT
    with pytest.raises(BadSignature):
        ours.loads("x" + true, max_age=MONTH)
    with pytest.raises(BadSignature):
        ours.loads(true[:-5] + ("A" if true[-5] != "A" else "B") + true[-4:], max_age=MONTH)


def test_one_that_was_read_already_grows_too_old_all_the_same(ours, monkeypatch):
    true = ours.dumps(SEAT)
    assert ours.loads(true, max_age=MONTH) == SEAT
    later = TimestampSigner.get_timestamp(ours.make_signer()) + MONTH + 1
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: later)
    with pytest.raises(SignatureExpired):
        ours.loads(true, max_age=MONTH)


@pytest.mark.parametrize("read_before", [True, False])
def test_a_clock_that_is_set_back_ends_no_session(ours, monkeypatch, read_before):
    """The laptop of a room finds a time server, or somebody puts its clock right."""
    true = ours.dumps(SEAT)
    if read_before:
        ours.loads(true, max_age=MONTH)
    now = TimestampSigner.get_timestamp(ours.make_signer())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: now - 90)
    assert ours.loads(true, max_age=MONTH) == SEAT
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: now - 100_000)
    with pytest.raises(SignatureExpired):
        ours.loads(true, max_age=MONTH)


def test_after_the_secret_was_changed_the_old_one_counts_while_it_is_named(app, ours):
    held = ours.dumps(SEAT)
    old, app.secret_key = app.secret_key, "another-secret-" + "0123456789abcdef" * 2
    with pytest.raises(BadSignature):
        cookie.Sessions().get_signing_serializer(app).loads(held, max_age=MONTH)
    app.config["SECRET_KEY_FALLBACKS"] = [old]
    assert cookie.Sessions().get_signing_serializer(app).loads(held, max_age=MONTH) == SEAT


def test_no_cookie_stays_in_memory_after_everything_is_forgotten(ours):
    ours.loads(ours.dumps(SEAT), max_age=MONTH)
    caching.clear_all()
    assert {len(c) for c in caching.caches() if c.name == "checked cookies"} == {0}
