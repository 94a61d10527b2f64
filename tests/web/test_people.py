"""Seats one by one: what a delegate would lose if a page erred."""

from builders import cast, close, make_room, make_round
from sqlalchemy import select
from staff import administrator

from smd_workshop.database import db
from smd_workshop.models import Actor, Journal, Seat
from smd_workshop.rounds.ballots import casting


def seat(code):
    return db.session.scalars(select(Seat).where(Seat.code == code)).one()


def test_the_list_is_narrowed_by_sector_and_words(app):
    make_room()
    boss = administrator(app)
    page = boss.get("/f/moq/people").text
    assert all(code in page for code in ("COM1", "SOC1", "EMP5"))
    page = boss.get("/f/moq/people?sector=soc").text
    assert "SOC1" in page and "COM1" not in page
    page = boss.get("/f/moq/people?q=Empresa 3").text
    assert "EMP3" in page and "EMP1" not in page
    # signs that databases read as wildcards are only signs
    assert "COM1" not in boss.get("/f/moq/people?q=%25").text
    assert boss.get("/f/moq/people?sector=nadie").status_code == 200


def test_a_seat_is_handed_over_and_given_back(app):
    room = make_room()
    boss = administrator(app)
    assert boss.post("/f/moq/people/COM1/holder", data={"holder": "suplente"}).status_code == 303
    assert seat("COM1").holder == "suplente"
    assert boss.post("/f/moq/people/COM1/holder", data={"holder": "otra"}).status_code == 422
    assert boss.post("/f/moq/people/COM1/holder", data={"holder": "titular"}).status_code == 303
    assert seat("COM1").holder == "titular"
    verbs = db.session.scalars(
        select(Journal.verb).where(Journal.process_id == room.process.id)
    ).all()
    assert verbs.count("hand over seat") == 2


def test_a_seat_that_left_keeps_its_history_and_its_card_opens_nothing(app):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 5, "F2": 5})
    boss = administrator(app)
    refused = boss.post("/f/moq/people/COM1/active?lang=en", data={"active": "0"})
    assert refused.status_code == 409 and "A round is open" in refused.text
    assert seat("COM1").active
    close(round_)
    assert boss.post("/f/moq/people/COM1/active", data={"active": "0"}).status_code == 303
    assert not seat("COM1").active
    assert casting.has_voted(round_, seat("COM1").id)
    assert not casting.voter_of(room.cards[0].credential_id).active
    assert boss.post("/f/moq/people/COM1/active", data={"active": "1"}).status_code == 303
    assert seat("COM1").active


def test_a_seat_changes_its_names_but_not_its_sector_after_a_round_opened(app):
    room = make_room()
    boss = administrator(app)
    data = {
        "name": "Comunidad 1",
        "sector": "soc",
        "titular": "Rosa Quispe",
        "suplente": "Juan Mamani",
    }
    assert boss.post("/f/moq/people/COM1/edit", data=data).status_code == 303
    assert seat("COM1").actor.sector.code == "soc"
    make_round(room)
    refused = boss.post("/f/moq/people/COM1/edit", data=data | {"sector": "com", "titular": "Otra"})
    assert refused.status_code == 422 and "autofocus" in refused.text
    assert seat("COM1").actor.sector.code == "soc" and seat("COM1").titular == "Rosa Quispe"
    assert boss.post("/f/moq/people/COM1/edit", data=data | {"titular": "Otra"}).status_code == 303
    assert seat("COM1").titular == "Otra"


def test_a_second_seat_joins_the_actor_of_the_same_name(app):
    make_room()
    boss = administrator(app)
    before = len(db.session.scalars(select(Actor)).all())
    for key in "ab":  # with one key it would be the same form sent twice
        form = {"name": "Municipalidad", "sector": "soc", "sent_key": key}
        boss.post("/f/moq/people/new", data=form)
    assert len(db.session.scalars(select(Actor)).all()) == before + 1
    assert {"SOC-1", "SOC-2"} <= set(db.session.scalars(select(Seat.code)))


def test_names_are_shown_as_written_and_run_nothing(app):
    make_room()
    boss = administrator(app)
    evil = '<script>alert(1)</script>\u202e😀"'
    boss.post("/f/moq/people/new", data={"name": evil, "sector": "soc", "titular": evil})
    for path in ("people", "people/SOC-1/edit", "cards/SOC-1", "people?q=script"):
        page = boss.get(f"/f/moq/{path}").text
        assert "<script>alert" not in page
        assert "alert(1)" in page
    too_long = boss.post("/f/moq/people/new", data={"name": "x" * 201, "sector": "soc"})
    assert too_long.status_code == 422
