"""The whole story, through the pages and nothing else: from an empty process to the sealed acta.

A facilitator sets everything up and leads nine rounds, the second screening among them; three phones take part from
notes to ratification, and fourteen more seats write and vote over HTTP beside them. At the end every paper and
every public page must tell the same figures as the database.
"""

import hashlib
import http.cookiejar
import io
import re
import secrets
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import make_user
from papers import unprinted
from playwright.sync_api import Error, expect
from pypdf import PdfReader
from signing import sign_in_by_the_form
from sqlalchemy import func, select

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import LIMA
from smd_workshop.database import db
from smd_workshop.library.recount import tally
from smd_workshop.models import Acta, Item, Option, Result, Roll, Round, Seat, Sector

CODE = re.compile(r"\b([34679ACDEFGHJKMNPQRTWXY]{4}-[34679ACDEFGHJKMNPQRTWXY]{4})\b")
SECTORS = {"com": ("Comunidad", 6), "soc": ("Sociedad civil", 6), "emp": ("Empresa", 5)}
PHONES = ("COM1", "SOC1", "EMP1")
NOTES = {
    "COM1": [("D", "La población no confía en las instituciones públicas de la región")],
    "COM2": [("D", "Desconfianza de la población en las instituciones públicas de la región")],
    "SOC1": [("F", "Hay mesas de diálogo con experiencia")],
    "SOC2": [
        ("O", "Hay fondos de cooperación para medir el desarrollo"),
        ("F", "Los jóvenes quieren participar"),
    ],
    "EMP1": [("A", "Cada cambio de autoridades empieza todo de nuevo")],
}
MERGED = "La población confía poco en las instituciones de la región"
GOALS = {
    "COM1": "Agua limpia para las familias de las cuencas",
    "SOC1": "Publicar cada año los avances en lenguaje sencillo",
    "EMP1": "Formar a los actores para que lean los indicadores",
}
ALL_AGREED = "Todos los presentes la leyeron en la sala y están de acuerdo"
W = "/f/medir-juntos/w/mesa-de-moquegua"


@dataclass
class Facilitator:
    """A laptop on which the facilitator is signed in, and what a facilitator does again and again."""

    page: object

    def go(self, path):
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"

    def press(self, action):
        """Press the button of the form that posts there, and stay until the answer has come."""
        self._click(self.page.locator(f'form[action$="{action}"] button').first)

    def follow(self, selector):
        self._click(self.page.locator(selector))

    def _click(self, button):
        """Click and stay; a page that moves on by itself just then answers in the click's place."""
        try:
            with self.page.expect_navigation():
                button.click()
        except Error as moved:
            if "ERR_ABORTED" not in str(moved):
                raise
            self.page.wait_for_load_state()

    def open(self, number):
        self.go(f"{W}/console?round={number}")
        # Where the rule says ask again, what comes next is the other way on.
        self._click(self.page.locator(f'main a[href$="/rounds/{number}/open"]').first)
        self.press(f"/rounds/{number}/open")
        expect(self.page.locator(".tag.open").first).to_be_attached()

    def choose(self, number, propose=""):
        """Put to the vote what the page proposes."""
        self.go(f"{W}/console?round={number}")
        self.follow("#options")
        if propose:
            self.follow(f'a[href="?propose={propose}"]')
        self.press(f"/rounds/{number}/options")

    def close(self, number):
        """Announce the close, let the grace pass, finish it."""
        self.go(f"{W}/console?round={number}")
        self.press(f"/rounds/{number}/announce")
        self.page.wait_for_timeout(1100)
        self.go(f"{W}/console?round={number}")
        if self.page.locator("#finish").count():  # it also finishes by itself
            self.press(f"/rounds/{number}/close")

    def publish(self, number):
        self.go(f"{W}/console?round={number}")
        self.follow(f'a[href$="/rounds/{number}/publish"]')
        self.press(f"/rounds/{number}/publish")

    def download(self, selector):
        """Return the words of the PDF behind a button."""
        with self.page.expect_download() as got:
            self.page.locator(selector).click()
        return words(Path(got.value.path()).read_bytes())


class Caller:
    """A seat without a window: it posts what a phone would post."""

    def __init__(self, address, code=""):
        jar = http.cookiejar.CookieJar()
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        if code:
            self.post("/e", [("code", code)])

    def post(self, path, fields):
        body = urllib.parse.urlencode([*fields, ("key", secrets.token_hex(8))]).encode()
        with self.opener.open(self.address + path, body, timeout=30) as answer:
            assert answer.status == 200, path


