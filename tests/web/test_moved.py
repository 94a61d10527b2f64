"""What moved since the round before is told alike wherever a result is read, and staff are told what is asked next."""

import re
from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import select
from staff import administrator
from test_same_facts import READ, forms, plain

from reports.workshops import result as result_paper
from smd_workshop.database import db, transaction
from smd_workshop.minutes.round_records import round_record
from smd_workshop.models import Item, Round
from smd_workshop.processes import protocols
from smd_workshop.publishing import publication
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.results import results
from smd_workshop.rounds.series import advice, repeating

FIRST = {"F1": 8, "F2": 5}


def twice(hall, then, *, publish=True, absent=0, **fields):
    """A rating that was asked twice; `then` is what a sector says the second time, `publish` is about the first.

    So many are `absent` the second time.
    """
    first = make_round(hall, **fields)
    for card in hall.cards:
        cast(card, first, FIRST)
    close(first, publish=publish)
    with transaction():
        again = drafting.copy(first, NOON, None)
        opening.open_round(again, NOON, None)
    for card in hall.cards[absent:]:
        cast(card, again, then.get(card.seat.actor.sector.code, FIRST))
    close(again, publish=True)
    return again


def items(hall):
    """Factors with the codes of the options, which the page of options offers."""
    with transaction():
        made = [
            Item(process_id=hall.process.id, kind="factor", code=c, wording=f"Factor {c}")
            for c in FIRST
        ]
        db.session.add_all(made)
    return made


def test_every_form_of_a_result_says_what_moved_and_what_the_rule_says(app, client):
    hall = make_room((6, 6, 6))
    said = forms(app, client, hall, twice(hall, {"com": {"F1": 8, "F2": 9}}))
    for form in READ:
        assert "Since the round before: stable consensus in 1, unstable in 1." in said[form], form
        assert "The rule says ask again: not all of it is stable." in said[form], form
    for form in ("page", "wall", "acta", "print"):
        assert "time 2" in said[form], f"{form}: two rounds of one name are told apart"
    for form in ("page", "acta", "print"):
        assert "33 % changed side" in said[form].replace("\N{NO-BREAK SPACE}", " "), form
        assert "stable consensus" in said[form], form
        assert "Answered both rounds: 18. Only the one before: 0. Only this one: 0." in said[form]
    assert [row["since_before"] for row in said["csv"]] == ["consensus", "unstable"]
    moved = client.get("/p/moq/r/mesa-1/2/moved.json").json
    assert (moved["format"], moved["advice"]) == ("smd-repeated/1", "unstable")
    assert moved["items"]["F2"]["label"] == "unstable"


def test_each_item_is_followed_through_the_rounds_also_where_it_was_not_asked_again(app, client):
    hall = make_room((6, 6, 6))
    second = twice(hall, {"com": {"F1": 8, "F2": 9}})
    with transaction():
        third = drafting.copy(second, NOON, None)
        opening.open_round(third, NOON, None)
    for card in hall.cards:
        cast(card, third, {"F2": 9})
    close(third)
    staff = administrator(app).get("/f/moq/w/mesa-1/rounds/3/result?lang=en").text
    assert client.get("/p/moq/r/mesa-1/3/").status_code == 404
    with transaction():
        publication.publish(third, NOON, None)
    page = client.get("/p/moq/r/mesa-1/3/?lang=en").text
    with force_locale("en"):
        paper = result_paper.html(
            results.view(third), gettext=gettext, ngettext=ngettext, language="en"
        )
    everywhere = client.get("/p/moq/r/mesa-1/2/?lang=en").text, page, paper
    for form in everywhere:
        words = plain(form)
        assert "This question was asked 3 times." in words
        assert "In all, of 2 options: Comes in: 2." in words
        assert "keeps what was said of it before: F1 (round 2)." in words
    assert "This is the latest time: its result is the one that counts." in plain(page)
    assert "These gave every option a number." in plain(everywhere[0]), "whom Kendall's W counts"
    for form in (staff, page, paper):
        table = plain(form.split("What came out in each round")[1].split("</table>")[0])
        first_item, second_item = table.split("F1 Factor F1")[1].split("F2 Factor F2")
        assert first_item.count("Comes in (8.0)") == 2
        assert "not asked again: stable consensus" in first_item
        assert "No agreement yet (5.0)" in second_item and "Comes in (9.0)" in second_item
        assert second_item.count("unstable") == 2


def test_where_a_sector_is_hidden_the_verdict_is_told_and_no_figure(app, client):
    hall = make_room((6, 5, 2))
    twice(hall, {"com": {"F1": 8, "F2": 9}})
    moved = client.get("/p/moq/r/mesa-1/2/moved.json").json
    assert moved["items"]["F2"].keys() == {"label", "stable", "camps"}
    assert "changed side" not in plain(client.get("/p/moq/r/mesa-1/2/?lang=en").text)


