"""Every page of the demonstration, as each kind of reader: it says the same on SQLite and on PostgreSQL, for what one
sorts, finds and counts the other does too; and it says, as each paper and file does, that its votes are simulated.

So tests that only look at pages run on SQLite alone.
"""

import io
import re
from contextlib import nullcontext

import pytest
from application import shared_app
from builders import make_user
from crawler import OF_THE_PUBLIC, walk
from depth import DEEP
from furnished import demonstrated
from papers import unprinted
from pypdf import PdfReader

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.demonstration import territory

CODE = "moquegua-2022"
EMAIL, PASSWORD = "facilitadora@example.org", "una-clave-larga"
#: Keys of forms are drawn by chance, and so is the order of reasons; a signed address has its hour.
CHANCE = re.compile(r'name="(?:sent_)?key"[^>]*value="\w+"|/e/lend/[\w.-]+')
REASONS = re.compile(r"(?:<blockquote>.*?</blockquote>\s*)+", re.DOTALL)
#: These pages say at which minute they were looked at: to be printed, or because what they count goes on.
AT_A_MINUTE, MINUTE = ("/missing", "/cards"), re.compile(r"\b\d\d:\d\d\b")
#: When values of the territory are entered, on either database: pages say the minute.
LOADED = now()
#: How many pages each reader must find at least.
FIND = {"facilitator": 40, "seat": 8, "public": 25}
SEARCHES = [f"/p/{CODE}/search?q=" + words for words in ("AGUA", "region", "región", "%", "_")]
#: What a page or the name of a file says.
SAID = re.compile("votos[ -]simulados|simulated[ -]votes|respuestas simuladas|simulated answers")
#: What stands on each page of whatever is printed on this paper, as `tests/reports/test_pdf.py` shows.
HEAD = re.compile(r'<div class="running-head">(.*?)</div>', re.DOTALL)
#: What says it in a file that programs read: each row or figure, or the whole.
INSIDE = re.compile(r'_?simulated": ?(true|\[)|\b(simulado|simulated)\b')
#: Of these the name alone says it: their digest is published, or they hold no figure.
BY_NAME = re.compile(r"/data\.json$|/evaluation\.json|-metadata\.json$")
#: An own name that a file keeps when it is taken out of its place.
INSIDE_KINDS = {"application/json", "text/csv", "image/svg+xml"}
#: Files about the program, not about votes: empty templates, and pieces of a page that says it.
SILENT = re.compile(r"/people/import/template\.|/(live|status|strip)$|/import/")


def readers(app, cards):
    """Who looks → the browser, and where it begins."""
    found = {who: app.test_client() for who in FIND}
    for browser in found.values():
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    account = {"email": EMAIL, "password": PASSWORD}
    assert found["facilitator"].post("/account/login", data=account).status_code == 302
    assert found["seat"].post("/e", data={"code": cards[0].code}).status_code == 303
    rules = app.url_map.iter_rules()
    of_programs = {
        r.rule for r in rules if r.endpoint.startswith("api.") and r.arguments == {"code"}
    }
    starts = {
        "facilitator": ["/f/"], "seat": ["/s/"],
        "public": ["/", *SEARCHES, *(each.replace("<code>", CODE) for each in sorted(of_programs))],
    }  # fmt: skip
    return {who: (browser, starts[who]) for who, browser in found.items()}


def looked_at(app, papers):
    """For each reader: the browser, and (address, answer, page) of all that it finds of the demonstration.

    Of the portal only the public: it says the same to all.
    """
    make_user(EMAIL, PASSWORD)
    process, cards = demonstrated()
    with transaction():
        territory.load(process, LOADED, None)
    of_all, own = {"papers": papers}, {"papers": False, "for_all": OF_THE_PUBLIC}
    with nullcontext() if DEEP else unprinted():
        return {
            who: (
                browser,
                list(walk(app, browser, *starts, **(of_all if who == "public" else own))),
            )
            for who, (browser, starts) in readers(app, cards).items()
        }


@pytest.fixture(scope="module")
def shown(request, tmp_path_factory):
    """What each reader finds on SQLite, its papers printed for the public."""
    with shared_app(request, tmp_path_factory.mktemp("demo"), "sqlite") as app:
        yield looked_at(app, papers=True)


def steady(address, text):
    """What a page says, without what chance does to it."""
    if address.endswith(AT_A_MINUTE):
        text = MINUTE.sub("", text)
    return REASONS.sub(
        lambda found: "".join(sorted(re.split(r"(?<=</blockquote>)\s*", found[0]))),
        CHANCE.sub("", text),
    )


def pages(found):
    """(reader, address) → what the page says."""
    return {
        (who, address): steady(address, answer.text)
        for who, (_browser, answers) in found.items()
        for address, answer, page in answers
        if page
    }


@pytest.mark.slow
@pytest.mark.parametrize("who", list(FIND))
def test_every_page_paper_and_file_of_the_demonstration_says_that_its_votes_are_simulated(
    shown, who
):
    silent, asked, papers = [], 0, 0
    for address, answer, _page in shown[who][1]:
        if is_of_the_demonstration(address, answer) and not SILENT.search(address):
            asked += 1
            papers += answer.mimetype == "application/pdf"
            if not says_so(address, answer):
                silent.append(f"{address} ({answer.mimetype})")
    assert silent == [], "\n".join(silent)
    assert papers >= 5 * (who == "public")
    assert asked >= FIND[who]


def is_of_the_demonstration(address, answer):
    return answer.status_code == 200 and bool(
        re.search(rf"/(p|f|processes)/{CODE}(/|$)|^/s/", address.partition("?")[0])
    )


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


def says_so_on_each_page(data):
    """Of a paper that is printed, or of the source of one (`unprinted`)."""
    if b"</html>" in data:
        (head,) = HEAD.findall(data.decode())
        return bool(SAID.search(head.lower()))
    pages = PdfReader(io.BytesIO(data)).pages
    return all(SAID.search(" ".join(page.extract_text().lower().split())) for page in pages)


def test_a_workbook_to_fill_and_the_plan_of_staff_say_it_in_their_names(shown):
    browser, _answers = shown["facilitator"]
    for name in ("smd-territorio/plan.xlsx", "smd-territorio/plan.json", "variables.xlsx"):
        answer = browser.get(f"/f/{CODE}/plans/{name}")
        assert SAID.search(answer.headers["Content-Disposition"]), name


@pytest.mark.slow
@pytest.mark.postgres
def test_every_page_says_the_same_on_either_database(request, tmp_path, shown):
    one = pages(shown)
    with shared_app(request, tmp_path, "postgresql") as app:
        other = pages(looked_at(app, papers=False))
    assert one.keys() == other.keys()
    assert [where for where, text in one.items() if other[where] != text] == []
    for who, least in FIND.items():
        assert len([reader for reader, _ in one if reader == who]) >= least
