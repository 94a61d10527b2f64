"""A finger that trembles, a line that stalls: the same form sent again is one act, at once or later.

Each is answered as the first was. What somebody else has taken is refused in a sentence, as ever.
"""

import re
import secrets
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from builders import cast, close, make_notes, make_room, make_round, make_user
from papers import unprinted
from serving import Browser, Doing, at_once, threads_of
from sqlalchemy import UniqueConstraint, func, select, text

from smd_workshop.board import item_codes, items
from smd_workshop.core.clock import now
from smd_workshop.database import EVERYTHING, db, transaction
from smd_workshop.database.transactions import ARRANGING
from smd_workshop.models import (
    Acta,
    Agreement,
    Attendance,
    Base,
    Commitment,
    CommitmentUpdate,
    Contribution,
    CorrectionWindow,
    IndicatorSlot,
    Item,
    Journal,
    Link,
    Membership,
    Merge,
    Objection,
    Objective,
    Participation,
    Process,
    Round,
    Seat,
    Sector,
    Submission,
    Territory,
    User,
    Workshop,
)
from smd_workshop.processes.staff import sent_forms
from smd_workshop.publishing import scorecards
from smd_workshop.worker.jobs import draft_acta

TIMES = 4


def drawn(form):
    """A form of staff as a page that was just opened would send it."""
    return dict(form) | {"sent_key": secrets.token_hex(16)}


@pytest.fixture
def app(either_app):
    with unprinted():
        yield either_app


@pytest.fixture
def port(app):
    with threads_of(app) as port:
        yield port


@pytest.fixture
def room(app):
    return make_room()


@pytest.fixture
def office(app, port):
    """The browser of somebody who may do everything."""
    email, password = make_user()
    browser = Browser(port)
    answer = browser.post("/account/login", {"email": email, "password": password})
    assert answer.status == 302
    return browser


def sent(browser, path, data=(), times=TIMES):
    """What the same form is answered when it arrives so many times at once."""
    db.session.rollback()
    answers = at_once(*[lambda: browser.post(path, data)] * times)
    db.session.rollback()
    return answers


def is_one(browser, path, data=()):
    """Every one is answered as if it were the only one, and is sent to the same place; later too."""
    data = drawn(data) if path.startswith("/f/") else dict(data)
    answers = [*sent(browser, path, data), browser.post(path, data)]
    assert [answer.status for answer in answers] == [303] * (TIMES + 1), answers
    assert len({answer.headers["Location"] for answer in answers}) == 1
    db.session.rollback()


def many(table, *where):
    return db.session.scalar(select(func.count()).select_from(table).where(*where))


def noted(verb):
    return many(Journal, Journal.verb == verb)


def test_a_note_is_one_note_and_marks_its_seat_once(room, port):
    make_round(room, "collect", (), secrecy="nominal")
    phone = Browser(port)
    assert phone.post("/e", {"code": room.cards[0].code}).status == 303
    for n in range(5):
        note = {"key": f"k{n}", "group": "D", "text": f"nota {n}", "evidence": "", "theme": ""}
        is_one(phone, "/s/mesa-1/1", note)
    assert many(Contribution) == 5
    assert many(Participation) == many(Attendance) == 1


def test_a_note_that_comes_too_late_is_remembered_once(room, port):
    round_ = make_round(room, "collect", (), secrecy="nominal")
    close(round_)
    phone = Browser(port)
    assert phone.post("/e", {"code": room.cards[0].code}).status == 303
    note = {"key": "k", "group": "D", "text": "nota", "evidence": "", "theme": ""}
    assert [answer.status for answer in sent(phone, "/s/mesa-1/1", note)] == [409] * TIMES
    assert (many(Contribution), many(Submission, Submission.late)) == (0, 1)


