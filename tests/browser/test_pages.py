"""Every page of the program, found in its map of addresses: it answers, fits a phone, has a title,
and axe has nothing against it, in both languages. A page that is added tomorrow is walked tomorrow.

With --shots pictures of all of them, in Spanish at both widths, land in build/shots/
"""

import io
import itertools
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from application import new_app, new_database
from counted import send_variables
from depth import DEEP
from flask_security.recoverable import generate_reset_password_token
from followed import subscribed
from furnished import LIST, furnish
from papers import unprinted
from planned import send_plan
from signing import sign_in, take_seat
from sqlalchemy import select
from surveyed import WAVES

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.library.ballots import KINDS
from smd_workshop.library.methods import METHODS
from smd_workshop.models import (
    Acta,
    Comment,
    Commitment,
    Item,
    Objection,
    PublishedFigure,
    Seat,
    User,
    Workshop,
)
from smd_workshop.processes import works
from smd_workshop.web.security import shared_phone
from smd_workshop.web.staff import BLUEPRINTS
from smd_workshop.worker import long_work

#: Addresses that a page of their own leads to in the middle of an act; what would be needed is said.
ELSEWHERE = {
    "respondent.kiosk": "on a device at a counter, which its cookie knows: test_survey.py",
    "respondent.kiosk_thanks": "on a device at a counter, after somebody sent: test_survey.py",
    "facilitator.round_trail": "of a round that was asked again: test_moved.py",
    "portal.round_trail": "of a round that was asked again: test_moved.py",
    "portal.trail_csv": "of a round that was asked again: tests/web/test_trail.py",
    "manager.export_answers": "given for thirty answers and more: tests/surveys/test_exports.py",
    "manager.reopen_answers": "of a paper in a confidential wave: tests/web/test_data_request_pages.py",
    "manager.data_file": "given for thirty answers and more: tests/web/test_surveys.py",
    "security.two_factor_token_validation": "the second step of signing in, after the password",
    "security.two_factor_rescue": "the second step of signing in, without the phone",
    "security.tf_select": "the second step of signing in, with two ways to choose from",
    "security.mf_recovery": "the second step of signing in, with a code on paper",
    "security.wan_verify": "needs a passkey, which needs a device",
    "security.wan_delete": "sends to the page of the passkeys",
    "security.static": "a file",
    "static": "a file",
}
#: What an address asks for behind its question mark.
ASKED = {
    "facilitator.choose_wording": "?item={0}&item={1}",
    "facilitator.read_paper": "?mark={seat}",
    "api.find": "?q=agua",
    "manager.new_question": "?type=single&page=uno",
}
OF_SEATS = ("participant.mine", "participant.mine_live", "participant.room", "participant.ballot", "participant.why",
            "participant.status_bar", "participant.live", "participant.letters", "participant.acta", "participant.acta_pdf",
            "participant.result", "participant.result_live", "participant.my_notes")  # fmt: skip


#: Pages of staff that are also used with a thumb: their accounts, and what is done standing beside the board.
FOR_THUMBS = re.compile(
    r"/account/|/f/(me|accounts)$|/f/.*/(board|notes|reasons|scorecard|commitments)(/|\?|$)"
)
#: Addresses whose page differs by kind and state of the round, or by workshop; of others the fullest is enough.
MANY = {
    "participant.ballot",
    "participant.room",
    "participant.result",
    "participant.acta",
    "portal.result",
    "portal.method",
    "facilitator.result",
    "facilitator.console",
    "facilitator.edit_round",
    "facilitator.confirm_open",
    "facilitator.acta",
    "facilitator.projector",
    "facilitator.board",
    "manager.wave_home",
    "respondent.start",
}


#: Of these the fullest is enough for axe: the others differ in words, in fields of the same macros, or in drawings at
#: which it looks on portal.result, of each method. With `make test-deep` it looks at all.
SAME_PARTS = {
    "participant.result",
    "portal.method",
    "facilitator.result",
    "facilitator.edit_round",
    "facilitator.confirm_open",
    "facilitator.projector",
}


@dataclass(frozen=True)
class Page:
    """An address that answered with a whole page, and who sees it; it may be the fullest of its endpoint or audience."""

    endpoint: str
    name: str
    path: str
    who: str
    of_endpoint: bool
    of_audience: bool

    @property
    def widths(self):
        """Where it is looked at: the fullest of an address at both widths, others of its templates where they are
        used most, and with `make test-deep` at both."""
        if self.of_endpoint or DEEP:
            return (360, 1280)
        return (1280,) if self.endpoint == "facilitator.projector" else (360,)

    @property
    def is_for_axe(self):
        """Whether axe looks at it on each change."""
        return self.of_endpoint or self.endpoint not in SAME_PARTS or DEEP


