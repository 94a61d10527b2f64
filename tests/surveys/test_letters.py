"""Letters of a survey, against a mail server that answers: each once, to whom they are for, and what becomes of them."""

import re
from datetime import timedelta

import pytest
from post_office import free_port, open_office
from sqlalchemy import select, update
from surveyed import make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Invitation, Letter, Respondent
from smd_workshop.processes import post
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, visits
from smd_workshop.surveys.respondents import invitations, letters
from smd_workshop.surveys.respondents.letters import INVITATION, REMINDER, Text
from smd_workshop.web.letters import survey_letters
from smd_workshop.worker.jobs import make_up

TEXT = Text("{organizacion}: {encuesta}", "Hola, {nombre}:\n\n{enlace}\n")
BASE = "https://smd.example"


@pytest.fixture
def through(app, monkeypatch):
    """Let the application send its mail to a port of this machine."""

    def set_port(port):
        state = app.extensions["mailman"]
        for name, value in (
            ("backend", "smd_workshop.web.letters.mail_server.EmailBackend"), ("server", "127.0.0.1"), ("port", port),
        ):  # fmt: skip
            monkeypatch.setattr(state, name, value)

    return set_port


@pytest.fixture
def office(through):
    with open_office() as (office, port):
        through(port)
        yield office


def asked_by_mail(mode="anonymous", many=4, **how):
    """A survey of people of whom all but the last have an address."""
    asked = make_survey(many, mode, **how)
    with transaction():
        for person in asked.people[:-1]:
            person.email = f"u{person.code}@zed.example"
    return asked


def write(asked, kind=INVITATION, text=TEXT):
    with transaction():
        mailing = letters.create(asked.wave, kind, text, BASE, now(), None)
    survey_letters.send_survey_letters(mailing.id)
    return mailing


def states(mailing):
    return {letter.address.partition("@")[0]: letter.state for letter in read(mailing)}


def read(mailing):
    db.session.expire_all()
    query = select(Letter).where(Letter.mailing_id == mailing.id).order_by(Letter.id)
    return list(db.session.scalars(query))


def link_in(message):
    return re.search(r"https://smd\.example/q/(\S+)", message.get_content())[1]


def test_each_gets_a_letter_of_their_own_with_a_link_that_works(app, office):
    asked = asked_by_mail()
    mailing = write(asked)
    assert [to for to, _ in office.letters] == [[f"u0{n}@zed.example"] for n in (1, 2, 3)]
    assert set(states(mailing).values()) == {"sent"}
    (_, first), *_rest = office.letters
    assert first.get_content().startswith("Hola, Usuario 01:")
    assert first["Subject"] == "ZED Ilo: Satisfacción"
    assert "ZED Ilo" in first["From"] and "Hola, Usuario 01:" in first.get_content()
    here = visits.visit(link_in(first), secret())
    assert here.of.respondent_id == asked.people[0].id
    assert here.refusal(now()) is None


def test_what_is_kept_of_a_letter_holds_no_link(app, office):
    asked = asked_by_mail()
    with transaction():
        asked.survey.simulated = True
    mailing = write(asked)
    assert office.letters[0][1].get_content().startswith("Respuestas simuladas: ")
    code = link_in(office.letters[0][1])
    kept = [*(vars(letter) for letter in read(mailing)), vars(mailing)]
    assert code not in str(kept)


def test_nobody_is_invited_twice_and_who_comes_later_is_invited_then(app, office):
    asked = asked_by_mail()
    write(asked)
    with pytest.raises(Invalid, match="nobody"), transaction():
        letters.create(asked.wave, INVITATION, TEXT, BASE, now(), None)
    with transaction():
        db.session.get_one(Respondent, asked.people[3].id).email = "nueva@zed.example"
    write(asked)
    assert [to for to, _ in office.letters[3:]] == [["nueva@zed.example"]]


def test_a_reminder_reaches_only_who_has_not_answered_and_spoils_no_link(app, office):
    asked = asked_by_mail()
    respond(asked, 0, {"p1": 5})
    with transaction():
        answering.begin(asked.links[1], secret(), now())
    mailing = write(asked, REMINDER)
    assert set(states(mailing)) == {"u02", "u03"}
    begun = visits.visit(asked.links[1], secret())
    assert begun.draft is not None and begun.refusal(now()) is None, "what was begun is lost"
    fresh = link_in(office.letters[0][1])
    with transaction():
        answering.begin(fresh, secret(), now())
    assert waves.invited(asked.wave) == 4, "a person with two links counts once"


