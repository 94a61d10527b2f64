"""Nobody said what the demonstration shows: each page, paper and file of it says so, to every reader, in either language."""

import io
import re
from contextlib import nullcontext

import pytest
from builders import make_user
from crawler import walk
from depth import DEEP, cases
from flask import current_app
from papers import unprinted
from pypdf import PdfReader

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.demonstration import demo, territory
from smd_workshop.processes import processes

CODE = "moquegua-2022"
#: Pages that each reader must find at least.
FIND = {"facilitator": 90, "seat": 40, "public": 50}
#: Addresses of each route that they visit: a seat finds no way on from the first alone.
AT_MOST = {"facilitator": cases(1, 6), "seat": cases(2, 6), "public": cases(1, 6)}
SAID = re.compile("votos[ -]simulados|simulated[ -]votes|respuestas simuladas|simulated answers")


@pytest.fixture(scope="module")
def shown(request, tmp_path_factory):
    """The demonstration, loaded once: the application, a card and who may run it."""
    from application import new_app, new_database

    folder = tmp_path_factory.mktemp("demo")
    with new_database(request, folder, "sqlite") as url, new_app(url, folder) as app:
        email, password = make_user()
        with transaction():
            cards = demo.load(current_app.config["SECRET_KEY"], None)
            territory.load(processes.find(CODE), now(), None)
        yield app, cards, {"email": email, "password": password}


def reader(shown, who):
    app, cards, account = shown
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    if who == "facilitator":
        assert browser.post("/account/login", data=account).status_code == 302
        return browser, ["/f/"]
    if who == "seat":
        browser.get("/e/" + cards[0].code)
        assert browser.post("/e", data={"code": cards[0].code}).status_code == 303
        return browser, ["/s/"]
    rules = app.url_map.iter_rules()
    of_programs = {
        r.rule for r in rules if r.endpoint.startswith("api.") and r.arguments == {"code"}
    }
    return browser, ["/", *(rule.replace("<code>", CODE) for rule in sorted(of_programs))]


def is_of_the_demonstration(address, answer):
    return answer.status_code == 200 and bool(
        re.search(rf"/(p|f|processes)/{CODE}(/|$)|^/s/", address.partition("?")[0])
    )


#: What says it in a file that programs read: each row or figure, or the whole.
INSIDE = re.compile(r'_?simulated": ?(true|\[)|\b(simulado|simulated)\b')
#: Of these the name alone says it: their digest is published, or they hold no figure.
BY_NAME = re.compile(r"/data\.json$|/evaluation\.json|-metadata\.json$")
#: An own name that a file keeps when it is taken out of its place.
INSIDE_KINDS = {"application/json", "text/csv", "image/svg+xml"}


def says_so(address, answer):
    kind = answer.mimetype
    if kind in INSIDE_KINDS and not BY_NAME.search(address.partition("?")[0]):
        text = answer.text.lower()
        return bool(INSIDE.search(text) or SAID.search(text) or not text.strip())
    if kind == "application/pdf":
        return says_so_on_each_page(answer.data)
    if kind in {"text/html", "application/atom+xml"}:
        return bool(SAID.search(" ".join(answer.text.lower().split())))
    return bool(SAID.search(answer.headers.get("Content-Disposition", "").lower()))


#: What stands on each page of whatever is printed on this paper, as `tests/reports/test_pdf.py` shows.
HEAD = re.compile(r'<div class="running-head">(.*?)</div>', re.DOTALL)


def says_so_on_each_page(data):
    """Of a paper that is printed, or of the source of one (`unprinted`)."""
    if b"</html>" in data:
        (head,) = HEAD.findall(data.decode())
        return bool(SAID.search(head.lower()))
    pages = PdfReader(io.BytesIO(data)).pages
    return all(SAID.search(" ".join(page.extract_text().lower().split())) for page in pages)


#: Files about the program, not about votes: empty templates, and pieces of a page that says it.
SILENT = re.compile(r"/people/import/template\.|/(live|status|strip)$|/import/")


@pytest.mark.slow
@pytest.mark.parametrize("who", list(FIND))
def test_every_page_paper_and_file_of_the_demonstration_says_that_its_votes_are_simulated(
    shown, who
):
    browser, starts = reader(shown, who)
    silent, asked, papers = [], 0, 0
    with nullcontext() if DEEP else unprinted():
        for address, answer, _page in walk(
            shown[0], browser, *starts, most=AT_MOST[who], papers=who == "public"
        ):
            if is_of_the_demonstration(address, answer) and not SILENT.search(address):
                asked += 1
                papers += answer.mimetype == "application/pdf"
                if not says_so(address, answer):
                    silent.append(f"{address} ({answer.mimetype})")
    assert silent == [], "\n".join(silent)
    assert papers >= 5 * (who == "public")
    assert asked >= FIND[who]


def test_a_workbook_to_fill_and_the_plan_of_staff_say_it_in_their_names(shown):
    browser, _starts = reader(shown, "facilitator")
    for name in ("smd-territorio/plan.xlsx", "smd-territorio/plan.json", "variables.xlsx"):
        answer = browser.get(f"/f/{CODE}/plans/{name}")
        assert SAID.search(answer.headers["Content-Disposition"]), name