@pytest.fixture(scope="module")
def app(request, vendor, tmp_path_factory):
    """One application for all tests here: they only look."""
    folder = tmp_path_factory.mktemp("pages")
    with new_database(request, folder, vendor) as url, new_app(url, folder) as app:
        yield app


@pytest.fixture(scope="module")
def browser(launched, request):
    """It lays pages out and does not paint them, but for pictures: nobody clicks here, and painting took a third of it all."""
    shots = request.config.getoption("--shots")
    started = launched(*([] if shots else ["--disable-threaded-compositing"]))
    yield started
    started.close()


@pytest.fixture(scope="module")
def house(app):
    return furnish()


@pytest.fixture(scope="module")
def people(app, house):
    """A browser without a window for each kind of reader."""
    readers = {who: app.test_client() for who in ("public", "seat", "staff")}
    readers["staff"].post("/account/login", data={"email": house.email, "password": house.password})
    assert readers["seat"].post("/e", data={"code": house.cards[0].code}).status_code == 303
    acta = f"/f/{house.process.code}/w/taller-1/acta"
    with unprinted():  # nobody reads them here
        for act, said in (
            ("corrections", {"hours": 72}),
            ("corrections/end", {"reason": "En la sala"}),
            ("seal", {}),
            ("annexes", {"text": "La sala era otra.", "sure": "1"}),
        ):
            assert readers["staff"].post(f"{acta}/{act}", data=said).status_code == 303
    return readers


@pytest.fixture(scope="module")
def values(house, people):
    """What the parts of an address can be, by the name of the part. A new part needs a line here."""
    process = house.process
    sent = people["staff"].post(
        f"/f/{process.code}/people/import",
        data={"file": (io.BytesIO(LIST.encode()), "lista.csv")},
    )
    listed = people["staff"].post(
        f"/f/{process.code}/surveys/{house.survey.survey.code}/people/import",
        data={"file": (io.BytesIO(b"Nombre\nUsuario nuevo\n"), "lista.csv")},
    )
    answered = people["staff"].post(
        f"/f/{process.code}/surveys/{house.survey.survey.code}/waves/import",
        data={
            "file": (io.BytesIO(b"p1;p2;todo;Rubro\n5;Mal;4;pesca\n4;Mal;;minas\n;;;\n9;;;\n"), "ola 2021.csv"),
            "name": "2021", "year": "2021", "instrument": "1", "mode": "confidential",
        },
    )  # fmt: skip
    merged = db.session.scalars(select(Objection.item_id)).one()
    retired = db.session.scalars(
        select(Item.id).where(Item.state == "retired", Item.code.is_(None))
    ).first()
    with db.session.no_autoflush:
        token = generate_reset_password_token(db.session.scalars(select(User)).one())
    found = {
        "process": [process.code], "process_code": [process.code], "code": [process.code],
        "workshop": [w.code for w in workshops(process)],
        "seat": [db.session.scalars(select(Seat.code)).first()],
        "item_id": [merged, retired],
        "commitment": [db.session.scalars(select(Commitment.id)).first()],
        "objective": ["OE1"], "part": ["OE1", "OE2", "OE3", "OE4", "dos"], "place": [0, 1],
        "method_id": list(METHODS), "kind": ["xlsx", "csv", *KINDS], "name": ["smd-tally-1", "tally"],
        "digest": [sent.location.rsplit("/", 1)[1]], "token": [token],
        "signed": [shared_phone.sign(process.id)],
        "survey": [house.survey.survey.code], "wave": list(WAVES), "version": [1, 2],
        "question": ["p1", "new"], "scale": ["acuerdo", "new"], "page_code": ["uno", "dos"], "language": ["qu"],
        "past_wave": [answered.location.rsplit("/", 1)[1]],
        "webhook": [1], "data_request": [1, 2], "data_kind": ["json", "csv"],
        "list_digest": [listed.location.rsplit("/", 1)[1]], "link": [*house.survey.links[:3], house.survey.open_links[0]],
        "counter": house.survey.open_links[1:], "open_link": [1], "person": [house.survey.people[2].id],
        **{
            name: [house.plan[name]]
            for name in ("plan", "indicator", "aim", "sha256", "period", "edition", "passage", "thing", "ficha")
        },
        **{name: [house.scorecard[name]] for name in ("scorecard", "objective_id", "card_edition", "foda_edition", "shared_value", "metric", "component", "cluster", "territory")},
        "gathered": ["effects", "clusters", "shared-value", "commitments", "territories"], "gathered_by": ["institution", "workshop"], "drawn": ["svg", "json"], "sector": ["com"],
        "key": [subscribed(process)],
        "sent": [send_plan(people["staff"], process, house.plan)],
        "variable": [house.plan["variable"]], "variable_file": [send_variables(people["staff"], process)],
        "work": in_every_state(process),
    }  # fmt: skip
    found["figure"] = list(
        db.session.scalars(select(PublishedFigure.id).where(PublishedFigure.wave_id.is_not(None)))
    )
    found["comment"] = list(db.session.scalars(select(Comment.id)))[:1]
    found["recommendation"] = [1]
    found["pair"] = db.session.scalars(
        select(Item.id).where(Item.state == "active", Item.group_code == "D", Item.code.is_(None))
    ).all()[:2]
    found["workshop_code"] = found["workshop"]
    db.session.rollback()
    return found


