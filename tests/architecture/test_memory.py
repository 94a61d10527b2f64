"""The application that tests share is as new for each of them: nothing of one is seen by another."""

import pytest
from application import Made, _create
from builders import cast, make_room, make_round, make_user
from flask import current_app
from flask_babel import force_locale, gettext

from smd_workshop.core import caching
from smd_workshop.database import db
from smd_workshop.web.security.limits import limiter


def test_what_is_remembered_is_forgotten_with_one_call(app):
    make_room()
    phone = app.test_client()
    phone.get("/")
    room = make_room(code="otro")
    cast(room.cards[0], make_round(room), {"F1": 7, "F2": 7})
    assert phone.post("/e", data={"code": room.cards[0].code}).status_code == 303
    assert phone.get("/s/mesa-1/1?change=1").status_code == 200
    filled = [cache.name for cache in caching.caches() if len(cache)]
    assert len(filled) >= 5, "the test must see what is remembered"
    caching.clear_all()
    assert [cache.name for cache in caching.caches() if len(cache)] == []


@pytest.fixture
def made(tmp_path):
    """An application of the test's own, and what it was when it had been made."""
    made = Made(_create(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path))
    with made.app.app_context():
        db.create_all()
        yield made
        db.session.remove()
        db.engine.dispose()


def spanish_of(words):
    with current_app.test_request_context(), force_locale("es"):
        return gettext(words)


def test_an_application_is_as_it_was_made_whatever_a_test_did_to_it(made, tmp_path):
    app = made.app
    make_user()
    client = app.test_client()
    settings, queue = dict(app.config), app.extensions["smd_write_queue"]
    hooks = {scope: list(each) for scope, each in app.before_request_funcs.items()}
    client.get("/account/login")
    client.post("/account/reset", data={"email": "facilitadora@example.org"})
    app.config["SMD_POLL_SECONDS"] = 1
    app.config["SMD_NEW"] = 1
    app.testing = False
    app.extensions["smd.drawn"] = {1: 2}
    app.extensions["smd_tasks"].queue  # noqa: B018 - made when first asked for
    app.extensions["babel"].translation_directories[:] = ["/nowhere"]
    app.extensions["babel"].instance.domain_instance.cache = {}
    assert spanish_of("Sign in") == "Sign in"
    app.jinja_env.globals["said"] = None
    app.before_request_funcs[None].append(None)
    app.view_functions.clear()
    app.wsgi_app._answers.put("question", "answer")
    assert current_app.extensions["mailman"].outbox
    assert limiter.storage.storage
    as_new = made.as_new(tmp_path / "another")
    assert as_new is app
    changed = {"SMD_INSTANCE": str(tmp_path / "another")}
    assert dict(app.config) == settings | changed
    assert app.instance_path == str(tmp_path / "another")
    assert {scope: list(each) for scope, each in app.before_request_funcs.items()} == hooks
    assert "smd.drawn" not in app.extensions
    assert "queue" not in vars(app.extensions["smd_tasks"])
    assert app.extensions["babel"].translation_directories != ["/nowhere"]
    assert spanish_of("Sign in") != "Sign in"
    assert app.extensions["smd_write_queue"] is not queue
    assert not hasattr(app.extensions["mailman"], "outbox")
    assert app.jinja_env.globals["said"] is not None
    assert len(app.wsgi_app._answers) == 0
    assert not limiter.storage.storage
    assert app.test_client().get("/").status_code == 200
