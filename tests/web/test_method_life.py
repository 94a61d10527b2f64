"""Every method lives a whole life: drafted, opened, cast, closed, published, shown, printed, exported, recounted, traced.

One that is made up lives it too, and not a line outside its folder knows of it. Rooms have three shapes: sectors of
which one hides the others, sectors that are all large enough, and sectors of one.
"""

import io
import json
import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from application import new_app, new_database
from builders import cast, make_notes, make_room
from click.testing import CliRunner
from depth import DEEP
from flask_babel import force_locale, gettext, ngettext
from openpyxl import load_workbook
from pypdf import PdfReader
from staff import administrator

from reports.workshops import acta as acta_paper
from reports.workshops import result as result_paper
from smd_workshop.board import item_codes, item_links, items
from smd_workshop.cli.recounts.tally import tally_command
from smd_workshop.core.caching import clear_all
from smd_workshop.core.clock import now
from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.demonstration import simulation
from smd_workshop.library import methods
from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.methods import METHODS
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.publishing import published_figures, tracing
from smd_workshop.rounds import closing, drafting, option_sources, store
from smd_workshop.rounds.results import results

pytestmark = [pytest.mark.slow, pytest.mark.on_both]

MADE_UP = "score"
IDS = [*METHODS, MADE_UP]
SHAPES = [(6, 3, 2), (6, 6, 6), (1, 1, 7)]
#: On PostgreSQL every method lives in the first on each change; how many sit where is no matter of the database.
ROOMS = [SHAPES[0], *(pytest.param(shape, marks=pytest.mark.far) for shape in SHAPES[1:])]
EACH = pytest.mark.parametrize("method_id", IDS)
#: Reads once more what the others have read on PostgreSQL, and says it otherwise: there with `make test-deep`.
SAID_OTHERWISE = pytest.mark.far
ROLES = ("weighs", "classifies", "chooses", "adopts")


def secrecies(shape, vendor):
    """How many sit where matters to what is secret, and a database does not know who may read what it keeps: by
    name every method lives in the first room on SQLite, with `make test-deep` in all on both."""
    by_name = DEEP or (shape, vendor) == (SHAPES[0], "sqlite")
    return ("secret", "nominal") if by_name else ("secret",)


def lives_in(shape, method):
    """On each change every method lives in the first two rooms, every second one and the made-up one in the last: it
    hides as the first does."""
    return DEEP or shape != SHAPES[2] or IDS.index(method.id) % 2 == 1 or method.id == MADE_UP


@dataclass
class House:
    """A room in which every method has lived in secret, and by name as well where that is asked."""

    app: object
    shape: tuple[int, ...]
    secrecies: tuple[str, ...]
    room: object
    staff: object
    public: object
    rounds: dict[tuple[str, str], int]
    walls: dict[tuple[str, str], str]
    origins: dict[int, object] = field(default_factory=dict)

    def lives(self, method_id):
        """The rounds of a method: its secrecy, its view as the public may see it, its address."""
        for secrecy in self.secrecies if lives_in(self.shape, METHODS[method_id]) else ():
            number = self.rounds[method_id, secrecy]
            view = results.view(store.find(self.room.workshop, number))
            yield secrecy, view, f"/p/moq/r/mesa-1/{number}/"

    def origin(self, item_id):
        """Where an item comes from, and the votes on it: traced once, for all methods voted on the same ones."""
        if item_id not in self.origins:
            self.origins[item_id] = tracing.trace(db.session.get(items.Item, item_id)).origin
        return self.origins[item_id]


@pytest.fixture(scope="module", autouse=True)
def made_up():
    methods.register("made_up")
    yield METHODS[MADE_UP]
    methods.withdraw("made_up")


@pytest.fixture(scope="module", params=ROOMS, ids=lambda shape: "/".join(map(str, shape)))
def house(request, memory_folder, made_up, vendor):
    folder = memory_folder()
    with new_database(request, folder, vendor) as url, new_app(url, folder) as app:
        room = make_room(request.param)
        furnish(room)
        public = app.test_client()
        public.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        found = House(
            app,
            request.param,
            secrecies(request.param, vendor),
            room,
            administrator(app),
            public,
            {},
            {},
        )
        for method in by_place():
            for secrecy in found.secrecies if lives_in(found.shape, method) else ():
                live(found, method, secrecy)
        yield found