@pytest.mark.parametrize(
    ("absent", "secrecy", "told"),
    [(1, "secret", False), (6, "secret", True), (1, "nominal", True)],
)
def test_what_the_same_people_said_is_not_told_where_few_were_absent(
    app, client, absent, secrecy, told
):
    """Of one who was absent the figures of the others, taken from those of all, would say what side they are on."""
    hall = make_room((20, 6, 6))
    twice(hall, {"com": {"F1": 8, "F2": 9}}, absent=absent, secrecy=secrecy)
    moved = client.get("/p/moq/r/mesa-1/2/moved.json").json
    assert moved["way"] == "people"
    assert ("class_change" in moved["items"]["F2"]) is ("n" in moved["items"]["F2"]) is told
    assert moved["items"]["F1"]["label"] == "consensus", "the verdict is always told"
    page = plain(client.get("/p/moq/r/mesa-1/2/?lang=en").text)
    assert ("what a few people said" in page) is not told


def test_of_a_round_that_is_not_published_nothing_is_told_by_the_one_after_it(app, client):
    hall = make_room((6, 6, 6))
    twice(hall, {"com": {"F1": 8, "F2": 9}}, publish=False)
    assert client.get("/p/moq/r/mesa-1/1/").status_code == 404
    assert client.get("/p/moq/r/mesa-1/2/moved.json").json["held"] == 1
    assert "Since the round before" not in client.get("/p/moq/r/mesa-1/2/?lang=en").text
    assert (
        "Since the round before"
        in administrator(app).get("/f/moq/w/mesa-1/rounds/2/result?lang=en").text
    )


def test_what_was_settled_since_an_unpublished_round_is_not_told_by_the_third(app, client):
    hall = make_room((6, 6, 6))
    second = twice(hall, {"com": {"F1": 8, "F2": 9}}, publish=False)
    with transaction():
        third = drafting.copy(second, NOON, None)
        opening.open_round(third, NOON, None)
    for card in hall.cards:
        cast(card, third, {"F2": 9})
    close(third, publish=True)
    assert repeating.shown(third)["dropped"] == {"F1": "consensus"}
    moved = client.get("/p/moq/r/mesa-1/3/moved.json").json
    assert (moved["items"]["F2"]["label"], moved["dropped"]) == ("unstable", {})
    assert "not asked again" not in client.get("/p/moq/r/mesa-1/3/?lang=en").text
    with transaction():
        publication.publish(
            db.session.scalars(select(Round).where(Round.number == 1)).one(), NOON, None
        )
    moved = client.get("/p/moq/r/mesa-1/3/moved.json").json
    assert moved["dropped"] == {"F1": "consensus"}


def test_a_first_round_says_nothing_of_it(app, client):
    hall = make_room((6, 6, 6))
    round_ = make_round(hall)
    for card in hall.cards:
        cast(card, round_, FIRST)
    close(round_, publish=True)
    assert "Since the round before" not in client.get("/p/moq/r/mesa-1/1/?lang=en").text
    first = client.get("/p/moq/r/mesa-1/1/moved.json").json
    assert (first["held"], first["items"]) == (1, {})


def test_the_console_says_what_is_settled_and_asking_it_again_takes_a_reason(app):
    hall = make_room((6, 6, 6))
    twice(hall, {"com": {"F1": 8, "F2": 9}}, items=items(hall))
    boss = administrator(app)
    note = plain(boss.get("/f/moq/w/mesa-1/console?round=2&lang=en").text)
    assert "stable consensus: F1" in note and "unstable: F2" in note
    # The rule says so: the one big step asks it again, and the page before says what that is.
    step = boss.get("/f/moq/w/mesa-1/console?lang=en").text
    assert 'id="again" href="/f/moq/w/mesa-1/rounds/2/again"><small>Next step</small>' in step
    assert "1 option would be asked: time 3 of at most 3." in plain(step)
    agenda = plain(boss.get("/f/moq/w/mesa-1/?lang=en").text)
    assert agenda.count("· time 2") == 1
    phone = app.test_client()
    phone.post("/e", data={"code": hall.cards[0].code})
    assert "Round 2 · time 2" in plain(phone.get("/s/mesa-1/2/result?lang=en").text)
    asks = plain(boss.get("/f/moq/w/mesa-1/rounds/2/again?lang=en").text)
    assert "It repeats round 2. It would be time 3 of at most 3" in asks
    assert "1 option is asked F2 Factor F2 1 is not asked again" in asks
    assert boss.post("/f/moq/w/mesa-1/rounds/2/copy").location.endswith("console?round=3")
    third = db.session.scalars(select(Round).where(Round.number == 3)).one()
    assert 'id="again"' not in boss.get("/f/moq/w/mesa-1/console?lang=en").text
    opening_page = plain(boss.get("/f/moq/w/mesa-1/rounds/3/open?lang=en").text)
    assert "Repeats round 2. It would be time 3." in opening_page
    address = f"/f/moq/w/mesa-1/rounds/{third.number}/options"
    page = boss.get(f"{address}?lang=en").text
    marked = re.findall(r'value="(F\d)"( checked)?', page)
    assert marked == [("F1", ""), ("F2", " checked")]
    refused = boss.post(address, data={"code": ["F1", "F2"], "why-F1": " "})
    assert refused.status_code == 422 and "F1" in plain(refused.text)
    assert (
        boss.post(address, data={"code": ["F1", "F2"], "why-F1": "Hay datos nuevos"}).status_code
        == 303
    )
    assert repeating.kept(third) == {"F1": "Hay datos nuevos"}


