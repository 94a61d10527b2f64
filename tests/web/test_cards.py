"""Cards: the only place where a code exists."""

import re
from io import BytesIO

import pytest
from builders import make_room, make_round
from depth import cases
from pypdf import PdfReader
from sqlalchemy import select
from staff import administrator
from work import counted

from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.errors import CardReplaced, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.models import Base, Credential, Seat
from smd_workshop.people import roster
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.seats import holders, seat_queries

CODE = re.compile(r"\b([34679ACDEFGHJKMNPQRTWXY]{4})-([34679ACDEFGHJKMNPQRTWXY]{4})\b")
ALL = {"sectors": ["com", "soc", "emp"], "holder": "titular", "only": "all"}


def codes(answer):
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    return ["".join(pair) for pair in CODE.findall(words)], words


def test_printing_kills_the_old_cards_and_the_new_codes_open_their_seats_and_are_kept_nowhere(
    app, tmp_path
):
    room = make_room()
    boss = administrator(app)
    secret = app.config["SECRET_KEY"]
    page = boss.get("/f/moq/cards").text
    assert "kills the old one" in page
    assert "No phone can open that" in page, "codes that lead to the computer itself"
    app.config["SMD_PUBLIC_URL"] = "http://192.168.1.20:8000"
    reached = boss.get("/f/moq/cards").text
    app.config["SMD_PUBLIC_URL"] = ""
    assert "192.168.1.20:8000/e" in reached and "No phone can open that" not in reached
    printed, words = codes(boss.post("/f/moq/cards", data=ALL))
    assert len(printed) == len(set(printed)) == 16
    opened = {holders.holder_by(code, secret).seat_code for code in printed}
    assert opened == {card.seat.code for card in room.cards}
    assert all(c.seat.code in words for c in room.cards)
    assert "localhost/e" in words
    for old in room.cards:
        with pytest.raises(CardReplaced):
            casting.check_card(casting.voter_of(old.credential_id))
    for code in printed:
        assert holders.holder_by(code, secret).refusal() is None
    values = []
    for table in Base.metadata.sorted_tables:
        values += [str(cell) for row in db.session.execute(select(table)) for cell in row]
    stored = "\n".join(values).upper()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            stored += path.read_bytes().decode("latin-1").upper()
    assert len(stored) > 5_000
    for code in printed:
        assert code not in stored and grouped(code) not in stored


def test_a_first_card_replaces_none_and_says_so_and_leads_back_to_the_door(app):
    room = make_room((1,))
    boss = administrator(app)
    with transaction():
        extra = roster.add_seat(room.process, room.cards[0].seat.actor, now(), None, code="NUEVO")
        db.session.flush()
    first, again = (
        boss.get(f"/f/moq/cards/{c}").text for c in (extra.code, room.cards[0].seat.code)
    )
    assert "kills the old one" in again and "again" in again
    assert "kills the old one" not in first and "again" not in first
    door = boss.get("/f/moq/w/mesa-1/door").text
    assert f'href="/f/moq/cards/{extra.code}?workshop=mesa-1"' in door
    page = boss.get(f"/f/moq/cards/{extra.code}?workshop=mesa-1").text
    assert 'href="/f/moq/w/mesa-1/door#' in page and 'href="/f/moq/w/mesa-1/"' in page


def test_only_what_was_chosen_is_printed(app):
    room = make_room()
    boss = administrator(app)
    printed, _ = codes(boss.post("/f/moq/cards", data=ALL | {"sectors": ["soc"]}))
    assert len(printed) == 5
    assert casting.check_card(casting.voter_of(room.cards_of("com")[0].credential_id))
    # everyone has a card already
    none = boss.post("/f/moq/cards", data=ALL | {"only": "missing"})
    assert none.status_code == 422 and 'role="alert"' in none.text
    # suplentes only where there is one
    with transaction():
        db.session.scalars(select(Seat).where(Seat.code == "EMP1")).one().suplente = "Eva"
    printed, words = codes(boss.post("/f/moq/cards", data=ALL | {"holder": "suplente"}))
    assert len(printed) == 1 and "Eva" in words
    assert boss.post("/f/moq/cards", data=ALL | {"sectors": ["nadie"]}).status_code == 422
    assert boss.post("/f/moq/cards", data=ALL | {"sectors": []}).status_code == 422
    # a seat that left gets none
    boss.post("/f/moq/people/SOC1/active", data={"active": "0"})
    assert len(codes(boss.post("/f/moq/cards", data=ALL | {"sectors": ["soc"]}))[0]) == 4


def test_looking_at_the_page_issues_nothing(app):
    make_room()
    boss = administrator(app)
    before = db.session.scalars(select(Credential.id)).all()
    boss.get("/f/moq/cards")
    boss.get("/f/moq/cards/COM1")
    boss.head("/f/moq/cards")
    assert db.session.scalars(select(Credential.id)).all() == before


def test_one_card_again_leaves_all_others_and_the_vote_alone(app):
    room = make_room()
    round_ = make_round(room)
    from builders import cast

    cast(room.cards[0], round_, {"F1": 9, "F2": 9})
    boss = administrator(app)
    sent = {"holder": "titular", "sent_key": "one"}
    made = boss.post("/f/moq/cards/COM1", data=sent)
    [code] = {"".join(pair) for pair in CODE.findall(re.sub(r"base64,[^\"]*", "", made.text))}
    assert made.headers["Cache-Control"] == "no-store"
    again = boss.post("/f/moq/cards/COM1", data=sent)
    assert again.status_code == 303, "a second press kills nothing"
    assert casting.check_card(
        casting.voter_of(holders.holder_by(code, app.config["SECRET_KEY"]).credential_id)
    )
    with pytest.raises(CardReplaced):
        casting.check_card(casting.voter_of(room.cards[0].credential_id))
    assert casting.check_card(casting.voter_of(room.cards[1].credential_id))
    assert seat_queries.own_ballot(round_.id, room.cards[0].seat.id)[0] == {"F1": 9, "F2": 9}
    assert boss.post("/f/moq/cards/COM1", data={"holder": "nadie"}).status_code == 422


def test_the_sheet_is_a4_with_eight_cards_and_speaks_each_language(app):
    make_room(languages=["es", "en"], simulated=True)
    boss = administrator(app)
    answer = boss.post("/f/moq/cards", data=ALL)
    assert answer.headers["Cache-Control"] == "no-store"
    pdf = PdfReader(BytesIO(answer.data))
    assert len(pdf.pages) == 2
    assert [round(float(n) / 72 * 25.4) for n in pdf.pages[0].mediabox[2:]] == [210, 297]
    words = pdf.pages[0].extract_text()
    assert len(CODE.findall(words)) == 8
    assert words.count("Scan the square") >= 8
    assert words.count("Simulated votes") == 8


@pytest.mark.slow
def test_many_cards_are_one_file_and_no_more_work_each_than_a_few(app):
    many = cases(12, 40)
    make_room(per_sector=(many, many, many))
    boss = administrator(app)
    boss.post("/f/moq/cards/COM1", data={"holder": "titular"})  # the first use of WeasyPrint

    def work(choice):
        calls, answer = counted(boss.post, "/f/moq/cards", data=choice)
        assert len(set(codes(answer)[0])) == many * len(choice["sectors"])
        return calls

    third = work(ALL | {"sectors": ["com"]})
    assert work(ALL) < 6 * third


def test_a_wrong_code_opens_nothing(app):
    make_room()
    with pytest.raises(NotFound):
        holders.holder_by("AAAA-AAAA", app.config["SECRET_KEY"])