def furnish(room):
    """Six factors in four quadrants, and three objectives of which each answers to one of them."""
    factors = make_notes(room, [(n, f"Factor {n}", "FDFDOA"[n]) for n in range(6)])
    objectives = make_notes(room, [(n, f"Objetivo {n}", "") for n in range(3)], "objective")
    with transaction():
        for kind in ("factor", "objective"):
            item_codes.assign_codes(room.process, kind, now(), None)
        for objective, factor in zip(objectives, factors, strict=False):
            item_links.link(objective, factor, "from", now(), None, stated_in=["mesa"])


def live(house, method, secrecy):
    """Lead one round through its life, on the pages of the staff."""
    tracing_ = method.tracing
    subject = "objective" if tracing_.adopts or tracing_.chooses else "factor"
    must = {
        s.key: "\n".join(f"OE{n} 2" for n in (1, 2, 3)) if s.kind == "costs" else 2
        for s in method.settings
        if s.required
    }
    form = {
        "kind": method.id, "title": f"{method.id} {secrecy}", "question": "¿Qué opina?",
        "subject": subject, "electorate": ["com", "soc", "emp"], "secrecy": secrecy,
        "visibility": "publication", **{f"setting_{key}": value for key, value in must.items()},
    }  # fmt: skip
    workshop = house.room.workshop
    page = house.staff.get(f"/f/moq/w/mesa-1/rounds/new?kind={method.id}").text
    assert method.summary in page
    assert all(f'name="setting_{key}"' in page.partition("<details")[0] for key in must)
    sent = house.staff.post("/f/moq/w/mesa-1/rounds/new", data=form)
    assert sent.status_code == 303, sent.text
    db.session.expire_all()
    round_ = workshop.rounds[-1]
    address = f"/f/moq/w/mesa-1/rounds/{round_.number}"
    codes = [code for _id, code, _words, _group in option_sources.from_items(round_)]
    assert house.staff.post(f"{address}/options", data={"code": codes}).status_code == 303
    assert method.name in house.staff.get(f"{address}/open").text
    assert house.staff.post(f"{address}/open").status_code == 303
    db.session.expire_all()
    assert round_.state == "open"
    console = house.staff.get("/f/moq/w/mesa-1/console").text
    assert method.without_quorum in console
    draw = simulation.answers(round_, random.Random(f"{house.shape}{method.id}{secrecy}"))
    for card in house.room.cards:
        drawn = draw(card.seat.actor.sector.code)
        answer = drawn.answer
        if min(house.shape) > 5 and isinstance(answer, dict):
            # Where few of a sector give a number it is hidden too: in this room nothing shall be.
            answer = {code: 5 if mark == DONT_KNOW else mark for code, mark in answer.items()}
        assert cast(card, round_, answer, drawn.reasons, at=now())
    with transaction():
        closing.announce_close(round_, now(), None)
    with transaction():
        closing.close(round_, now() + timedelta(minutes=1), None)
    assert house.staff.get(f"{address}/result").status_code == 200
    assert house.staff.post(f"{address}/publish").status_code == 303
    db.session.expire_all()
    assert round_.state == "published"
    house.rounds[method.id, secrecy] = round_.number
    house.walls[method.id, secrecy] = house.staff.get("/f/moq/w/mesa-1/projector").text


@EACH
def test_its_result_stands_on_the_page_and_on_the_wall(house, method_id):
    method = METHODS[method_id]
    for secrecy, view, address in house.lives(method_id):
        page = house.public.get(address)
        assert page.status_code == 200
        assert method.name in page.text
        assert "no longer offered" not in page.text
        assert view.parts
        assert all(code in page.text for code in view.wordings)
        wall = house.walls[method_id, secrecy]
        assert any(f'<span class="code">{code}</span>' in wall for code in view.wordings)
    assert "When to use it." in house.public.get(f"/p/moq/methods/{method_id}").text


@EACH
def test_a_secret_round_of_small_sectors_hides_and_one_by_name_does_not(house, method_id):
    for secrecy, view, address in house.lives(method_id):
        small = secrecy == "secret" and min(house.shape) < 5
        assert view.protected == small
        for part in view.parts:
            at = address + (f"{part.code}/" if part.code else "")
            assert house.public.get(f"{at}data.json").status_code == (403 if small else 200)
            file = json.loads(house.public.get(f"{at}result.json").data)
            assert file.pop("chances", None) == view.chances(part)
            assert file == part.document


