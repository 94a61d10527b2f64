"""What tests of letters share: a mail server of their own, and the clock of the worker."""

import pytest
from post_office import open_office

from smd_workshop.web.letters import attention_letters, news_letters
from smd_workshop.worker import jobs


@pytest.fixture
def office(app, monkeypatch):
    """A mail server of our own, to which the application sends."""
    with open_office() as (office, port):
        state = app.extensions["mailman"]
        for name, value in (
            ("backend", "smd_workshop.web.letters.mail_server.EmailBackend"), ("server", "127.0.0.1"), ("port", port),
        ):  # fmt: skip
            monkeypatch.setattr(state, name, value)
        yield office


@pytest.fixture
def clock(monkeypatch):
    """clock(moment): from now on the worker reads this on its clock."""

    def turn(moment):
        for module in (jobs, news_letters, attention_letters):
            monkeypatch.setattr(module, "now", lambda: moment)

    return turn