def test_who_does_not_ask_a_round_by_name_again_is_offered_what_comes_next(app):
    """Nothing pairs its ballots that could be destroyed: the advice of the rule stays in the result all the same."""
    hall = make_room((6, 6, 6))
    second = twice(hall, {"com": {"F1": 8, "F2": 9}}, secrecy="nominal")
    make_round(hall, "points", ("F1", "F2"), open=False)
    boss, at = administrator(app), "/f/moq/w/mesa-1/rounds/2/end-series"
    assert advice.due(second.workshop) is second
    page = boss.get("/f/moq/w/mesa-1/console?round=2&lang=en").text
    assert 'id="again"' in page and f'href="{at}"' in page
    assert "it can still be asked again later" in plain(boss.get(f"{at}?lang=en").text)
    assert boss.post(at).status_code == 303
    after = boss.get("/f/moq/w/mesa-1/console?lang=en").text
    assert 'id="again"' not in after and 'id="open"' in after
    assert "The rule says ask again" in plain(
        app.test_client().get("/p/moq/r/mesa-1/2/?lang=en").text
    )


def test_a_question_asked_less_often_than_the_protocol_says_is_offered_again_and_result_and_acta_say_so(
    app,
):
    """The rule is the workshop's own: who goes on after the first time does so knowingly, and it stays on record."""
    hall = make_room((2, 2))
    first = make_round(hall, "rating", ("F1",))
    for card in hall.cards:
        cast(card, first, {"F1": 8})
    close(first, publish=True)
    make_round(hall, "points", ("F1", "F2"), open=False)
    boss = administrator(app)
    said = "asked at least 2 times. This one was asked 1 time."
    page = plain(boss.get("/f/moq/w/mesa-1/console?lang=en").text)
    assert "Ask it again…" in page and f"«{first.title}» was asked 1 time" in page
    assert "Go on without asking again: open" in page
    assert said in plain(app.test_client().get("/p/moq/r/mesa-1/1/?lang=en").text)
    assert round_record(first)["least_times"] == 2
    choice = make_round(hall, "approval", ("F1", "F2"), settings={"k": 1})
    for card in hall.cards:
        cast(card, choice, ["F1"])
    close(choice, publish=True)
    assert advice.due(hall.workshop) is None  # of choices two rounds are not compared
    assert round_record(first)["least_times"] == 2 and "least_times" not in round_record(choice)


def test_whoever_has_opened_something_else_is_not_offered_to_ask_again(app):
    hall = make_room((6, 6, 6))
    second = twice(hall, {"com": {"F1": 8, "F2": 9}})
    with transaction():
        notes = drafting.add(hall.workshop, NOON, step="collect", title="N", question="N?")
    assert advice.due(second.workshop) is second
    with transaction():
        opening.open_round(notes, second.closed_at + timedelta(hours=1), None)
    assert advice.due(second.workshop) is None


def test_the_protocol_says_when_to_stop_and_refuses_fewer_at_most_than_at_least(app, client):
    hall = make_room((6, 6, 6))
    boss = administrator(app)
    page = plain(client.get("/p/moq/protocol?lang=en").text)
    assert "at least 2 and at most 3 times" in page
    assert "sealed" in page and "until the next round closes" in page
    with transaction():
        protocols.change(hall.process, {"no_thread": True, "repeat_at_most": 4}, None, NOON)
    page = plain(client.get("/p/moq/protocol?lang=en").text)
    assert "at most 4 times" in page
    assert (
        "the least change that explains both" in page
        and "sealed" not in page.split("What to do if something")[0].split("When a seat")[0]
    )
    form = re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', boss.get("/f/moq/protocol").text)
    sent = dict(form) | {"repeat_at_least": "3", "repeat_at_most": "2"}
    assert boss.post("/f/moq/protocol", data=sent).status_code == 422
