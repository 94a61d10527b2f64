"""Every link of a whole process, followed as each kind of reader: nobody meets a dead end, no public page is heavy or
unnamed, and no form of staff that is refused takes away what was written: it comes back with all of it, and says what is
wrong.

Derived from the map of addresses: a public page that is added tomorrow and that no page leads to fails here.
"""

import functools
import gzip
import re
from html import unescape
from urllib.parse import unquote

import pytest
from application import shared_app
from crawler import OF_THE_PUBLIC, PER_ROUTE, Page, forms_of, is_for_all, takes, walk
from depth import cases
from flask import g, request_finished
from furnished import furnish
from papers import unprinted
from walked import walked_by_staff
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from smd_workshop.core.errors import NotAllowed, NotFound
from smd_workshop.web.serving import compression
from smd_workshop.web.staff import BLUEPRINTS

pytestmark = pytest.mark.slow

#: How many pages each reader must find at least: a crawl that stops at the door proves nothing.
FIND = {"facilitator": 60, "seat": 6, "public": 25}
#: Addresses of one route that each reader asks for: of public pages enough to see all that they lead to.
MOST = {"seat": PER_ROUTE, "public": cases(6, 12)}
#: Of these twice as many: few of them lead to all that one may lead to.
TWICE = {"portal.plan_indicator"}
#: First view: page and style sheets as they are sent, packed. Thirty thousand bytes are two seconds of a slow phone.
FIRST_VIEW = 30_000
PACKED = {"Accept-Encoding": "gzip"}
#: Public pages that no link leads to here, and what does.
NO_LINK = {
    "portal.survey_beside": "from a wave before which another was approved, too: tests/web/test_two_waves.py",
    "portal.survey_beside_csv": "from that page",
    "portal.survey_beside_json": "from that page",
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
#: Forms that are never refused, and why.
TAKES_ALL = {}
MARK = "escrito en {}"
SUMMARY = re.compile(r'<(?:div|p)[^>]*role="alert"[^>]*\bautofocus\b')


@pytest.fixture(scope="module")
def app(request, tmp_path_factory):
    """One house for all tests here: what they send in the end, nobody looks at afterwards."""
    with shared_app(request, tmp_path_factory.mktemp("links"), "sqlite") as app, unprinted():
        yield app


@pytest.fixture(scope="module")
def house(app):
    return furnish()


@pytest.fixture(scope="module")
def walks(app, house):
    """For each reader: the browser, and (address, answer, page) of all that it found."""
    found = {"facilitator": walked_by_staff(app, house)}
    for who, most in MOST.items():
        browser, starts = reader(app, house, who)
        for_all = None if who == "public" else OF_THE_PUBLIC
        walked = walk(app, browser, *starts, most=most, twice=TWICE, for_all=for_all)
        found[who] = browser, list(walked)
    door = app.test_client().get("/account/login")
    found["door"] = None, [("/account/login", door, Page("/account/login", door.text))]
    return found


def reader(app, house, who):
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    if who == "seat":
        assert browser.post("/e", data={"code": house.cards[0].code}).status_code == 303
        return browser, ["/s/"]
    return browser, ["/"]


@pytest.mark.parametrize("who", [*FIND, "door"])
def test_no_reader_meets_a_dead_end_or_a_page_that_breaks_the_policy(walks, who):
    wrong, pages = [], 0
    for address, answer, page in walks[who][1]:
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
    assert pages >= FIND.get(who, 1)
    assert who != "public" or "/e" in {address for address, *_ in walks[who][1]}


@pytest.mark.parametrize("who", FIND)
def test_every_link_to_a_place_on_a_page_leads_to_a_place_that_is_there(walks, who):
    """Who follows «If something looks wrong» must not land at the head of a page about something else."""
    pages = {address: page for address, _answer, page in walks[who][1] if page is not None}
    texts = {address: answer.text for address, answer, page in walks[who][1] if page is not None}
    ids = functools.cache(lambda address: set(re.findall(r'\bid="([^"]+)"', texts[address])))
    wrong, followed = {}, set()
    for address, page in pages.items():
        for link in page.links:
            leads_to, _, place = link.partition("#")
            there = path(leads_to)
            if place and there in texts:
                followed.add(link)
                if unquote(place) not in ids(there):
                    wrong.setdefault((bare(there), place), address)
    assert wrong == {}, "(page, place that is not there): a page that leads there"
    assert len(followed) > 5 or who == "seat"


def test_every_public_page_is_named_light_and_reached_from_the_front_page_and_leads_back(
    app, house, walks
):
    client, answers = walks["public"]
    front = next(answer for address, answer, _ in answers if address == "/")
    assert weight_of(front) == packed(client, "/"), "pages are sent as they are weighed"
    pages = {address: (answer, page) for address, answer, page in answers if page is not None}
    public = {a: told for a, told in pages.items() if endpoint(app, a).startswith("portal.")}
    links_of = {address: set(map(path, page.links)) for address, (_, page) in pages.items()}
    of_sheet, wrong = functools.cache(functools.partial(packed, client)), []
    for address, (answer, _) in public.items():
        wrong += [f"{address}: {what}" for what in faults(answer.text)]
        if "Set-Cookie" in answer.headers:
            wrong.append(f"{address}: a cookie")
        weight = weight_of(answer) + sum(map(of_sheet, style_sheets(answer.text)))
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


def test_the_portal_says_the_same_to_staff_as_to_the_public(app, walks):
    """So what others find of it as the public says what staff would: to whom else it says the same, test_hidden tells."""
    public, staff = (
        {address: told(answer) for address, answer, _ in walks[who][1]}
        for who in ("public", "facilitator")
    )
    both = {a for a in public.keys() & staff.keys() if is_for_all(endpoint(app, a))}
    # A workbook says when it was made.
    same = {a for a in both if public[a] == staff[a] or a.endswith(".xlsx")}
    assert {endpoint(app, a) for a in both - same} == set()
    missed = {endpoint(app, a) for a in staff if is_for_all(endpoint(app, a))} - {
        endpoint(app, a) for a in both
    }
    assert missed == set(), "no address of these was asked for by both"


def told(answer):
    """All that an answer says, but for the clock."""
    return answer.status_code, answer.data, sorted(h for h in answer.headers if h[0] != "Date")


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


def weight_of(answer):
    """The bytes that are sent for an answer that was asked for unpacked."""
    return len(gzip.compress(answer.data, compression.LEVEL, mtime=0))


def packed(client, address):
    return len(client.get(address, headers=PACKED, buffered=True).data)


def marked(form, only=None):
    """The form with a text of its own in each field that one types into, or in one of them alone."""
    names = sorted(takes(form))
    data = {}
    for name, kind, value in form.fields:
        if name in names:
            given = MARK.format(name) if only in {None, name} else ""
            data.setdefault(name, []).append(given)
        elif kind in {"radio", "submit"}:
            data.setdefault(name, [value])
        elif kind not in {"file", "select"}:
            data.setdefault(name, []).append(value or "on")
    return data


def shown_in(text):
    """All that stands in fields of a page, and what is shown because its field is gone."""
    values = re.findall(r'\bvalue="([^"]*)"', text)
    values += re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", text, re.DOTALL)
    values += re.findall(r'<p class="pre">(.*?)</p>', text, re.DOTALL)
    return {unescape(value).strip() for value in values}


def faults_of(browser, form, data):
    """What is wrong with the answer to a form; None where it was taken."""
    told = []

    def note(_app, response, **_more):
        told.append((g.get("refused"), response.status_code))

    with request_finished.connected_to(note):
        answer = browser.post(form.action, data=data)
    refusal = told[-1][0]
    if isinstance(refusal, (NotFound, NotAllowed)) or answer.status_code == 404:
        return None
    if refusal is None and answer.status_code < 400:
        return None
    if answer.status_code < 400:
        return [f"refused with {answer.status_code}: {refusal}"]
    wrong = []
    written = {text for texts in data.values() for text in texts if text.startswith(MARK[:10])}
    if lost := written - shown_in(answer.text):
        wrong.append(f"{answer.status_code} lost {sorted(lost)}")
    if not SUMMARY.search(answer.text):
        wrong.append("nothing that says why takes the focus")
    return wrong


def test_no_refused_form_of_staff_loses_what_was_written(app, walks):
    browser, answers = walks["facilitator"]
    pages = [page for _address, _answer, page in answers if page]
    router = app.url_map.bind("localhost")

    def of_staff(form):
        endpoint = router.match(form.action.partition("?")[0], "POST")[0]
        return endpoint.partition(".")[0] in BLUEPRINTS

    typed = [form for form in forms_of(app, pages) if takes(form) and of_staff(form)]
    assert len(typed) > 60, "the walk has found too few forms to say anything"
    wrong, refused = {}, set()  # address → what is wrong; addresses
    for form in typed:
        for data in (marked(form), *(marked(form, each) for each in sorted(takes(form))[:2])):
            found = faults_of(browser, form, data)
            if found is not None:
                refused.add(form.action)
            if found:
                wrong.setdefault(form.action, []).extend(found)
    assert not wrong, "\n".join(f"{action}: {what}" for action, what in wrong.items())
    assert len(refused) > 40, "hardly any form was refused"