def test_a_note_of_a_phone_waits_for_nobody_who_arranges(room, port):
    make_round(room, "collect", (), secrecy="nominal")
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one writes at a time, whoever it is")
    phone = Browser(port)
    assert phone.post("/e", {"code": room.cards[0].code}).status == 303
    note = {"key": "k", "group": "D", "text": "nota", "evidence": "", "theme": ""}
    with transaction():
        assert Doing(phone.post, "/s/mesa-1/1", note).result(4).status == 303


def test_a_process_is_one_and_a_name_that_is_taken_is_refused(room, office):
    is_one(office, "/f/new", {"name": "Proceso nuevo", "languages": "es"})
    assert many(Process, Process.code == "proceso-nuevo") == 1
    assert noted("create process") == 2
    other = office.post("/f/new", {"name": "Otro nombre", "code": "moq", "languages": "es"})
    assert other.status == 422 and "moq" in other.text


@pytest.mark.parametrize("start", ["blank", "smd-moquegua"])
def test_a_workshop_is_one_and_so_is_its_agenda(room, office, start):
    is_one(office, "/f/moq/workshops/new", {"name": "Taller dos", "start": start})
    made = db.session.scalars(select(Workshop).where(Workshop.code == "taller-dos")).one()
    assert len(made.rounds) == (8 if start == "smd-moquegua" else 0)
    assert noted("create workshop") == 2


def test_a_draft_is_one_and_so_is_its_copy(room, office):
    at = "/f/moq/w/mesa-1/rounds"
    draft = {"kind": "rating", "subject": "factor", "title": "Importancia", "question": "¿Cuánto?",
             "electorate": ["com", "emp"], "secrecy": "secret", "visibility": "publication"}  # fmt: skip
    is_one(office, f"{at}/new", draft)
    is_one(office, f"{at}/1/copy")
    assert [r.title for r in room.workshop.rounds] == ["Importancia"] * 2
    is_one(office, f"{at}/new", draft | {"title": "Otra"})
    assert [r.title for r in room.workshop.rounds] == ["Importancia"] * 2 + ["Otra"]
    close(make_round(room))
    is_one(office, f"{at}/4/copy")
    assert [r.previous_id is not None for r in room.workshop.rounds] == [False] * 4 + [True]


def test_a_workshop_of_another_form_is_not_taken_for_the_same(room, office):
    form = drawn({"name": "Taller dos", "start": "blank"})
    assert office.post("/f/moq/workshops/new", form).status == 303
    for change in ({"start": "smd-moquegua"}, {"place": "Ilo"}, drawn({})):
        again = office.post("/f/moq/workshops/new", form | change)
        assert again.status == 422 and "taller-dos" in again.text
    assert office.post("/f/moq/w/taller-dos/acta/remarks", {"remarks": "x"}).status == 303
    late = office.post("/f/moq/workshops/new", form)
    assert (late.status, late.headers["Location"]) == (303, "/f/moq/w/taller-dos/")


def test_an_account_is_one_and_its_password_is_shown_once(room, office):
    form = drawn({"email": "nueva@example.org"})
    answers = sent(office, "/f/accounts", form)
    # The password is stored nowhere, so the others can only say that the account is there.
    assert Counter(answer.status for answer in answers) == {200: 1, 303: TIMES - 1}
    assert many(User, User.email == "nueva@example.org") == 1
    assert "nueva@example.org" in office.get("/f/accounts").text.partition("<h1>")[0]
    other = office.post("/f/accounts", drawn({"email": "nueva@example.org"}))
    assert other.status == 422 and "ya tiene" in other.text


def test_a_member_of_the_team_joins_once(room, office):
    for role in ("observer", "planner", "facilitator"):
        is_one(office, "/f/moq/team", {"email": "facilitadora@example.org", "role": role})
    assert many(Membership) == noted("join team") == 3


def test_a_sector_is_one_and_a_code_that_is_taken_is_refused(room, office):
    is_one(office, "/f/moq/sectors", {"s-name": "Academia", "s-code": "aca"})
    assert many(Sector, Sector.code == "aca") == noted("add sector") == 1
    taken = office.post("/f/moq/sectors", {"s-name": "Acaparadores", "s-code": "aca"})
    assert taken.status == 422 and "aca" in taken.text


