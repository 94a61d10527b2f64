"""Letters about what is new: to who confirmed, one a day, and nothing of an address is left when it wants no more."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from builders import cast, close, make_room, make_round
from followed import look, promised
from planned import add, make_plan, sealed_report
from sqlalchemy import func, select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.following import happenings, subscriptions
from smd_workshop.minutes import commitments
from smd_workshop.models import Measurement, NewsLetter, PlanIndicator, Subscriber, Subscription
from smd_workshop.plans.measurements import measuring
from smd_workshop.publishing import publication
from smd_workshop.web.letters import news_letters
from smd_workshop.web.words import happening_words

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HERE = "/p/moq/subscribe"
ENGLISH = {"Accept-Language": "en"}
ANA = "ana@example.org"


@pytest.fixture
def room(app):
    return make_room()


def asked(app, address=ANA, at=HERE):
    return app.test_client().post(at, data={"address": address}, headers=ENGLISH)


def body_of(letter):
    return letter[1].get_content()


def link_in(letter):
    return re.search(r"/subscriptions/\w+", body_of(letter))[0]


def confirmed(app, office, at=HERE, address=ANA):
    asked(app, address, at)
    link = link_in(office.letters[-1])
    assert app.test_client().post(f"{link}/confirm").status_code == 303
    office.letters.clear()
    return link


def result_published(room, at=None):
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 5, "F2": 5})
    close(round_)
    with transaction():
        publication.publish(round_, at or now(), None)
    return round_


def kept():
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Subscriber, Subscription, NewsLetter)
    ]


def test_a_link_confirms_by_its_button_alone_and_news_come_once_a_day(app, office, clock, room):
    answer = asked(app)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    ((to, _letter),) = office.letters
    assert to == [ANA]
    link = link_in(office.letters[0])
    for _scanner in range(2):
        page = app.test_client().get(link, headers=ENGLISH)
        assert "Yes, write to me" in page.text and "a…@example.org" in page.text
        assert "Set-Cookie" not in page.headers
    result_published(room)
    clock(now() + HOUR)
    look()
    assert len(office.letters) == 1, "who has not confirmed is told nothing"
    app.test_client().post(f"{link}/confirm")
    clock(now() + 2 * HOUR)
    look()
    assert len(office.letters) == 1, "what was there before is not new"
    first = result_published(room)
    clock(now() + 4 * HOUR)
    look()
    assert len(office.letters) == 2
    told = body_of(office.letters[1])
    assert f"/p/moq/r/mesa-1/{first.number}/" in told and link in told
    assert link in office.letters[1][1]["List-Unsubscribe"]
    second = result_published(room, now() + 10 * HOUR)
    clock(now() + 20 * HOUR)
    look()
    assert len(office.letters) == 2, "one a day"
    clock(now() + 2 * DAY)
    look()
    look()
    assert len(office.letters) == 3
    assert f"/r/mesa-1/{second.number}/" in body_of(office.letters[2])
    assert f"/r/mesa-1/{first.number}/" not in body_of(office.letters[2]), (
        "what was told is not news"
    )


def test_to_end_takes_a_link_and_a_button_and_leaves_nothing_of_the_address(app, office, room):
    link = confirmed(app, office)
    client = app.test_client()
    page = client.get(link, headers=ENGLISH)
    assert "No letters about this any more" in page.text
    assert kept()[:2] == [1, 1], "looking ends nothing"
    ended = client.post(f"{link}/end")
    assert ended.location.endswith("/subscriptions/ended")
    assert kept() == [0, 0, 0]
    assert client.get(link).status_code == 404
    assert client.post(f"{link}/end").status_code == 404


def test_all_letters_of_an_address_end_at_once_if_it_wishes(app, office, room):
    of = f"{HERE}?kind=commitment&of={promised(room.process).id}"
    confirmed(app, office)
    link = confirmed(app, office, of)
    assert kept()[:2] == [1, 2]
    app.test_client().post(f"{link}/end", data={"act": "every"})
    assert kept() == [0, 0, 0]


def test_nobody_learns_whether_an_address_is_known(app, office, room):
    confirmed(app, office)
    known, unknown = asked(app, ANA), asked(app, "otra@example.org")
    assert (known.status_code, known.location, known.data) == (
        unknown.status_code, unknown.location, unknown.data,
    )  # fmt: skip
    assert [to for to, _letter in office.letters] == [["otra@example.org"]]


def test_an_address_that_others_write_down_again_and_again_gets_three_letters(app, office, room):
    for _time in range(6):
        asked(app, "  Ana@Example.org ")
    assert [to for to, _letter in office.letters] == [[ANA]] * 3
    assert kept()[:2] == [1, 1]


def test_one_network_address_asks_so_often_and_no_more(app, office, room):
    app.config["SMD_SUBSCRIBE_TRIES"] = "2 per hour"
    answers = [asked(app, f"a{n}@example.org").status_code for n in range(3)]
    assert answers == [303, 303, 429]
    assert kept()[0] == 2


def test_what_nobody_confirms_is_deleted_after_three_days(app, office, clock, room):
    asked(app)
    link = link_in(office.letters[0])
    clock(now() + 3 * DAY - HOUR)
    look()
    assert kept()[:2] == [1, 1]
    clock(now() + 3 * DAY + HOUR)
    look()
    assert kept() == [0, 0, 0]
    assert app.test_client().post(f"{link}/confirm").status_code == 404


def test_what_is_no_address_is_asked_again(app, office, room):
    answer = asked(app, "ana")
    assert answer.status_code == 422
    assert 'value="ana"' in answer.text and "no mail address" in answer.text
    assert kept() == [0, 0, 0]


def test_a_refused_letter_is_tried_the_next_day_and_an_address_refused_thrice_is_deleted(
    app, office, clock, room
):
    confirmed(app, office)
    office.answers[ANA] = "550 no such mailbox"
    for day in range(1, 4):
        result_published(room)
        clock(now() + day * (DAY + HOUR))
        look()
    assert kept() == [0, 0, 0]


def test_news_that_a_mail_server_did_not_take_are_told_later_and_once(app, office, clock, room):
    confirmed(app, office)
    office.answers[ANA] = "451 come back"
    result_published(room)
    clock(now() + HOUR)
    look()
    assert office.letters == []
    office.answers.clear()
    clock(now() + 2 * HOUR)
    look()
    look()
    assert len(office.letters) == 1


def test_letters_are_written_in_the_language_of_the_page_that_took_the_address(app, office, room):
    app.test_client().post(HERE, data={"address": ANA}, headers={"Accept-Language": "es"})
    assert "¿Desea" in str(office.letters[0][1]["Subject"])


def test_without_mail_there_is_the_feed_alone(app, room):
    app.config["SMD_MAIL_BACKEND"] = "none"
    page = app.test_client().get(HERE, headers=ENGLISH)
    assert "sends no mail" in page.text and "/p/moq/feed.atom" in page.text
    assert asked(app).status_code == 404


def test_what_becomes_hidden_is_told_no_more(app, office, clock, room):
    confirmed(app, office)
    result_published(room)
    with transaction():
        room.process.public = False
    clock(now() + HOUR)
    look()
    assert office.letters == []


def test_a_plan_and_an_indicator_are_followed_and_a_correction_is_news(app, office, clock, room):
    plan = make_plan(room.process)
    code = "IND.01.AEI.01.02"
    confirmed(app, office, f"{HERE}?kind=indicator&of=pei-2023-2025/{code}")
    confirmed(app, office, f"{HERE}?kind=plan&of=pei-2023-2025")
    add(plan, code, "2023", 80)
    with transaction():
        for step in measuring.STEPS:
            measuring.advance(measuring.ready(plan, step), step, now(), None)
    clock(now() + HOUR)
    look()
    (letter,) = office.letters
    assert body_of(letter).count("Usuarios") >= 2, "one letter tells of both"
    for of in (f"kind=indicator&of=pei-2023-2025/{code}", "kind=plan&of=pei-2023-2025"):
        feed = feedparser.parse(app.test_client().get(f"/p/moq/feed.atom?{of}").data)
        assert not feed.bozo and feed.entries
        assert all(entry.id.startswith("urn:uuid:") and entry.link for entry in feed.entries)


def test_a_commitment_has_its_page_its_feed_and_its_letters(app, office, clock, room):
    made = promised(room.process)
    of = f"kind=commitment&of={made.id}"
    page = app.test_client().get(f"/p/moq/commitments/{made.id}", headers=ENGLISH)
    assert (
        "Abrir el pozo" in page.text and f"/p/moq/subscribe?{of}".replace("&", "&amp;") in page.text
    )
    confirmed(app, office, f"{HERE}?{of}")
    with transaction():
        commitments.update(made, "in_progress", now(), None)
    clock(now() + HOUR)
    look()
    assert "Abrir el pozo" in body_of(office.letters[0])
    feed = ET.fromstring(app.test_client().get(f"/p/moq/feed.atom?{of}").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2


@pytest.mark.parametrize(
    "of",
    ["kind=objective&of=OE9", "kind=commitment&of=x", "kind=commitment&of=99", "kind=plan&of=no",
     "kind=indicator&of=no/IND", "kind=otro&of=1"],
)  # fmt: skip
def test_nothing_is_followed_that_is_not_public(app, room, of):
    for page in ("subscribe", "feed.atom"):
        assert app.test_client().get(f"/p/moq/{page}?{of}").status_code == 404


def test_a_worker_that_died_with_a_letter_in_its_hands_sends_it_to_nobody_twice(
    app, office, clock, room
):
    confirmed(app, office)
    result_published(room)
    office.hangs_up = True
    clock(now() + HOUR)
    look()
    office.hangs_up = False
    assert len(office.letters) == 1
    clock(now() + 2 * DAY)
    look()
    clock(now() + 3 * DAY)
    look()
    assert len(office.letters) == 1
    assert subscriptions.due(now() + 9 * DAY)


def test_a_report_on_a_plan_that_was_taken_back_is_told_no_more(app, room):
    plan = make_plan(room.process)
    sealed_report(plan)
    feed = "/p/moq/feed.atom"
    assert "Report sealed" in app.test_client().get(feed, headers=ENGLISH).text
    with transaction():
        plan.state = "drafting"
    assert "Report sealed" not in app.test_client().get(feed, headers=ENGLISH).text


def test_letters_are_forgotten_after_thirty_days_and_news_are_not_told_twice(
    app, office, clock, room
):
    confirmed(app, office)
    result_published(room)
    clock(now() + HOUR)
    look()
    assert len(office.letters) == 1 and kept()[2] == 2
    clock(now() + 32 * DAY)
    look()
    assert kept() == [1, 1, 0]
    assert len(office.letters) == 1


def test_what_is_refused_counts_in_a_row_however_old_and_what_was_taken_in_between_breaks_it(
    app, office, clock, room
):
    confirmed(app, office)
    for at, answer in ((1, "550 no"), (2, "550 no"), (3, ""), (40, "550 no")):
        office.answers = {ANA: answer} if answer else {}
        result_published(room, now() + at * (DAY + HOUR) - HOUR)
        clock(now() + at * (DAY + HOUR))
        look()
    assert kept()[:2] == [1, 1], "one of the three before was taken"
    for at in (90, 140):
        office.answers = {ANA: "550 no"}
        result_published(room, now() + at * (DAY + HOUR) - HOUR)
        clock(now() + at * (DAY + HOUR))
        look()
    assert kept() == [0, 0, 0], "the three last were refused, though the first is long ago"


def test_letters_that_ask_take_a_quarter_of_the_hour_and_news_need_not_wait_for_them(
    app, office, clock, room
):
    confirmed(app, office)
    app.config["SMD_MAIL_PER_HOUR"] = 8
    for number in range(6):
        asked(app, f"a{number}@example.org")
    assert len(office.letters) == 1, "the one that was confirmed before counts too"
    result_published(room)
    clock(now() + timedelta(minutes=30))
    look()
    assert [to for to, _letter in office.letters] == [["a0@example.org"], [ANA]]
    clock(now() + 3 * HOUR)
    look()
    assert len(office.letters) > 2, "those that waited go later"


def test_the_letter_that_asks_says_what_becomes_of_the_address(app, office, room):
    asked(app)
    assert "after 3 days your address is deleted" in body_of(office.letters[0]).replace("\n", " ")
    link = link_in(office.letters[0])
    app.test_client().post(f"{link}/confirm")
    of = f"{HERE}?kind=commitment&of={promised(room.process).id}"
    asked(app, ANA, of)
    told = body_of(office.letters[1]).replace("\n", " ")
    assert "your address is deleted" not in told and "what was asked is deleted" in told
    page = app.test_client().get(link_in(office.letters[1]), headers=ENGLISH).text
    assert "the address is deleted" not in page and "Delete what was asked now" in page


def test_what_is_not_told_is_counted_and_never_said_to_be_fewer(
    app, office, clock, room, monkeypatch
):
    confirmed(app, office)
    monkeypatch.setattr(news_letters, "MOST_TOLD", 1)
    monkeypatch.setattr(happenings, "MOST", 3)
    monkeypatch.setattr(happenings.of_thing, "__defaults__", (None, 3))
    for _each in range(2):
        result_published(room)
    clock(now() + HOUR)
    look()
    assert "… and 1 more." in body_of(office.letters[0])
    for _each in range(5):
        result_published(room, now() + 2 * HOUR)
    clock(now() + 2 * DAY)
    look()
    assert "… and at least 2 more." in body_of(office.letters[1])


def test_the_reports_of_a_plan_that_was_taken_back_lead_to_no_page_that_is_gone(app, room):
    plan = make_plan(room.process)
    sealed_report(plan)
    here = "/p/moq/plans/pei-2023-2025/"
    assert f'href="{here}"' in app.test_client().get(f"{here}reports/", headers=ENGLISH).text
    with transaction():
        plan.state = "drafting"
    page = app.test_client().get(f"{here}reports/", headers=ENGLISH).text
    assert f'href="{here}"' not in page and "What was sealed of it stays" in page
    assert app.test_client().get(here).status_code == 404


def test_that_there_is_no_value_is_not_told_as_a_value(app):
    row = PlanIndicator(measure="Porcentaje", measurements=[])
    with app.test_request_context("/?lang=en"):
        none, some, anew = (
            happening_words.value_title(
                Measurement(id=at, value=each, period=period, indicator=row, state="published"),
                "Agua",
            )
            for at, each, period in ((1, None, "2023"), (2, 1, "2024"), (3, 2, "2024"))
        )
    assert none == "Published that there is no value (n/a): Agua · 2023"
    assert some == "Value published: Agua · 2024: 1\N{NO-BREAK SPACE}%"
    assert anew == "Value corrected: Agua · 2024: 2\N{NO-BREAK SPACE}%", (
        "not announced as if it were new"
    )
