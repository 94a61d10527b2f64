"""A public page is shown again without rendering it only while it is true."""

from datetime import timedelta

import pytest
from builders import make_room
from clocks import turned
from planned import make_plan, process_of
from sqlalchemy import event

from smd_workshop.core.clock import now
from smd_workshop.database import NO_PROCESS, db, transaction
from smd_workshop.models import Process


@pytest.fixture
def rendered(app):
    """Every path that the application itself was asked for."""
    seen = []

    @app.before_request
    def note():
        from flask import request

        seen.append(request.path)

    return seen


@pytest.fixture
def shown(app):
    """A public process."""
    room = make_room()
    with transaction(of=NO_PROCESS):
        room.workshop.process.public = True
    return room.workshop.process.code


def at_second(monkeypatch, second):
    """Return a clock that stands at this second of a minute: a test must not meet the end of one."""
    return turned(monkeypatch, now().replace(second=second, microsecond=0))


def rename(name):
    with transaction(of=NO_PROCESS):
        db.session.query(Process).one().name = name


@pytest.mark.on_both
def test_a_page_is_rendered_once_and_anew_after_any_commit(app, monkeypatch, shown, rendered):
    """Without the tag of a client: two hundred readers a second cost one page, and nobody reads what was before."""
    at_second(monkeypatch, 10)
    first = app.test_client().get("/")
    again = app.test_client().get("/")
    assert rendered == ["/"]
    assert (again.data, again.headers) == (first.data, first.headers)
    assert "default-src 'self'" in again.headers["Content-Security-Policy"]
    rename("What it is called now")
    assert "What it is called now" in app.test_client().get("/").text
    assert rendered == ["/", "/"]


@pytest.mark.on_both
def test_what_is_taken_back_is_gone_at_once(app, monkeypatch, shown):
    at_second(monkeypatch, 10)
    page = f"/p/{shown}/"
    assert app.test_client().get(page).status_code == 200
    assert app.test_client().get(page).status_code == 200
    with transaction(of=NO_PROCESS):
        db.session.query(Process).one().public = False
    assert app.test_client().get(page).status_code == 404


def test_a_page_grows_no_older_than_its_minute(app, monkeypatch, shown, rendered):
    """What is overdue since midnight is overdue, though nobody wrote anything."""
    clock = at_second(monkeypatch, 10)
    app.test_client().get("/")
    clock.moment += timedelta(seconds=49)
    app.test_client().get("/")
    assert len(rendered) == 1
    clock.moment += timedelta(seconds=1)
    app.test_client().get("/")
    assert len(rendered) == 2


def test_whoever_is_somebody_and_whoever_reads_another_language_is_answered_anew(
    app, monkeypatch, shown, rendered
):
    at_second(monkeypatch, 10)
    told = [
        {}, {"Accept-Language": "es"}, {"Accept-Encoding": "gzip"}, {"Host": "other.example"},
        {"Cookie": "smd=1"}, {"Cookie": "smd=1"},
    ]  # fmt: skip
    pages = [app.test_client(use_cookies=False).get("/", headers=each) for each in told]
    assert len(rendered) == len(told)
    assert "Procesos" in pages[1].text
    assert pages[2].headers["Content-Encoding"] == "gzip"


def test_a_reader_who_has_the_page_is_told_so_whether_it_was_kept_or_not(
    app, monkeypatch, shown, rendered
):
    at_second(monkeypatch, 10)
    tag = app.test_client().get("/").headers["ETag"]
    kept = app.test_client().get("/", headers={"If-None-Match": tag})
    with_cookie = app.test_client(use_cookies=False).get(
        "/", headers={"If-None-Match": tag, "Cookie": "a=b"}
    )
    assert [(each.status_code, each.data) for each in (kept, with_cookie)] == [(304, b"")] * 2
    assert len(rendered) == 2


def test_the_front_page_asks_as_much_for_three_processes_as_for_one(app):
    def asked():
        seen = []

        def hear(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        with transaction(of=NO_PROCESS):  # what is kept is kept no more
            db.session.query(Process).first().purpose = f"Para qué {len(seen)}"
        before = len(seen)
        assert (
            app.test_client().get("/").text.count("Plan del puerto")
            >= db.session.query(Process).count()
        )
        event.remove(db.engine, "before_cursor_execute", hear)
        return len(seen) - before

    make_plan(process_of("uno"))
    one = asked()
    make_plan(process_of("dos"))
    make_plan(process_of("tres"))
    assert asked() == one


def test_what_a_key_opens_and_what_is_missing_is_not_kept(app, monkeypatch, shown, rendered):
    at_second(monkeypatch, 10)
    for path in ("/subscriptions/nobody", "/p/none/", "/e"):
        before = len(rendered)
        app.test_client().get(path)
        app.test_client().get(path)
        assert len(rendered) == before + 2, path
