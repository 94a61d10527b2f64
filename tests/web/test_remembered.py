"""A database that takes another's place is not answered for out of memory."""

from builders import make_room, make_round

from smd_workshop.core import caching
from smd_workshop.rounds import round_definitions


def test_what_a_room_made_the_process_remember_is_forgotten_with_one_call(app):
    room = make_room()
    make_round(room)
    phone = app.test_client()
    assert phone.post("/e", data={"code": room.cards[0].code}).status_code == 303
    assert phone.get("/s/mesa-1/1").status_code == 200
    remembered = {cache.name for cache in caching.caches() if len(cache)}
    assert {"round definitions", "addresses of rounds"} <= remembered
    caching.clear_all()
    assert [cache.name for cache in caching.caches() if len(cache)] == []


def test_two_databases_of_one_process_do_not_answer_for_each_other(app, tmp_path):
    from application import new_app

    room = make_room()
    make_round(room)
    place = room.process.id, "mesa-1", 1
    here = round_definitions.asked(*place)
    folder = tmp_path / "other"
    folder.mkdir()
    with new_app(f"sqlite:///{folder / 'other.sqlite'}", folder):
        other = make_room()
        make_round(other, title="Otra pregunta")
        assert other.process.id == place[0]
        assert round_definitions.asked(*place).title == "Otra pregunta" != here.title