def test_a_place_is_one_and_a_code_that_is_taken_is_refused(room, office):
    is_one(office, "/f/moq/sectors/territories", {"t-name": "Ilo", "t-code": "ilo"})
    assert many(Territory) == noted("add place") == 1
    taken = office.post("/f/moq/sectors/territories", {"t-name": "Ilabaya", "t-code": "ilo"})
    assert taken.status == 422 and "ilo" in taken.text


def test_a_seat_is_one_with_and_without_a_code(room, office):
    before = many(Seat)
    form = {"name": "Universidad", "sector": "soc", "titular": "Rosa Choque"}
    is_one(office, "/f/moq/people/new", form)
    is_one(office, "/f/moq/people/new", form | {"code": "UNI-9", "titular": "Juan Flores"})
    assert (many(Seat) - before, noted("add seat")) == (2, 2), "the quorum would grow by itself"
    taken = office.post("/f/moq/people/new", {"name": "Otra", "sector": "soc", "code": "UNI-9"})
    assert taken.status == 422 and "UNI-9" in taken.text


def test_a_theme_is_one_and_its_factor_belongs_to_it_once(room, office):
    (factor,) = make_notes(room, [(0, "Falta agua", "D")])
    for n in range(4):
        is_one(office, f"/f/moq/w/mesa-1/rounds/1/board/items/{factor.id}/theme", {"new": f"T {n}"})
    assert many(Item, Item.kind == "theme") == many(Link) == 4


def test_a_code_of_the_board_goes_to_one_item(room, office):
    first, second = make_notes(room, [(0, "Falta agua", "D"), (1, "Falta luz", "D")])
    at = "/f/moq/w/mesa-1/rounds/1/board/items"
    paths = [f"{at}/{item.id}/code" for item in (first, second)]
    db.session.rollback()
    both = at_once(*[lambda path=path: office.post(path, {"code": "D1"}) for path in paths])
    assert [answer.status for answer in both] == [303, 303]
    db.session.rollback()
    assert many(Item, Item.code == "D1") == 1


def test_a_note_that_is_entered_for_a_seat_is_one(room, office):
    make_round(room, "collect", (), secrecy="nominal")
    form = {"who": "seat:COM1", "channel": "aloud", "group": "D", "text": "Falta agua"}
    is_one(office, "/f/moq/w/mesa-1/rounds/1/notes", form)
    assert many(Contribution) == 1


def test_an_objection_is_one(room, port):
    (factor,) = make_notes(room, [(0, "Falta agua", "D")])
    (note,) = db.session.scalars(select(Contribution))
    with transaction():
        items.reword(factor, "Agua", now(), None)
    phone = Browser(port)
    assert phone.post("/e", {"code": room.cards[0].code}).status == 303
    is_one(phone, "/s/mesa-1/1/object", {"note": note.id, "text": "Falta, no sobra"})
    assert many(Objection) == 1


def test_an_agreement_and_a_commitment_are_one_each(room, office):
    said = {"agreement-workshop": "mesa-1", "agreement-text": "Nos reunimos en marzo"}
    is_one(office, "/f/moq/agreements", said)
    promise = {"text": "Convocar", "owner": "Rosa Choque", "due": "2031-03-01", "source": ""}
    is_one(office, "/f/moq/commitments", promise)
    is_one(office, "/f/moq/commitments", promise | {"text": "Invitar", "source": "workshop:mesa-1"})
    assert (many(Agreement), many(Commitment)) == (1, 2)


