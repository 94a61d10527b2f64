"""Every link of a whole process, followed as each kind of reader: nobody meets a dead end."""

import pytest
from crawler import walk
from furnished import furnish
from papers import unprinted

#: How many pages each reader must find at least: a crawl that stops at the door proves nothing.
FIND = {"facilitator": 60, "seat": 6, "public": 25}


@pytest.fixture
def house(app):
    with unprinted():
        yield furnish()


def reader(app, house, who):
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    if who == "facilitator":
        answer = browser.post(
            "/account/login", data={"email": house.email, "password": house.password}
        )
        assert answer.status_code == 302
        return browser, ["/f/", "/"]
    if who == "seat":
        assert browser.post("/e", data={"code": house.cards[0].code}).status_code == 303
        return browser, ["/s/"]
    return browser, ["/", "/e", "/account/login"]


@pytest.mark.slow
@pytest.mark.parametrize("who", list(FIND))
def test_no_reader_meets_a_dead_end_or_a_page_that_breaks_the_policy(app, house, who):
    browser, starts = reader(app, house, who)
    wrong, pages = [], 0
    for address, answer, page in walk(app, browser, *starts):
        if answer.status_code >= 400:
            wrong.append(f"{address}: {answer.status_code}")
        if "default-src 'self'" not in answer.headers.get("Content-Security-Policy", ""):
            wrong.append(f"{address}: no policy")
        if page is None:
            continue
        pages += 1
        if "Traceback" in answer.text:
            wrong.append(f"{address}: a traceback")
        wrong += [f"{address}: {tag}" for tag in page.forbidden]
        wrong += [
            f"{address} loads {what}"
            for what in page.loads
            if not what.startswith(("/", "data:")) or what.startswith("//")
        ]
        wrong += [
            f"{address} sends to {form.action}"
            for form in page.forms
            if not form.action.startswith("/")
        ]
    assert wrong == []
    assert pages >= FIND[who]