@EACH
def test_its_figures_are_published_as_they_are_shown(house, method_id):
    for _secrecy, view, _address in house.lives(method_id):
        kept = published_figures.of_round(view.round)
        told = [
            figure
            for part in view.parts
            for figure in METHODS[method_id].publishing.figures(part.code, part.document)
        ]
        assert [(f.subject, f.name, f.numerator, f.denominator) for f in kept] == told
        assert told or view.protected, "whole results publish figures"
        assert {f.definition for f in kept} <= {f"{method_id}/{METHODS[method_id].version}"}


@EACH
def test_the_recount_of_what_is_downloaded_is_what_was_published(house, method_id):
    for _secrecy, view, address in house.lives(method_id):
        for part in view.parts if not view.protected else ():
            at = address + (f"{part.code}/" if part.code else "")
            data = house.public.get(f"{at}data.json").data
            done = CliRunner().invoke(tally_command, ["-"], input=data)
            assert done.exit_code == 0, done.stderr
            assert json.loads(done.stdout) == part.document


@EACH
def test_its_tables_have_a_row_for_every_option(house, method_id):
    for _secrecy, view, address in house.lives(method_id):
        lines = house.public.get(f"{address}table.csv").data.decode("utf-8-sig").splitlines()
        rows = [line.split(",") for line in lines]
        asked = [row[2] for row in rows[1:]]
        assert [code for code in asked if code in view.wordings] == list(view.wordings)
        # Of a crossing the pairs follow; nothing else stands there.
        assert {each for code in asked for each in code.split(" × ")} == set(view.wordings)
        assert len(rows[0]) > 4, "figures of its own"
        book = load_workbook(io.BytesIO(house.public.get(f"{address}table.xlsx").data))
        sheet = list(book.worksheets[0].values)
        assert [row[2] for row in sheet[1:]] == asked
        assert sheet[0] == tuple(rows[0])


@SAID_OTHERWISE
@EACH
def test_it_is_found_on_the_way_back_to_the_notes(house, method_id):
    method = METHODS[method_id]
    for _secrecy, view, _address in house.lives(method_id):
        for option in view.round.options:
            origin = house.origin(option.item_id)
            vote = next(v for v in origin.votes if v.round.id == view.round.id)
            for role in ROLES:
                played = getattr(method.tracing, role)
                assert (getattr(vote.part, role) is not None) == (played is not None)
                assert played is None or origin.latest(role) is not None
            assert (vote.weight is not None) == (method.tracing.weighs is not None)
            assert (vote.consensus is not None) == (method.tracing.classifies is not None)
            assert bool(vote.choice) == (method.tracing.chooses is not None)
            assert origin.notes
    assert house.public.get("/p/moq/factors").status_code == 200


@SAID_OTHERWISE
@EACH
def test_what_its_result_proposes_is_offered_to_who_takes_it(house, method_id):
    method = METHODS[method_id]
    with transaction():
        draft = drafting.add(
            house.room.workshop, now(), method_id=method_id, title="Otra", question="¿?",
            subject="objective" if method.tracing.adopts or method.tracing.chooses else "factor",
        )  # fmt: skip
    proposed = option_sources.proposals(draft)
    keys = [p.key for p in proposed]
    first = keys[: keys.index("all")]
    assert first == [key for key in method.following.takes if key in first]
    assert not {*keys[len(first) :]} & {*method.following.takes}, (
        "what it takes is proposed before all"
    )
    for proposal in (p for p in proposed if p.key != "all"):
        assert proposal.codes
        offers = METHODS[proposal.source.method_id].following.offers
        assert proposal.words in {offer.words for offer in offers}
    page = house.staff.get(f"/f/moq/w/mesa-1/rounds/{draft.number}/options")
    assert page.status_code == 200
    assert all(f"?propose={p.key}" in page.text for p in proposed if len(proposed) > 1)
    with transaction():
        drafting.discard(draft, now(), None)