def in_every_state(process):
    """Long work that waits, is at something, is done, and failed."""
    found = []
    for number in range(5):
        asked = works.Asked(
            "made up", {"of": number}, "see process", "Informe (PDF) · Encuesta a usuarios 2023", f"/f/{process.code}/", "es"
        )  # fmt: skip
        with transaction(of=process.id):
            found.append(works.ask(process, asked, now(), None).id)
    with transaction(of=process.id):
        waits, page, rows, failed, done = (works.take(name, now()) for name in found)
        works.give_back(waits, now() - timedelta(minutes=1))
        works.seen(page, now(), "Laying out page by page", 7, 0)
        works.seen(rows, now(), "Judging the rows", 1_200, 4_000)
        works.fail(failed, long_work.FAILED, now())
    long_work.Task(done).hand_over(b"%PDF-1.7", "application/pdf", "encuesta-2023.pdf")
    return found


def workshops(process):
    return db.session.scalars(select(Workshop).where(Workshop.process_id == process.id)).all()


def states(process):
    """(workshop, number) → what makes one round's page different from another's."""
    rounds = [r for w in workshops(process) for r in w.rounds]
    return {(r.workshop.code, r.number): f"{r.method_id or r.step}-{r.state}" for r in rounds}


def addresses(app, house, values):
    """Yield (endpoint, sort, path): every address of the map with every value of its parts."""
    sorts = states(house.process)
    papers = [(a.workshop.code, a.number) for a in db.session.scalars(select(Acta))]
    db.session.rollback()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in ELSEWHERE:
            continue
        names = sorted(rule.arguments)
        known = (
            dict(values, code=[house.cards[1].code])
            if rule.endpoint == "participant.card"
            else values
        )
        pairs = [({}, "")]
        if "number" in names:
            place = next(n for n in names if n.startswith("workshop"))
            of = dict.fromkeys(papers, "acta") if "acta" in rule.endpoint else sorts
            pairs = [({place: w, "number": n}, sort) for (w, n), sort in of.items()]
            names = [n for n in names if n not in {place, "number"}]
        for name in names:
            assert name in known, f"{rule}: say in `values` what <{name}> can be"
        for chosen in itertools.product(*(known[n] for n in names)):
            for pair, sort in pairs:
                with app.test_request_context():
                    path = rule.build(dict(zip(names, chosen, strict=True), **pair))[1]
                yield (
                    rule.endpoint,
                    sort,
                    path
                    + ASKED.get(rule.endpoint, "").format(*values["pair"], seat=values["seat"][0]),
                )


@pytest.fixture(scope="module")
def answers(app, house, people, values):
    """(endpoint, sort, path, who, answer) of every address, asked without a window.

    What is not a page is fetched once, and a page of a round once for each kind and state. Papers are
    not printed: each has tests of its own that read what is printed.
    """
    found, done = [], set()
    with unprinted():
        for endpoint, sort, path in addresses(app, house, values):
            if done & {endpoint, (endpoint, sort)}:
                continue
            who, answer = asked(people, endpoint, path)
            found.append((endpoint, sort, path, who, answer))
            if answer.status_code == 200:
                done.add((endpoint, sort) if is_page(answer) else endpoint)
                done.discard((endpoint, ""))
    return found


def asked(people, endpoint, path):
    """Who reads an address, and what it answers them."""
    who = reader(endpoint)
    answer = people[who].get(path)
    if endpoint.startswith("security.") and answer.status_code in {302, 303}:
        who, answer = "staff", people["staff"].get(path)
    return who, answer


def is_page(answer):
    return answer.data.lstrip()[:15].lower() == b"<!doctype html>"


def reader(endpoint):
    if endpoint in OF_SEATS:
        return "seat"
    return "staff" if endpoint.startswith(tuple(f"{name}." for name in BLUEPRINTS)) else "public"


@pytest.fixture(scope="module")
def pages(answers):
    """The pages to look at: of each address the fullest, of some one for each kind and state."""
    found, endpoints, audiences = {}, set(), set()
    for endpoint, sort, path, who, answer in sorted(answers, key=lambda a: -len(a[4].data)):
        if answer.status_code == 200 and is_page(answer):
            key = (endpoint, part(endpoint, sort, path))
            audience = (who, endpoint.partition(".")[0])
            called, fullest = name(endpoint, sort, path), endpoint not in endpoints
            page = Page(endpoint, called, path, who, fullest, audience not in audiences)
            found.setdefault(key, page)
            endpoints.add(endpoint)
            audiences.add(audience)
    return sorted(found.values(), key=lambda page: page.who)