def test_an_indicator_is_one_and_so_is_what_a_ratification_adopts(room, office):
    item = make_notes(room, [(0, "Agua para todos", "")], "objective")[0]
    with transaction():
        item_codes.assign_code(item, "OE1", now(), None)
    round_ = make_round(room, "ratify", items=[item], subject="objective")
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    close(round_)
    is_one(office, f"/f/moq/w/mesa-1/rounds/{round_.number}/publish")
    (objective,) = db.session.scalars(select(Objective))
    path = f"/f/moq/scorecard/objectives/{objective.id}/indicators"
    is_one(office, path, {"name": "Hogares con agua"})
    is_one(office, path)
    assert [slot.name for slot in db.session.scalars(select(IndicatorSlot))] == [
        "",
        "Hogares con agua",
        "",
    ]
    assert many(Agreement) == 1 and scorecards.of_process(room.process) is not None


def test_what_is_merged_and_split_is_so_once(room, office):
    first, second = make_notes(room, [(0, "Falta agua", "D"), (1, "No hay agua", "D")])
    board = "/f/moq/w/mesa-1/rounds/1/board"
    is_one(office, f"{board}/merge", {"item": [first.id, second.id], "wording": "Agua"})
    (merged,) = db.session.scalars(select(Item).where(Item.wording == "Agua"))
    (note,) = db.session.scalars(select(Contribution).where(Contribution.text == "Falta agua"))
    is_one(office, f"{board}/items/{merged.id}/split", {"note": note.id, "wording": ""})
    assert many(Merge) == 2 and many(Item) == 4


def test_a_window_for_corrections_and_an_annex_are_one(room, office):
    """One after the other: each makes a paper, and a machine makes few of them at once."""
    base, office.timeout = "/f/moq/w/mesa-1/acta", 120

    def twice(path, data):
        form = drawn(data)
        answers = [office.post(f"{base}/{path}", form) for _ in range(2)]
        assert [answer.status for answer in answers] == [303, 303]
        db.session.rollback()

    twice("corrections", {"hours": "72"})
    twice("corrections/end", {"reason": "Todos la leyeron"})
    assert many(CorrectionWindow) == 1
    assert office.post(f"{base}/seal").status == 303
    twice("annexes", {"text": "La fecha era otra", "sure": "1"})
    twice("annexes", {"text": "La fecha era otra", "sure": "1"})
    assert list(db.session.scalars(select(Acta.number).order_by(Acta.number))) == [0, 1, 2]


def test_five_minutes_more_are_five_and_a_step_of_a_commitment_is_one(room, office):
    round_ = make_round(room)
    is_one(office, f"/f/moq/w/mesa-1/rounds/{round_.number}/clock")
    assert noted("set clock") == 1
    promise = {"text": "Convocar", "owner": "Rosa Choque", "due": "2031-03-01", "source": ""}
    is_one(office, "/f/moq/commitments", promise)
    (made,) = db.session.scalars(select(Commitment))
    path = f"/f/moq/commitments/{made.id}"
    is_one(office, path, {"state": "in_progress", "note": "Se llamó", "evidence": ""})
    assert many(CommitmentUpdate) == 2


def test_two_forms_that_say_the_same_are_two_acts(room, office):
    make_round(room, "collect", (), secrecy="nominal")
    before = many(Seat)
    forms = {
        "/f/moq/agreements": {"agreement-workshop": "mesa-1", "agreement-text": "En marzo"},
        "/f/moq/commitments": {"text": "Ir", "owner": "Rosa", "due": "2031-03-01", "source": ""},
        "/f/moq/w/mesa-1/rounds/1/notes": {
            "who": "seat:COM1", "channel": "aloud", "group": "D", "text": "Falta agua",
        },
        "/f/moq/w/mesa-1/rounds/1/copy": {},
    }  # fmt: skip
    for path, form in forms.items():
        assert [office.post(path, drawn(form)).status for _ in range(2)] == [303, 303], path
    db.session.rollback()
    close(db.session.scalars(select(Round).where(Round.state == "open")).one())
    seat = {"name": "Universidad", "sector": "soc", "titular": "Rosa Choque"}
    assert [office.post("/f/moq/people/new", drawn(seat)).status for _ in range(2)] == [303, 303]
    db.session.rollback()
    assert many(Agreement) == many(Commitment) == many(Contribution) == 2
    assert (many(Round), many(Seat) - before) == (3, 2)


