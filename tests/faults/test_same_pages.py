"""Whoever looks sees the same on SQLite and on PostgreSQL: what one sorts, finds and counts the other does too.

So tests that only look at pages run on SQLite alone.
"""

import re

import pytest
from application import shared_app
from builders import make_user
from crawler import walk
from flask import current_app

from smd_workshop.database import transaction
from smd_workshop.demonstration import demo

EMAIL, PASSWORD = "facilitadora@example.org", "una-clave-larga"
#: Keys of forms are drawn by chance, and so is the order of reasons; a signed address has its hour.
CHANCE = re.compile(r'name="(?:sent_)?key"[^>]*value="\w+"|/e/lend/[\w.-]+')
REASONS = re.compile(r"(?:<blockquote>.*?</blockquote>\s*)+", re.DOTALL)
#: This page says at which minute it was looked at, to be printed.
AT_A_MINUTE, MINUTE = "/missing", re.compile(r"\b\d\d:\d\d\b")
#: How many pages each reader must find at least.
FIND = {"facilitator": 40, "seat": 8, "public": 25}
SEARCHES = [
    "/p/moquegua-2022/search?q=" + words for words in ("AGUA", "region", "región", "%", "_")
]


def readers(app, cards):
    found = {who: app.test_client() for who in FIND}
    for browser in found.values():
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    found["facilitator"].post("/account/login", data={"email": EMAIL, "password": PASSWORD})
    found["seat"].post("/e", data={"code": cards[0].code})
    return found


STARTS = {"facilitator": ["/f/"], "seat": ["/s/"], "public": ["/", *SEARCHES]}


def steady(address, text):
    """What a page says, without what chance does to it."""
    if address.endswith(AT_A_MINUTE):
        text = MINUTE.sub("", text)
    return REASONS.sub(
        lambda found: "".join(sorted(re.split(r"(?<=</blockquote>)\s*", found[0]))),
        CHANCE.sub("", text),
    )


def pages(app):
    """(reader, address) → what it says, of the demonstration."""
    make_user(EMAIL, PASSWORD)
    with transaction():
        cards = demo.load(current_app.config["SECRET_KEY"], None)
    return {
        (who, address): steady(address, answer.text)
        for who, browser in readers(app, cards).items()
        for address, answer, page in walk(app, browser, *STARTS[who], papers=False)
        if page
    }


@pytest.mark.slow
@pytest.mark.postgres
def test_every_page_says_the_same_on_either_database(request, tmp_path):
    with shared_app(request, tmp_path / "sqlite", "sqlite") as app:
        one = pages(app)
    with shared_app(request, tmp_path / "postgresql", "postgresql") as app:
        other = pages(app)
    assert one.keys() == other.keys()
    assert [where for where, text in one.items() if other[where] != text] == []
    for who, least in FIND.items():
        assert len([reader for reader, _ in one if reader == who]) >= least