def test_with_two_links_a_person_still_answers_once(app, office):
    asked = asked_by_mail()
    write(asked, REMINDER)
    fresh = link_in(office.letters[0][1])
    respond(asked, 0, {"p1": 5})
    assert isinstance(visits.visit(fresh, secret()).refusal(now()), visits.Used)


def test_who_answers_while_the_letters_go_out_gets_none(app, office):
    asked = asked_by_mail()
    with transaction():
        mailing = letters.create(asked.wave, REMINDER, TEXT, BASE, now(), None)
    respond(asked, 1, {"p1": 5})
    survey_letters.send_survey_letters(mailing.id)
    assert states(mailing) == {"u01": "sent", "u02": "skipped", "u03": "sent"}
    assert len(office.letters) == 2


def test_an_address_that_the_server_refuses_is_named_and_its_link_ends(app, office):
    asked = asked_by_mail()
    office.answers["u02@zed.example"] = "550 no such mailbox"
    before = working_links(asked, 1)
    mailing = write(asked)
    assert states(mailing) == {"u01": "sent", "u02": "refused", "u03": "sent"}
    assert read(mailing)[1].told == "550 no such mailbox"
    assert working_links(asked, 1) == before, "a link that reached nobody goes on working"


def working_links(asked, place):
    person = asked.people[place].id
    of_person = select(Invitation).where(Invitation.respondent_id == person)
    return sum(i.revoked_at is None for i in db.session.scalars(of_person))


def test_a_server_that_is_down_is_tried_again_and_nobody_is_written_to_twice(
    app, through, monkeypatch
):
    asked = asked_by_mail()
    port = free_port()
    through(port)
    mailing = write(asked)
    assert [letter.state for letter in read(mailing)] == ["queued"] * 3
    assert "refused" in read(mailing)[0].told.lower(), "nobody says what is wrong"
    survey_letters.send_survey_letters(mailing.id)
    with open_office(port) as (office, _port):
        later_on = now() + timedelta(hours=1)
        monkeypatch.setattr(survey_letters, "now", lambda: later_on)
        survey_letters.send_survey_letters(mailing.id)
        survey_letters.send_survey_letters(mailing.id)
        assert sorted(to[0][:3] for to, _ in office.letters) == ["u01", "u02", "u03"]
    assert set(states(mailing).values()) == {"sent"}


def test_a_letter_that_the_server_took_without_saying_so_is_not_sent_again_by_itself(
    app, office, monkeypatch
):
    asked = asked_by_mail()
    office.hangs_up = True
    mailing = write(asked)
    office.hangs_up = False
    assert states(mailing) == {"u01": "sending", "u02": "queued", "u03": "queued"}
    here = visits.visit(link_in(office.letters[0][1]), secret())
    assert here.refusal(now()) is None, "the link of a letter that arrived does not work"
    later_on = now() + timedelta(hours=1)
    monkeypatch.setattr(survey_letters, "now", lambda: later_on)
    survey_letters.send_survey_letters(mailing.id)
    assert sorted(to[0][:3] for to, _ in office.letters) == ["u01", "u02", "u03"]
    assert post.is_lost(read(mailing)[0], later_on), "nobody is asked to decide"


def test_a_server_that_never_takes_a_letter_is_given_up_and_staff_can_ask_again(
    app, office, monkeypatch
):
    asked = asked_by_mail(many=2)
    office.answers["u01@zed.example"] = "451 try later"
    with transaction():
        mailing = letters.create(asked.wave, INVITATION, TEXT, BASE, now(), None)
    moment = now()
    for _ in range(post.TRIES + 3):
        monkeypatch.setattr(survey_letters, "now", lambda at=moment: at)
        survey_letters.send_survey_letters(mailing.id)
        moment += timedelta(hours=9)
    (letter,) = read(mailing)
    assert (letter.state, letter.tries) == ("failed", post.TRIES)
    office.answers.clear()
    with transaction():
        assert letters.again(mailing, moment, None) == 1
    monkeypatch.setattr(survey_letters, "now", lambda: moment)
    survey_letters.send_survey_letters(mailing.id)
    assert states(mailing) == {"u01": "sent"}


def test_a_letter_dropped_half_way_is_not_sent_again_by_itself(app, office, monkeypatch):
    asked = asked_by_mail(many=2)
    with transaction():
        mailing = letters.create(asked.wave, INVITATION, TEXT, BASE, now(), None)
    with transaction():
        letters.claim(mailing.id, now(), secret())
    survey_letters.send_survey_letters(mailing.id)
    make_up()
    assert office.letters == [], "it may have arrived: a second is for a person to decide"
    much_later = now() + timedelta(hours=1)
    assert post.is_lost(read(mailing)[0], much_later)
    with transaction():
        letters.again(mailing, much_later, None)
    monkeypatch.setattr(survey_letters, "now", lambda: much_later)
    survey_letters.send_survey_letters(mailing.id)
    assert len(office.letters) == 1