def test_a_page_from_the_history_with_new_words_is_another_act(room, office):
    form = drawn({"text": "Convocar", "owner": "Rosa", "due": "2031-03-01", "source": ""})
    for words in ("Convocar", "Invitar", "Convocar"):
        assert office.post("/f/moq/commitments", form | {"text": words}).status == 303
    assert [c.text for c in db.session.scalars(select(Commitment))] == ["Convocar", "Invitar"]


def test_a_page_that_was_opened_before_there_were_keys_loses_no_work_and_doubles_none(room, office):
    form = {"text": "Convocar", "owner": "Rosa", "due": "2031-03-01", "source": ""}
    answers = [*sent(office, "/f/moq/commitments", form), office.post("/f/moq/commitments", form)]
    assert [answer.status for answer in answers] == [303] * (TIMES + 1)
    assert many(Commitment) == 1


def test_what_was_refused_may_be_sent_again(room, office):
    form = drawn({"name": "Otra", "sector": "soc", "code": "COM1"})
    assert office.post("/f/moq/people/new", form).status == 422
    (seat,) = db.session.scalars(select(Seat).where(Seat.code == "COM1"))
    with transaction():
        db.session.get(Seat, seat.id).code = "LIBRE"
    assert office.post("/f/moq/people/new", form).status == 303


def test_the_key_of_one_person_is_not_another_s(room, office, port):
    form = drawn({"text": "Convocar", "owner": "Rosa", "due": "2031-03-01", "source": ""})
    email, password = make_user("otra@example.org")
    other = Browser(port)
    assert other.post("/account/login", {"email": email, "password": password}).status == 302
    assert [b.post("/f/moq/commitments", form).status for b in (office, other)] == [303, 303]
    assert many(Commitment) == 2


def test_each_reading_of_a_page_draws_a_key_and_its_form_is_known_by_it(room, office):
    def key():
        return re.search(
            r'name="sent_key" value="(\w{32})"', office.get("/f/moq/commitments").text
        )[1]

    form = {"text": "Convocar", "owner": "Rosa", "due": "2031-03-01", "source": ""}
    one, other = key(), key()
    for each in (one, one, other):
        assert office.post("/f/moq/commitments", form | {"sent_key": each}).status == 303
    assert many(Commitment) == 2


def test_the_second_waits_for_the_first_and_gets_its_outcome_without_any_other_turn(app, room):
    """The constraint decides, not the lock that those who arrange queue on."""
    user_id = make_staff()
    first_is_in, may_end = threading.Event(), threading.Event()

    def slow():
        first_is_in.set()
        may_end.wait(10)
        return "/first"

    def sender(act):
        with app.app_context(), transaction(beside=True):
            return sent_forms.once("k" * 64, user_id, now(), act)

    first = Doing(sender, slow)
    first_is_in.wait(10)
    second = Doing(sender, lambda: "/second")
    time.sleep(0.3)
    assert second.is_alive(), "it does not wait"
    may_end.set()
    assert [first.result(), second.result()] == ["/first", "/first"]


def test_where_the_first_fails_the_second_does_it(app, room):
    user_id = make_staff()

    def fails():
        raise RuntimeError("no")

    with pytest.raises(RuntimeError), transaction():
        sent_forms.once("k" * 64, user_id, now(), fails)
    with transaction():
        assert sent_forms.once("k" * 64, user_id, now(), lambda: "/second") == "/second"


def make_staff():
    make_user()
    return db.session.scalars(select(User.id)).one()