def visit(window, path):
    """Lead a phone to a page; it may be on its way there by itself."""
    try:
        window.goto(path)
    except Error as moved:
        if "interrupted by another navigation" not in str(moved):
            raise
        window.wait_for_url(f"**{path}")


def words(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def close_up(text):
    """Words without what a line break did to them."""
    return re.sub(r"\s+", "", text)


@pytest.fixture
def facilitator(contexts):
    page = contexts(accept_downloads=True).new_page()
    sign_in_by_the_form(page, *make_user())
    return Facilitator(page)


def set_up(office):
    """A process with its sectors, a short grace, its seats from a file, a workshop from the template."""
    page = office.page
    office.go("/f/new")
    page.fill("[name=name]", "Medir juntos")
    page.fill("[name=purpose]", "Acordar qué se mide.")
    page.fill("[name=place]", "Moquegua")
    page.check("[name=public]")
    office.press("/f/new")
    for code, (name, _many) in SECTORS.items():
        office.go("/f/medir-juntos/sectors")
        form = page.locator('form[action$="/sectors"]')
        form.locator("[name=s-name]").fill(name)
        form.locator("[name=s-code]").fill(code)
        office.press("/medir-juntos/sectors")
    office.go("/f/medir-juntos/protocol")
    page.locator("main details summary").first.click()
    page.fill("[name=grace_seconds]", "1")
    office.press("/protocol")
    seats_from_a_file(office)
    office.go("/f/medir-juntos/workshops/new")
    page.fill("[name=name]", "Mesa de Moquegua")
    page.fill("[name=place]", "Moquegua")
    page.fill("[name=held_on]", str(now().astimezone(LIMA).date()))
    page.check("[name=start][value=smd-moquegua]")
    with page.expect_navigation():
        page.locator("main form button.button").click()
    expect(page).to_have_url(re.compile(re.escape(W + "/") + "$"))
    expect(page.locator("ol.agenda > li")).to_have_count(8)


def seats_from_a_file(office):
    rows = ["sector,actor,escaño,titular"]
    for code, (name, many) in SECTORS.items():
        rows += [
            f"{code},{name} {n},{code.upper()}{n},Persona {code}{n}" for n in range(1, many + 1)
        ]
    rows.append("nadie,Actor de ningún sector,X1,")
    page = office.page
    office.go("/f/medir-juntos/people/import")
    file = {"name": "lista.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    page.set_input_files("input[type=file]", file)
    office.press("/people/import")
    expect(page.locator(".verdict-added").first).to_have_text(re.compile(r"^\s*\+ 17"))
    expect(page.locator(".verdict-refused").first).to_have_text(re.compile(r"^\s*✕ 1"))
    assert not db.session.scalar(select(func.count()).select_from(Seat)), (
        "written before anybody said yes"
    )
    db.session.rollback()
    page.get_by_role("button", name="Escribir 17 filas").click()
    page.wait_for_url("**/people")
    expect(page.get_by_text("17").first).to_be_attached()


def codes_of(office):
    """Seat code → the code on its card, read from the printed cards."""
    office.go("/f/medir-juntos/cards")
    text = office.download('form[action$="/cards"] button')
    cards = CODE.findall(text)
    named = re.findall(r"\b((?:COM|SOC|EMP)\d)\b", text)
    assert len(cards) == len(named) == 17
    return dict(zip(named, cards, strict=True))


def take_seats(codes, phone, address):
    """Three phones: one by the short code as people type it, two by the link behind the square."""
    phones = {}
    for n, seat in enumerate(PHONES):
        window = phones[seat] = phone(language="en-US" if seat == "EMP1" else "es-PE")
        if n < 1:
            window.goto("/e")
            window.fill("[name=code]", codes[seat].lower().replace("-", " "))
            window.locator("main button.button").click()  # then whose card it is
        else:
            window.goto("/e/" + codes[seat])
        window.locator("main button.button").click()
        window.wait_for_url("**/s/mesa-de-moquegua")
    callers = {seat: Caller(address, code) for seat, code in codes.items() if seat not in PHONES}
    return phones, callers


def write(phones, callers, number, notes):
    path = f"/s/mesa-de-moquegua/{number}"
    for seat, (quadrant, text) in notes:
        if seat in callers:
            callers[seat].post(path, [("group", quadrant), ("text", text)])
            continue
        window = phones[seat]
        visit(window, path)
        if quadrant:
            window.check(f"[name=group][value={quadrant}]")
        window.fill("[name=text]", text)
        window.locator("main form[data-draft] button.button").click()
        window.locator("article", has_text=text).wait_for()


def options_of(number):
    round_ = db.session.scalars(select(Round).where(Round.number == number)).one()
    found = [(o.code, o.group) for o in round_.options]
    db.session.rollback()
    return found


def vote(phones, callers, number, answer, silent=()):
    """Phones fill in their ballots while the other seats send theirs; `answer(seat, options)` → fields."""
    options = options_of(number)
    path = f"/s/mesa-de-moquegua/{number}"
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(caller.post, path, answer(seat, options))
            for seat, caller in callers.items()
            if seat not in silent
        ]
        for seat, window in phones.items():
            visit(window, path)
            fill(window, answer(seat, options))
            window.locator(".send button").click()
            window.locator("[data-saved]").wait_for()
        for each in sent:
            each.result()


def fill(window, fields):
    for name, value in fields:
        control = window.locator(f'[name="{name}"]')
        kind = control.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            window.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            control.fill(value)


def place(seat):
    return ["COM", "SOC", "EMP", "EST"].index(seat[:3]) * 6 + int(seat[3:])


def rate(seat, options, convinced=False):
    fields = [(f"a.{code}", str(9 - (place(seat) + n) % 4)) for n, (code, _) in enumerate(options)]
    if seat == "COM1" and not convinced:
        fields[0] = (fields[0][0], "2")
        fields.append((fields[0][0].replace("a.", "w."), "En mi comunidad pesa poco"))
    return fields


def share_out(seat, options):
    groups = {}
    for code, group in options:
        groups.setdefault(group, []).append(code)
    inside = [*groups.values(), [f"@{group}" for group in groups]]
    return [
        (f"a.{code}", str(100 - 10 * (len(members) - 1) if n == place(seat) % len(members) else 10))
        for members in inside
        for n, code in enumerate(members)
    ]


def approve(seat, options):
    codes = [code for code, _ in options]
    return [("a", codes[0]), ("a", codes[1 if place(seat) % 3 else 2])]


def ratify(seat, options):
    return [(f"a.{code}", "no" if seat == "SOC2" else "yes") for code, _ in options]


def lead(office, number, during, propose=None):
    """A round's life: options, open, what happens, close, and of what is counted the publication."""
    if propose is not None:
        office.choose(number, propose)
    office.open(number)
    during()
    office.close(number)
    if propose is not None:
        office.publish(number)


def merge_two(office, phones):
    page = office.page
    office.follow("#board")
    for text in (NOTES["COM1"][0][1], NOTES["COM2"][0][1]):
        page.get_by_label(text).check()
    with page.expect_navigation():
        page.locator(".sticky button").click()
    page.fill("[name=wording]", MERGED)
    office.press("/board/merge")
    expect(page.get_by_label(MERGED)).to_have_count(1)
    office.press("/board/codes")
    visit(phones["COM1"], "/s/mesa-de-moquegua/2")
    phones["COM1"].get_by_text(MERGED).first.wait_for()  # its author reads what became of it


def results():
    """Number → (kind, what the database holds)."""
    found = {}
    rows = select(Round.method_id, Round.number, Result.document).join(
        Result, Result.round_id == Round.id
    )
    for kind, number, document in db.session.execute(rows.order_by(Result.id)):
        found.setdefault(number, (kind, []))[1].append(document)
    db.session.rollback()
    return found


@pytest.mark.slow
def test_from_the_first_note_to_the_sealed_acta(facilitator, phone, live_server, shot):
    office = facilitator
    set_up(office)
    codes = codes_of(office)
    phones, callers = take_seats(codes, phone, live_server)
    notes = [(seat, note) for seat, written in NOTES.items() for note in written]
    lead(office, 1, lambda: write(phones, callers, 1, notes))
    lead(office, 2, lambda: merge_two(office, phones))
    lead(office, 3, lambda: vote(phones, callers, 3, rate), "")
    screen_again(office, phones, callers)
    lead(office, 5, lambda: vote(phones, callers, 5, share_out, silent={"EMP5"}), "all")
    goals = [(seat, ("", text)) for seat, text in GOALS.items()]
    lead(office, 6, lambda: write(phones, callers, 6, goals))
    lead(office, 7, lambda: (office.follow("#board"), office.press("/board/codes")))
    choose_two(office)
    lead(office, 8, lambda: vote(phones, callers, 8, approve), "")
    lead(office, 9, lambda: vote(phones, callers, 9, ratify), "winners")
    adopted = what_was_adopted()
    office.go("/f/medir-juntos/scorecard")
    for code, wording in adopted.items():
        expect(office.page.get_by_text(wording).first, f"{code} is not there").to_be_attached()
    shot(office.page, "story-scorecard")
    the_papers_tell_the_same(office, adopted)
    the_public_reads_the_same(phone(), shot)


def screen_again(office, phones, callers):
    """The same question a second time: the phone shows what it said, one seat is convinced, and the rule says stop."""
    office.go(f"{W}/console?round=3")
    with office.page.expect_navigation():
        office.page.get_by_role("link", name="Preguntar otra vez").first.click()
    with office.page.expect_navigation():
        office.page.get_by_role("button", name="Prepararla como siguiente ronda").click()
    office.open(4)
    visit(phones["COM1"], "/s/mesa-de-moquegua/4")
    mine = phones["COM1"].locator("[data-mine]", has_text=re.compile(r": 2\s*$"))
    expect(mine, "what this phone said of the one option").to_have_count(1)
    vote(phones, callers, 4, lambda seat, options: rate(seat, options, convinced=True))
    office.close(4)
    office.go(f"{W}/console?round=4")
    expect(office.page.locator("#moved")).to_contain_text("La regla dice terminar")
    office.publish(4)


def choose_two(office):
    office.go(f"{W}/rounds/8/edit")
    office.page.fill("[name=setting_k]", "2")
    office.press("/rounds/8/edit")


def what_was_adopted():
    documents = results()[9][1]
    assert len(documents) == 2 and all(d["outcome"] == "adopted" for d in documents)
    codes = [code for code, _ in options_of(9)]
    items = db.session.scalars(select(Item).where(Item.kind == "objective", Item.code.in_(codes)))
    found = {item.code: item.wording for item in items}
    db.session.rollback()
    return found


def rolls():
    """Round number → [(sector, eligible, present, voted)], as frozen at the close; organising asks nobody."""
    found = {}
    rows = select(Round.number, Sector.name, Roll.eligible, Roll.present, Roll.voted)
    rows = rows.join(Round, Roll.round_id == Round.id).join(Sector, Roll.sector_id == Sector.id)
    rows = rows.where(Round.step != "organise")
    for number, *row in db.session.execute(rows.order_by(Round.number, Sector.position)):
        found.setdefault(number, []).append(tuple(row))
    db.session.rollback()
    return found


def the_papers_tell_the_same(office, adopted):
    office.go(f"{W}/acta")
    seal = office.page.locator('form[action$="/acta/seal"]')
    expect(seal, "nobody has read it yet").to_have_count(0)
    with unprinted():  # drafts that nobody reads here
        office.press("/acta/corrections")
        expect(seal, "the window is open").to_have_count(0)
        office.page.locator("#end-early summary").click()
        office.page.fill("[name=reason]", ALL_AGREED)
        office.press("/acta/corrections/end")
    office.follow("#seal-acta")
    office.press("/acta/seal")
    link = office.page.locator('a[href$="/acta/0.pdf"]').get_attribute("href")
    paper = office.page.request.get(link).body()
    text = words(paper)
    acta = db.session.scalars(select(Acta)).one()
    assert acta.state == "sealed"
    assert hashlib.sha256(paper).hexdigest() == acta.pdf_sha256
    assert acta.data_sha256 in text
    assert ALL_AGREED in text.replace("\n", " ")
    names = "|".join(name for name, _ in SECTORS.values())
    told = re.findall(rf"^({names}) (\d+) (\d+) (\d+)(?! [✓✕])\b", text, re.MULTILINE)
    kept = [row for number, rows in rolls().items() for row in rows]
    assert [(name, *map(int, figures)) for name, *figures in told] == kept
    said = re.findall(rf"^({names}) (\d+) (\d+) (\d+) [✓✕]", text, re.MULTILINE)
    sides = [
        (SECTORS[code][0], str(votes["yes"]), str(votes["no"]), str(votes["abstain"]))
        for document in results()[9][1]
        for code, votes in document["sectors"].items()
    ]
    assert said == sides
    together = close_up(text)
    for code, wording in db.session.execute(select(Option.code, Option.wording)):
        assert close_up(f"{code} · {wording}") in together
    for digest in db.session.scalars(select(Result.input_sha256)):
        assert digest in together
    for code, wording in adopted.items():
        assert close_up(f"Se adopta {code}: {wording}") in together
    assert text.count("Adoptado") == len(adopted)
    db.session.rollback()


def the_public_reads_the_same(window, shot):
    counted = results()
    assert [kind for kind, _ in counted.values()].count("rating") == 2
    for number, (kind, documents) in counted.items():
        address = f"/p/medir-juntos/r/mesa-de-moquegua/{number}/"
        assert window.goto(address).status == 200
        shot(window, f"story-{number}-{kind}")
        window.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        told = [row.inner_text().split() for row in window.locator("table.roll tbody tr").all()]
        kept = [[*name.split(), *map(str, figures)] for name, *figures in rolls()[number]]
        assert [row[: len(own)] for row, own in zip(told, kept, strict=True)] == kept
        SHOWN[kind](window, documents)
        for document in documents:
            it_recounts(window, address, kind, document)
    protected = "/p/medir-juntos/r/mesa-de-moquegua/5/"
    window.goto(protected)
    expect(window.locator("main").first).to_contain_text("Las papeletas no se publican")
    assert window.request.get(protected + "data.json").status == 403


def it_recounts(window, address, kind, document):
    """What anybody downloads gives the stored result again, or is refused where it would tell on a person."""
    part = address + (options_of_part(document) + "/" if kind == "ratify" else "")
    shown = window.request.get(part + "result.json").json()
    if "disclosure" in shown:
        assert kind == "points", "only that round lacked a voice in a sector of five"
        return
    data = window.request.get(part + "data.json").json()
    assert tally.recount(data, besides=tally.Besides(chances=True)) == shown
    assert {name: value for name, value in shown.items() if name != "chances"} == document


def options_of_part(document):
    code = db.session.scalars(
        select(Result.part).where(Result.input_sha256 == document["input_sha256"])
    ).one()
    db.session.rollback()
    return code


def in_the_table(window, code):
    """What the table of a result says of an option: the figure of all sectors, and that of all people."""
    row = window.locator("#table tbody tr", has=window.locator("b.opt", has_text=code))
    return [row.locator(cell).inner_text() for cell in ("td.all", "td.people")]


def shows_ratings(window, documents):
    for code, row in documents[0]["options"].items():
        assert in_the_table(window, code) == [
            f"{row[each]:.1f}" for each in ("balanced_mean", "pooled_mean")
        ]


def shows_points(window, documents):
    assert documents[0]["seats"]["emp"]["voted"] == 4
    heads = window.locator("#table thead")
    expect(heads, "four voices in a sector are not shown apart").not_to_contain_text(
        SECTORS["emp"][0]
    )


def in_words(share):
    """A share as the pages write it: all and nothing are exact."""
    return f"{100 * share:.{0 if share in (0, 1) else 1}f} %"


def shows_support(window, documents):
    chosen = window.locator("table.chart tbody:has(tr.grp.good) b.opt")
    assert sorted(chosen.all_inner_texts()) == sorted(documents[0]["winners"])
    for code, row in documents[0]["options"].items():
        shares = [in_words(row["support"][each]) for each in ("balanced", "pooled")]
        assert [close_up(each) for each in in_the_table(window, code)] == list(
            map(close_up, shares)
        )


def shows_sides(window, documents):
    for table, document in zip(window.locator("table.chambers").all(), documents, strict=True):
        told = [
            tuple(c.inner_text() for c in row.locator("td.num").all())
            for row in table.locator("tbody tr").all()
        ]
        assert told == [
            (str(v["yes"]), str(v["no"]), str(v["abstain"])) for v in document["sectors"].values()
        ]


SHOWN = {
    "rating": shows_ratings, "points": shows_points, "approval": shows_support, "ratify": shows_sides,
}  # fmt: skip
