"""What docs/security.md says of the standard: every number is there, and what it names exists."""

import re

import pytest
from builders import make_room
from source import ROOT

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
#: How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2,
    "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3,
    "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
    "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2,
    "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
ROWS = re.findall(r"^\| ([0-9.]+) \| (\S) ([a-z ]+) \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_requirement_has_one_line_in_the_order_of_the_standard():
    wanted = [f"{part}.{n}" for part, many in SECTIONS.items() for n in range(1, many + 1)]
    assert [number for number, *_ in ROWS] == wanted
    assert len(wanted) == 253
    told = {"✓": "hold", "◐": "hold in part", "✗": "do not", "–": "have nothing"}
    for sign, words in told.items():
        many = sum(row[1] == sign for row in ROWS)
        assert re.search(rf"\b{many} {words}", PAGE), (sign, many)


def test_what_holds_names_what_shows_it_and_that_exists():
    for number, sign, _word, how in ROWS:
        named = re.findall(
            r"`((?:tests|docs|smd_workshop|reports|forms)/[\w./-]+|requirements\.txt)`", how
        )
        assert named or sign in "✗–" or "no test" in how, number
        assert [name for name in named if not (ROOT / name).exists()] == [], number


def test_what_does_not_hold_is_said_in_one_place():
    head = PAGE.partition("## Requirement by requirement")[0]
    for number, sign, *_ in ROWS:
        assert (f"**{number}**" in head) is (sign == "✗"), number


@pytest.fixture
def answers(app, client):
    room = make_room()
    paths = [
        "/",
        "/e",
        f"/e/{room.cards[0].code}",
        "/account/login",
        "/nowhere",
        "/static/live.js",
        "/p/moq/",
    ]
    found = {path: client.get(path, headers={"Origin": "https://evil.example"}) for path in paths}
    yield found
    for answer in found.values():
        answer.close()


def test_every_answer_says_how_it_may_be_read_and_none_opens_itself_to_other_sites(answers):
    for path, answer in answers.items():
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path
        policy = answer.headers["Content-Security-Policy"]
        for rule in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ):
            assert rule in policy, path
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")], path


def test_nothing_is_served_that_no_page_offers(client):
    for path in (
        "/.git/config", "/app.py", "/requirements.txt", "/instance/secret_key", "/static/", "/static/../app.py",
        "/static/%2e%2e/config.py", "/debug", "/console", "/docs", "/openapi.json", "/metrics", "/health",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.open("/", method="TRACE").status_code == 405
    assert client.open("/e", method="TRACE").status_code == 405


def test_the_feed_and_letters_name_the_address_of_the_settings(app, client):
    make_room()
    app.config["SMD_PUBLIC_URL"] = "https://smd.example.pe"
    feed = client.get("/p/moq/feed.atom", headers={"Host": "evil.example"}).text
    assert "evil.example" not in feed
    assert 'href="https://smd.example.pe/p/moq/' in feed