def test_an_acta_is_begun_once_also_beside_the_worker(app, room, office):
    workshop_id = room.workshop.id

    def worker():
        with app.app_context():
            draft_acta(workshop_id)
            db.session.remove()

    path = "/f/moq/w/mesa-1/acta/remarks"
    db.session.rollback()
    answers = at_once(*[lambda: office.post(path, {"remarks": "Se abrió a las 9"})] * 3, worker)
    assert [answer.status for answer in answers[:3]] == [303] * 3
    db.session.rollback()
    (acta,) = db.session.scalars(select(Acta))
    assert acta.remarks == "Se abrió a las 9" and acta.data_sha256


@contextmanager
def somebody_arranges(app):
    """Another program of ours is in the middle of a long act."""
    with db.engine.connect() as connection, connection.begin():
        turn = text("SELECT pg_advisory_xact_lock(:name, :everything)")
        connection.execute(turn, {"name": ARRANGING, "everything": EVERYTHING})
        yield


def test_who_waits_too_long_is_told_to_try_again(app, room, office, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("the queue of SQLite has a test of its own")
    monkeypatch.setattr("smd_workshop.database.connections.QUEUE", 0.2)
    with somebody_arranges(app):
        answer = office.post("/f/moq/sectors", {"s-name": "Academia", "s-code": "aca"})
    assert answer.status == 503 and "Academia" in answer.text, "what was written is lost"
    assert office.post("/f/moq/sectors", {"s-name": "Academia", "s-code": "aca"}).status == 303


#: What may be there only once, and what keeps two that come at once from an error.
ONLY_ONE = {
    "process": "here", "workshop": "here", "sector": "here", "territory": "here", "seat": "here",
    "actor": "here, with its seat", "item": "here", "link": "here", "contribution": "here",
    "membership": "here", "user": "here", "acta": "here", "scorecard": "here",
    "perspective": "here, with its scorecard", "objective": "here",
    "role": "made with the first account", "webauthn": "the key draws its name by chance",
    "credential": "the code is drawn by chance", "option": "with its round",
    "ballot": "ON CONFLICT, tests of ballots", "round": "races", "result": "races",
    **dict.fromkeys(
        ("survey", "instrument", "wave", "respondent", "plan", "plan_objective", "plan_action",
         "plan_activity", "plan_indicator", "measurement", "plan_report", "alignment",
         "recommendation", "comment_code", "comment_coder", "scorecard_edition", "foda_edition", "plan_decision", "data_request", "work",
          "variable", "variable_value", "variable_question", "effect_question", "effect_refusal",
          "shared_value_indicator", "hybrid_metric",
          "component", "stressor", "cluster", "cluster_member", "cluster_link", "cluster_indicator"),
        "staff of a process take turns: transaction(of=…)",
    ),
    "invitation": "the code is drawn by chance", "survey_participation": "ON CONFLICT, races of surveys",
    "response": "with its participation", "mailing": "staff of a process take turns: transaction(of=…)",
    "api_key": "the key is drawn by chance", "webhook_delivery": "its number is drawn by chance",
    "letter": "with its mailing", "round_letter": "under the lock of its round", "open_link": "the code is drawn by chance",
    "plan_review": "with its workshop", "plan_question": "with its item", "measurement_place": "with its value",
    "subscriber": "who asks takes turns: transaction(of=NO_PROCESS)", "subscription": "with its subscriber",
    "plan_watch": "staff of a process take turns: transaction(of=…)",
    "measurement_input": "with the value that is computed of it",
    "variable_input": "with the value that is computed of it",
}  # fmt: skip


def test_whatever_may_be_there_only_once_has_an_answer():
    once = {
        table.name
        for table in Base.metadata.sorted_tables
        # A uid is drawn by chance: it says nothing about what may be there twice.
        if any(
            isinstance(c, UniqueConstraint) and "uid" not in c.columns for c in table.constraints
        )
        or any(index.unique for index in table.indexes)
        or any(column.unique for column in table.columns if column.name != "uid")
    }
    assert once == set(ONLY_ONE)