@pytest.fixture
def replayed(app, answers, monkeypatch):
    """The server says to a Spanish window what it has said to the browser without one: nobody has changed anything since."""
    said = {
        path: answer
        for _, _, path, _, answer in answers
        if answer.status_code == 200 and is_page(answer)
    }
    ask = app.wsgi_app

    def answer(environ, start_response):
        spanish = environ.get("HTTP_ACCEPT_LANGUAGE", "").startswith("es")
        found = said.get(environ["RAW_URI"]) if spanish else None
        if environ["REQUEST_METHOD"] != "GET" or found is None:
            return ask(environ, start_response)
        start_response(found.status, [(k, v) for k, v in found.headers if k != "Set-Cookie"])
        return [found.data]

    monkeypatch.setattr(app, "wsgi_app", answer)


def part(endpoint, sort, path):
    """What tells pages of one address apart; of boards whether the round is one of the board, with `make test-deep` which."""
    if (
        endpoint == "facilitator.board"
        and not sort.startswith(("collect", "organise"))
        and not DEEP
    ):
        return "vote"
    return (sort or path) if endpoint in MANY else ""


def name(endpoint, sort, path):
    tail = sort or re.sub(r"\W+", "-", path.split("moquegua-2022", 1)[-1]).strip("-")[:40]
    return "-".join(
        x
        for x in (
            endpoint.replace("facilitator.", "f.")
            .replace("participant.", "s.")
            .replace("portal.", "p.")
            .replace("manager.", "m.")
            .replace("planner.", "l.")
            .replace("respondent.", "q."),
            tail,
        )
        if x
    )


def test_every_address_of_the_map_answers(answers):
    reached = {endpoint for endpoint, _, _, _, answer in answers if answer.status_code == 200}
    never = {a[0]: (a[2], a[4].status_code, a[4].location) for a in answers if a[0] not in reached}
    assert not never
    assert not [(path, a.status_code) for _, _, path, _, a in answers if a.status_code >= 500]


@pytest.fixture
def look(axe, wrong, shot):
    """look(window, page, axe_at, picture): what is wrong with a page at the widths at which it is looked at, as sentences."""

    def at_each_width(window, page, axe_at, picture):
        before = window.viewport_size["width"]
        # First as wide as the window is: to lay a page out anew takes as long as to look at it.
        for n, width in enumerate(sorted(page.widths, key=lambda width: width != before)):
            if width != window.viewport_size["width"]:
                window.set_viewport_size({"width": width, "height": 740 if width == 360 else 800})
            if n == 0:
                assert window.goto(page.path).status == 200, page.path
            for found in wrong(window, thumbs=FOR_THUMBS.match(page.path)):
                yield f"{page.path} at {width}: {found}"
            if width == axe_at and page.is_for_axe:
                yield from said(axe, window)
            if picture:
                shot(window, f"page-{page.name}", widths=(width,))

    return at_each_width


def said(check, window):
    try:
        check(window)
    except AssertionError as error:
        yield str(error)


@pytest.mark.parametrize(("language", "axe_at"), [("es-PE", 360), ("en-US", 1280)])
def test_every_page_fits_a_phone_and_is_accessible(
    language, axe_at, pages, replayed, house, contexts, look
):
    """In English the fullest page of each audience is looked at, by axe on a laptop; with `make test-deep` all are."""
    windows = windows_of(contexts, language, house)
    spanish = language == "es-PE"
    troubles = []
    for page in pages:
        if spanish or page.of_audience or DEEP:
            troubles += look(windows[page.who], page, axe_at, picture=spanish)
    assert not troubles, "\n\n".join(troubles)


def windows_of(contexts, language, house):
    windows = {who: contexts(language=language).new_page() for who in ("public", "seat", "staff")}
    for window in windows.values():
        window.set_default_timeout(30_000)  # the longest pages take a while to be painted
    sign_in(windows["staff"], house.email, house.password)
    take_seat(windows["seat"], house.cards[0])
    return windows


def test_what_is_not_painted_is_found_all_the_same(house, contexts, axe, wrong):
    """Were it not, no page here would ever be wrong."""
    window = contexts({"width": 360, "height": 740}).new_page()
    window.goto("/")
    axe(window)
    assert wrong(window, thumbs=False) == []
    window.evaluate(
        "const p = document.createElement('p'); p.textContent = 'Un texto pálido';"
        "p.style.color = '#eee'; p.style.width = '900px'; document.querySelector('main').append(p)"
    )
    assert "px wide" in wrong(window, thumbs=False)[0]
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(window)
