"""Every page that the public can reach from the front page: named, light, without a cookie, and never a dead end.

Derived from the map of addresses: a public page that is added tomorrow and that no page leads to fails here.
"""

import re

import pytest
from crawler import walk
from furnished import furnish
from papers import unprinted
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

#: First view: page and style sheets as they are sent, packed. Thirty thousand bytes are two seconds of a slow phone.
FIRST_VIEW = 30_000
PACKED = {"Accept-Encoding": "gzip"}
#: Addresses of one route: enough to see all that its pages lead to.
MOST = 12
#: Public pages that no link leads to here, and what does.
NO_LINK = {
    "portal.search": "the field on the page of the process",
    "portal.search_all": "the field on the front page",
    "portal.subscription_asked": "the form before it",
    "portal.subscription": "a letter",
    "portal.subscription_ended": "the form before it",
    "portal.acta": "an acta that was sealed: tests/web/test_acta.py",
    "portal.acta_page": "an acta that was sealed: tests/web/test_acta.py",
    "portal.colours": "a process with a colour of its own: tests/web/test_look.py",
    **dict.fromkeys(
        ("portal.round_trail", "portal.trail_csv", "portal.moved_json"),
        "a round that was asked again: tests/web/test_trail.py",
    ),
}
#: Explained wherever it is met: its page leads to the process, not to each result.
FROM_EVERYWHERE = {"portal.method"}


@pytest.mark.slow
def test_every_public_page_is_named_light_and_reached_from_the_front_page_and_leads_back(app):
    with unprinted():
        house = furnish()
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
        answers = list(walk(app, client, "/", most=MOST, papers=False))
    pages = {address: (answer, page) for address, answer, page in answers if page is not None}
    public = {a: told for a, told in pages.items() if endpoint(app, a).startswith("portal.")}
    links_of = {address: set(map(path, page.links)) for address, (_, page) in pages.items()}
    sheets, wrong = {}, []
    for address, (answer, _) in public.items():
        wrong += [f"{address}: {what}" for what in faults(answer.text)]
        if "Set-Cookie" in answer.headers:
            wrong.append(f"{address}: a cookie")
        weight = packed(client, address)
        for sheet in style_sheets(answer.text):
            sheets.setdefault(sheet, packed(client, sheet))
            weight += sheets[sheet]
        if weight > FIRST_VIEW:
            wrong.append(f"{address}: {weight} bytes")
        links = links_of[address]
        led_from = {bare(a) for a, own in links_of.items() if address in own and a != address}
        if address != "/" and "/" not in links:
            wrong.append(f"{address}: no way to the front page")
        several = endpoint(app, address) in FROM_EVERYWHERE
        if led_from and not several and not led_from & set(map(bare, links)):
            wrong.append(f"{address}: no way back to what led there")
        if address.startswith("/p/") and f"/p/{house.process.code}/" not in links:
            wrong.append(f"{address}: no way to its process")
    assert wrong == []
    linked = set().union(*links_of.values())
    linked |= {sheet for answer, _ in public.values() for sheet in loaded(answer.text)}
    reached = {endpoint(app, link) for link in linked if link.startswith("/")}
    of_people = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("portal.") and "GET" in rule.methods
    }
    missed = of_people - reached
    assert (missed - NO_LINK.keys(), NO_LINK.keys() - missed) == (set(), set())


def path(link):
    return re.sub(r"^https?://localhost|#.*", "", link)


def bare(address):
    return address.partition("?")[0]


def endpoint(app, address):
    try:
        return app.url_map.bind("localhost").match(bare(address), "GET")[0]
    except (HTTPException, RequestRedirect):
        return "nowhere"


def faults(text):
    """What is wrong with the head of a page: its name on the tab, one title, something to jump to."""
    title = re.search(r"<title>\s*(.*?)\s*</title>", text, re.DOTALL)
    if title is None or len(title[1]) < 4:
        yield "no name"
    if len(re.findall(r"<h1\b", text)) != 1:
        yield f"{len(re.findall('<h1', text))} titles"
    if text.count("<main") != 1 or "<script" in text.partition("<main")[0].partition("<body")[2]:
        yield "no main part"


def style_sheets(text):
    return [
        href.replace("&amp;", "&") for href in re.findall(r'rel="stylesheet" href="([^"]+)"', text)
    ]


def loaded(text):
    """What a page loads by itself: style sheets, pictures."""
    return re.findall(r'(?:src|rel="stylesheet" href)="(/[^"?]+)', text)


def packed(client, address):
    return len(client.get(address, headers=PACKED, buffered=True).data)
