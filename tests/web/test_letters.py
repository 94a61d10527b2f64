"""Letters of a survey as staff write, look at and follow them."""

import pytest
from sqlalchemy import insert
from staff import member
from surveyed import make_survey, write_letters

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Letter, Mailing

AT = "/f/zed/surveys/{0}/waves/1/letters"
LETTER = {
    "kind": "invitation",
    "subject": "{organizacion} pregunta",
    "body": "Hola, {nombre}: {enlace}",
}


@pytest.fixture
def asked(app):
    asked = make_survey(3)
    with transaction():
        for person in asked.people[:2]:
            person.email = f"{person.code}@zed.example"
    return asked


@pytest.fixture
def staff(app, asked):
    return member(app, asked.survey.process, "survey_manager")


@pytest.fixture
def outbox(app):
    """What was sent in this test."""
    mail = app.extensions["mailman"]
    mail.outbox = []
    return mail.outbox


def at(asked):
    return AT.format(asked.survey.code)


def test_a_letter_is_looked_at_as_its_reader_will_and_nothing_is_sent(outbox, asked, staff):
    shown = staff.post(f"{at(asked)}/look", data=LETTER).text
    assert "Hola, Usuario 01: " in shown and "ZED Ilo pregunta" in shown
    assert asked.links[0] not in shown, "a real link on the page of staff"
    assert "Send 2 letters" in shown
    assert outbox == []


def test_letters_are_sent_and_the_page_says_so(outbox, asked, staff):
    assert staff.post(at(asked), data=LETTER).status_code == 303
    assert [message.to for message in outbox] == [["01@zed.example"], ["02@zed.example"]]
    page = staff.get(at(asked)).text
    assert "✓ 2 sent" in page
    assert (
        "1 person more for whom it still waits has no mail address"
        in staff.get(f"{at(asked)}?kind=invitation").text
    )


def test_the_same_form_sent_twice_writes_to_nobody_twice(outbox, asked, staff):
    for _ in range(2):
        staff.post(at(asked), data=LETTER | {"sent_key": "k" * 32})
    assert len(outbox) == 2


def test_what_was_wrong_with_a_text_is_said_and_the_text_stays(asked, staff):
    answer = staff.post(f"{at(asked)}/look", data=LETTER | {"body": "Sin enlace para {nombre}"})
    assert answer.status_code == 422
    assert "nobody could answer" in answer.text and "Sin enlace para {nombre}" in answer.text


def test_a_refused_letter_is_named_with_what_the_server_said_and_can_be_sent_again(asked, staff):
    write_letters(asked)
    page = staff.get(at(asked)).text
    assert "550 no such mailbox" in page and "Send 1 letter again" in page
    assert staff.post(f"{at(asked)}/1/again").status_code == 303
    assert "Send 1 letter again" not in staff.get(at(asked)).text


def test_where_no_mail_is_sent_the_page_says_so_and_nothing_is_promised(
    app, asked, staff, monkeypatch
):
    monkeypatch.setitem(app.config, "SMD_MAIL_BACKEND", "none")
    assert staff.post(at(asked), data=LETTER).status_code == 422
    page = staff.get(at(asked)).text
    assert "sends no mail" in page and "✓ 1 sent" not in page and "✓ 2 sent" not in page


def test_the_page_stands_whatever_became_of_the_letters(asked, staff):
    """In most states there is none that was sent: right after sending all of them wait."""
    write_letters(asked)
    states = ("queued", "sending", "sent", "refused", "failed", "skipped")
    with transaction():
        for number, state in enumerate(states, 11):
            mailing = Mailing(
                wave_id=asked.wave.id, number=number, kind="reminder", subject=state, body="{enlace}",
                base="http://here/", created_at=now(),
            )  # fmt: skip
            db.session.add(mailing)
            db.session.flush()
            row = {
                "mailing_id": mailing.id,
                "respondent_id": asked.people[0].id,
                "address": "a@b.example",
            }
            db.session.execute(insert(Letter), [row | {"state": state, "changed_at": now()}])
    page = staff.get(at(asked))
    assert page.status_code == 200
    for words in ("1 waits", "1 under way", "1 sent", "1 refused", "1 given up", "1 not needed"):
        assert words in page.text