def test_letters_that_the_queue_lost_are_made_up_for(app, office):
    asked = asked_by_mail()
    with transaction():
        mailing = letters.create(asked.wave, INVITATION, TEXT, BASE, now(), None)
    make_up()
    assert office.letters == [], "a moment later the queue will do it"
    with transaction():
        old = now() - timedelta(hours=1)
        db.session.execute(update(Letter).values(changed_at=old))
    for _ in range(3):  # one at each look
        make_up()
    assert set(states(mailing).values()) == {"sent"}


def test_letters_that_wait_for_their_hour_are_asked_for_once_however_often_somebody_looks(
    app, office, monkeypatch
):
    monkeypatch.setitem(app.config, "SMD_MAIL_PER_HOUR", 1)
    mailing = write(asked_by_mail())
    with transaction():
        waits = Letter.state == "queued"
        old = now() - timedelta(minutes=30)
        db.session.execute(update(Letter).where(waits).values(changed_at=old))
    asked_for = []
    monkeypatch.setattr(survey_letters, "later", lambda *what, **when: asked_for.append(what))
    for _ in range(5):
        make_up()
    assert asked_for == [], "the queue grows with every look"
    assert sorted(states(mailing).values()) == ["queued", "queued", "sent"]


def test_no_more_go_out_in_an_hour_than_the_settings_allow(app, office, monkeypatch):
    monkeypatch.setitem(app.config, "SMD_MAIL_PER_HOUR", 2)
    mailing = write(asked_by_mail())
    assert sorted(states(mailing).values()) == ["queued", "sent", "sent"]
    later_on = now() + timedelta(hours=2)
    monkeypatch.setattr(survey_letters, "now", lambda: later_on)
    survey_letters.send_survey_letters(mailing.id)
    assert set(states(mailing).values()) == {"sent"}


@pytest.mark.parametrize(
    ("subject", "body", "why"),
    [
        ("Hola", "Sin enlace", "no {link}"),
        ("Hola {enlace}", "{enlace}", "belongs in the letter"),
        ("Hola", "{enlace} {clave}", "Nothing stands for {clave}"),
        ("Hola", "{enlace} {contacto}", "names nobody"),
        ("Hola", "{enlace} {hasta}", "no last day"),
        (" ", "{enlace}", "subject"),
    ],
)  # fmt: skip
def test_a_text_that_could_not_be_sent_is_refused_in_plain_words(app, subject, body, why):
    asked = asked_by_mail()
    with pytest.raises(Invalid) as refusal, transaction():
        letters.create(asked.wave, INVITATION, Text(subject, body), BASE, now(), None)
    assert why in refusal.value.message % refusal.value.params


def test_a_name_with_a_line_break_adds_no_header(app, office):
    asked = asked_by_mail(many=2)
    with transaction():
        asked.people[0].name = "Eva\r\nBcc: otra@zed.example"
    write(asked, text=Text("Hola {nombre}", "{enlace}"))
    ((to, message),) = office.letters
    assert to == ["u01@zed.example"] and message["Bcc"] is None


def test_letters_go_out_only_while_people_may_begin(app):
    asked = asked_by_mail(state="draft")
    with pytest.raises(WrongState), transaction():
        letters.create(asked.wave, INVITATION, TEXT, BASE, now(), None)


def test_a_link_that_was_added_can_be_taken_back_with_the_others(app, office):
    asked = asked_by_mail()
    write(asked, REMINDER)
    with transaction():
        invitations.revoke(asked.wave, asked.people[0], now(), None)
    assert working_links(asked, 0) == 0


def test_a_name_that_begins_a_sentence_begins_with_a_capital():
    said = {
        "name": "Ana",
        "organisation": "la ZED Ilo",
        "survey": "s",
        "wave": "w",
        "contact": "c",
        "until": "u",
        "link": "http",
    }
    text = letters.Text(
        "{organisation} pregunta", "Hola. {organisation} le pide, y {organisation} lee:\n{link}"
    )
    made = letters.filled(text, said)
    assert made.subject == "La ZED Ilo pregunta"
    assert made.body == "Hola. La ZED Ilo le pide, y la ZED Ilo lee:\nhttp"
