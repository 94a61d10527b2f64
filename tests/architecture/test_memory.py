"""The application that tests share is as new for each of them: nothing of one is seen by another."""

import sys
from collections import deque
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

import pytest
from application import OURS, Made, _create, forget_all, memories
from builders import cast, make_room, make_round, make_user
from flask import current_app

from smd_workshop.database import db
from smd_workshop.web.cookie import Serializer
from smd_workshop.web.limits import limiter

FILLED = (dict, list, set, deque, WeakKeyDictionary, WeakSet, WeakValueDictionary)


def test_what_a_module_fills_while_it_runs_is_known_by_its_name(app):
    """What is called otherwise would go on from test to test, and from one database to another."""
    app.test_client().get("/")
    known = [id(memory) for memory in memories()]
    unknown = [
        f"{module.__name__}.{name}"
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").partition(".")[0] in OURS
        for name, thing in vars(module).items()
        if issubclass(type(thing), FILLED) and not name.startswith("__") and not name.isupper()
        if id(thing) not in known
    ]
    # Connections are let go with those of the engine that they stand beside.
    assert [name for name in unknown if not name.lstrip("_").endswith("_siblings")] == [], unknown


def test_results_of_functions_and_what_modules_fill_is_forgotten(app):
    make_room()
    phone = app.test_client()
    phone.get("/")
    room = make_room(code="otro")
    cast(room.cards[0], make_round(room), {"F1": 7, "F2": 7})
    assert phone.post("/e", data={"code": room.cards[0].code}).status_code == 303
    assert phone.get("/s/mesa-1/1?change=1").status_code == 200
    sizes = [_size(memory) for memory in memories()]
    assert sum(size > 0 for size in sizes) >= 5, "the test must see what is remembered"
    forget_all()
    assert [_size(memory) for memory in memories()] == [0] * len(sizes)


def _size(memory):
    return memory.cache_info().currsize if hasattr(memory, "cache_info") else len(memory)


def test_methods_remember_too():
    assert Serializer._read in list(memories())


@pytest.fixture
def made(tmp_path):
    """An application of the test's own, and what it was when it had been made."""
    made = Made(_create(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path))
    with made.app.app_context():
        db.create_all()
        yield made
        db.session.remove()
        db.engine.dispose()


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
    app.jinja_env.globals["said"] = None
    app.before_request_funcs[None].append(None)
    app.view_functions.clear()
    app.wsgi_app._answers["question"] = "answer"
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
    assert app.extensions["smd_write_queue"] is not queue
    assert not hasattr(app.extensions["mailman"], "outbox")
    assert app.jinja_env.globals["said"] is not None
    assert app.wsgi_app._answers == {}
    assert not limiter.storage.storage
    assert app.test_client().get("/").status_code == 200