@SAID_OTHERWISE
def test_the_trace_says_of_what_was_passed_over_that_it_was_not_chosen(house):
    for method in (m for m in METHODS.values() if m.tracing.chooses):
        for _secrecy, view, _address in house.lives(method.id):
            said = {}
            for option in view.round.options:
                votes = house.origin(option.item_id).votes
                said[option.code] = next(v for v in votes if v.round.id == view.round.id).choice
            chooses, shown = method.tracing.chooses, view.parts[0].document
            chosen = {code for code, words in said.items() if words == chooses.chosen}
            assert chosen == {code for code in said if chooses.chose(shown, code)}
            assert {said[code] for code in said.keys() - chosen} == {chooses.passed_over}


@SAID_OTHERWISE
def test_what_is_adopted_stands_on_the_scorecard_with_its_way_back(house):
    adopting = [m for m in METHODS.values() if m.tracing.adopts]
    assert adopting
    page = house.public.get("/p/moq/").text
    for method in adopting:
        for _secrecy, view, _address in house.lives(method.id):
            for part in view.parts:
                for code in method.tracing.adopts.codes(part.code, part.document):
                    assert f"{code}. " in page
                    told = house.public.get(f"/p/moq/objectives/{code}").text
                    assert "The factors it answers to" in told
                    assert "The choice before" in told


@SAID_OTHERWISE
def test_the_acta_tells_of_every_round(house):
    with transaction():
        document = contents(actas.begin(house.room.workshop))
    with force_locale("en"):
        told = acta_paper.html(document, gettext=gettext, ngettext=ngettext, language="en")
    assert told.count("Digest of the data (SHA-256)") == sum(
        len(round_["results"]) for round_ in document["rounds"]
    )
    assert "no longer offered" not in told
    for method_id, secrecy in house.rounds:
        assert f"{method_id} {secrecy}" in told
        assert METHODS[method_id].name in told
    if DEEP and house.shape == SHAPES[1]:
        with force_locale("es"):
            made = acta_paper.pdf(document, gettext=gettext, ngettext=ngettext, language="es")
        assert len(PdfReader(io.BytesIO(made)).pages) > 1


@SAID_OTHERWISE
@EACH
def test_its_result_is_printed(house, method_id):
    for secrecy, view, address in house.lives(method_id):
        with force_locale("en"):
            told = result_paper.html(view, gettext=gettext, ngettext=ngettext, language="en")
        assert METHODS[method_id].name in told
        assert all(code in told for code in view.wordings)
        if (house.shape, secrecy) == (SHAPES[0], "secret") and is_sqlite(db.engine):
            made = house.public.get(f"{address}result.pdf").data
            assert method_id in PdfReader(io.BytesIO(made)).pages[0].extract_text()


@SAID_OTHERWISE
def test_a_method_that_is_gone_still_shows_that_its_figures_are_kept(house):
    """A house that no longer has the folder: pages stand, and say so."""
    number = house.rounds[MADE_UP, house.secrecies[-1]]
    methods.withdraw("made_up")
    house.app.jinja_env.cache.clear()  # as after a restart
    clear_all()
    try:
        for secrecy in house.secrecies:
            kept = house.rounds[MADE_UP, secrecy]
            assert house.public.get(f"/p/moq/r/mesa-1/{kept}/").status_code == 200
        page = house.public.get(f"/p/moq/r/mesa-1/{number}/")
        assert page.status_code == 200
        assert "This way of counting is no longer offered." in page.text
        assert house.public.get(f"/p/moq/r/mesa-1/{number}/table.csv").status_code == 200
        assert house.staff.get("/f/moq/w/mesa-1/").status_code == 200
        assert house.public.get("/p/moq/factors").status_code == 200
    finally:
        methods.register("made_up")


@SAID_OTHERWISE
def test_it_is_offered_in_its_place(house):
    page = house.staff.get("/f/moq/w/mesa-1/rounds/new").text
    places = [page.index(f"rounds/new?kind={m.id}") for m in by_place()]
    assert places == sorted(places)
    assert page.index("kind=collect") < page.index("kind=organise") < places[0]


def by_place():
    return sorted(METHODS.values(), key=lambda m: m.place)


@SAID_OTHERWISE
def test_the_simulation_knows_no_more_than_the_round(house):
    """Two rounds that ask the same of the same seed get the same ballots."""
    number = house.rounds[MADE_UP, "secret"]
    round_ = store.find(house.room.workshop, number)
    draws = [simulation.answers(round_, random.Random(1))("com") for _ in range(2)]
    assert draws[0] == draws[1]
