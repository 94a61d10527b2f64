"""Programs of others: a key opens nothing that is not open, and an address hears of what happened, signed, and never a figure."""

import hashlib
import hmac
import json
import re
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from receiver import listening
from sqlalchemy import event, select
from staff import administrator
from surveyed import close as close_wave
from surveyed import make_survey, secret

from smd_workshop.core.clock import now
from smd_workshop.core.zones import DEFAULT, day_of
from smd_workshop.database import db, transaction
from smd_workshop.models import ApiKey, Journal, Webhook, WebhookDelivery
from smd_workshop.processes import processes
from smd_workshop.processes.programs import outgoing, webhooks
from smd_workshop.surveys.answers import typed_answers
from smd_workshop.surveys.figures import figures
from smd_workshop.web.api import uses
from smd_workshop.web.letters import webhook_post
from smd_workshop.web.security.limits import limiter
from smd_workshop.worker.jobs import make_up

PAGE = "/f/zed/programs"
FIGURES = "/api/v1/processes/zed/figures"


@pytest.fixture
def asked(app):
    """A survey with an open wave, and a program of others on this machine that may be told."""
    app.config["SMD_WEBHOOK_LOOPBACK"] = True
    return make_survey(6)


@pytest.fixture
def office(app, asked):
    return administrator(app)


@pytest.fixture
def receiver():
    with listening() as receiver:
        yield receiver


def in_days(days):
    return (today() + timedelta(days=days)).isoformat()


def today():
    return day_of(now(), DEFAULT)


def make_key(office, name="SUNARP", days=30):
    answer = office.post(f"{PAGE}/keys", data={"key_name": name, "expires_on": in_days(days)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return re.search(r"<code class=\"secret\">(smd_[A-Z0-9]{24})</code>", answer.text)[1]


def ask(client, key=None, path=FIGURES):
    return client.get(path, headers={"Authorization": f"Bearer {key}"} if key else {})


def row_of(name="SUNARP"):
    db.session.expire_all()
    return db.session.scalars(select(ApiKey).where(ApiKey.name == name)).one()


def test_a_key_is_shown_once_stored_nowhere_and_its_use_is_counted(office, client):
    key = make_key(office)
    row = row_of()
    stored = [str(value) for value in vars(row).values()]
    assert key not in "".join(stored) and row.begins == key[:8]
    assert key not in office.get(PAGE).text and row.begins in office.get(PAGE).text
    assert (row.uses, row.last_used_on) == (0, None)
    for _ in range(3):
        assert ask(client, key).status_code == 200
    assert (row_of().uses, row_of().last_used_on) == (1, today()), "the first is seen at once"
    uses.write_all()
    assert (row_of().uses, row_of().last_used_on) == (3, today())
    with transaction():
        told = [each.detail for each in db.session.scalars(select(Journal)) if "API" in each.verb]
    assert told == [{"name": "SUNARP"}]


def test_uses_of_a_key_are_written_once_a_minute_and_none_is_lost(app, office, client, monkeypatch):
    key, other = make_key(office), make_key(office, "Cámara")
    clock, timers = [1000.0], []
    monkeypatch.setattr(uses, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(uses, "threading", SimpleNamespace(Timer=partial(WoundUp, timers)))
    with written(db.engine) as statements:
        for _ in range(50):
            assert ask(client, key).status_code == 200
        assert ask(client, other).status_code == 200
        assert len(statements) == 2, "one for each"
        clock[0] += uses.EVERY
        ask(client, key)
        assert len(statements) == 3
    assert row_of().uses == 51
    for _ in range(7):
        ask(client, key)
    (timer,) = timers
    timer.function(*timer.args)  # a minute later
    assert (row_of().uses, row_of("Cámara").uses) == (58, 1)
    timer.function(*timer.args)
    assert row_of().uses == 58
    ask(client, key)
    assert len(timers) == 2, "the next ones wait for the next"


class WoundUp:
    """In the place of a timer: it rings when the test says so."""

    def __init__(self, timers, _seconds, function, args):
        self.function, self.args, self.start = function, args, lambda: timers.append(self)


@contextmanager
def written(engine):
    """The statements that change something of keys."""
    found = []

    def hear(_connection, _cursor, statement, *_more):
        if statement.startswith("UPDATE api_key"):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield found
    event.remove(engine, "before_cursor_execute", hear)


def test_a_key_that_was_taken_back_is_over_or_is_none_is_a_problem_in_words(
    office, client, monkeypatch
):
    key = make_key(office)
    assert office.post(f"{PAGE}/keys/{row_of().id}/revoke").status_code == 303
    over = make_key(office, "Cámara", days=0)
    assert ask(client, over).status_code == 200
    with transaction():
        row_of("Cámara").expires_on -= timedelta(days=2)
    for wrong in (key, over, "smd_" + "A" * 24, "ñ", "x" * 5000):
        answer = ask(client, wrong)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), wrong
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert ask(client).status_code == 200, "nothing needs a key"
    assert row_of().uses == 0


def test_with_a_key_the_same_is_read_and_oftener(app, office, client):
    app.config |= {"SMD_API_CALLS": "3 per minute", "SMD_API_KEY_CALLS": "6 per minute"}
    limiter.reset()
    key = make_key(office)
    plain = [ask(client) for _ in range(5)]
    assert [each.status_code for each in plain] == [200, 200, 200, 429, 429]
    assert plain[-1].headers["Retry-After"] == "60"
    assert plain[-1].mimetype == "application/problem+json"
    with_key = [ask(client, key) for _ in range(8)]
    assert [each.status_code for each in with_key] == [200] * 6 + [429] * 2
    assert with_key[0].data == plain[0].data
    # Who guesses at keys is as slow as who has none.
    assert ask(client, "smd_" + "A" * 24).status_code == 429


def test_a_key_opens_nothing_that_is_not_public(office, client, asked):
    with transaction():
        asked.survey.process.public = False
    assert ask(client, make_key(office)).status_code == 404


def test_a_key_without_a_name_or_with_a_day_that_is_over_is_refused_and_what_was_typed_stays(
    office,
):
    answer = office.post(f"{PAGE}/keys", data={"key_name": "SUNARP", "expires_on": in_days(-1)})
    assert answer.status_code == 422 and 'value="SUNARP"' in answer.text
    assert office.post(f"{PAGE}/keys", data={"expires_on": in_days(1)}).status_code == 422
    assert db.session.scalars(select(ApiKey)).all() == []


def add_hook(office, receiver, name="Gobierno regional"):
    answer = office.post(f"{PAGE}/webhooks", data={"hook_name": name, "url": receiver.url})
    assert answer.status_code == 303, answer.text
    return answer.location


def close(asked):
    with transaction():
        for person in asked.people:
            typed_answers.enter_paper(asked.wave, person, {"p1": 5, "p2": 4}, secret())
    close_wave(asked)


def deliveries():
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def test_an_address_hears_of_a_close_and_of_a_figure_signed_and_hears_no_figure(
    office, asked, receiver
):
    page = add_hook(office, receiver)
    told_secret = re.search(
        r"<code class=\"secret small\">(whsec_\w+)</code>", office.get(page).text
    )[1]
    close(asked)
    with transaction():
        figure = figures.publish(asked.wave, "headline", "AEI.01", now(), None)
        figure_id = figure.id
    assert receiver.got == [], "nothing is sent by a page"
    make_up()
    assert [each.state for each in deliveries()] == ["delivered"] * 2
    found = []
    for path, headers, body in receiver.got:
        moment, signed = re.fullmatch(
            r"t=(\d+),v1=([0-9a-f]{64})", headers["SMD-Signature"]
        ).groups()
        expected = hmac.new(
            told_secret.encode(), f"{moment}.".encode() + body, hashlib.sha256
        ).hexdigest()
        assert signed == expected and abs(int(moment) - now().timestamp()) < 60
        document = json.loads(body)
        assert (path, headers["SMD-Event"], headers["SMD-Delivery"]) == (
            "/told?of=zed", document["event"], document["id"],
        )  # fmt: skip
        found.append(document)
    closed, published = found
    keys = {"id", "event", "happened_at", "process", "simulated", "survey", "wave", "links"}
    assert set(closed) == keys and set(published) == keys | {"figure"}
    assert closed | {"event": "wave.closed", "process": "zed", "wave": 1} == closed
    assert published["figure"] == figure_id
    (read,) = ask(office).json["figures"]
    assert (read["id"], read["indicator"], read["page"]) == (
        figure_id,
        "AEI.01",
        published["links"]["page"],
    )
    assert (read["numerator"], read["denominator"]) == ("6", "12")
    for address in published["links"].values():
        path = re.sub(r"https?://[^/]+", "", address)
        assert office.get(path).status_code == 200, address
    log = office.get(page).text
    assert told_secret in log and log.count("204") == 2


def test_a_receiver_is_told_that_answers_are_simulated_though_the_process_is_true(
    office, asked, receiver
):
    add_hook(office, receiver)
    with transaction():
        asked.survey.simulated = True
        webhooks.announce(
            asked.survey.process, webhooks.WAVE_CLOSED, now(), survey=asked.survey.code, wave=1
        )
    make_up()
    (_path, _headers, body), = receiver.got  # fmt: skip
    assert json.loads(body)["simulated"] is True and not asked.survey.process.simulated


def _break_off(asked):
    with transaction():
        webhooks.announce(asked.survey.process, webhooks.WAVE_CLOSED, now(), survey="x", wave=1)
        raise ZeroDivisionError


def test_nothing_is_told_of_what_was_undone(office, asked, receiver):
    add_hook(office, receiver)
    with pytest.raises(ZeroDivisionError):
        _break_off(asked)
    make_up()
    assert deliveries() == [] and receiver.got == []


def test_a_receiver_that_fails_is_tried_over_a_day_and_then_given_up_until_somebody_asks(
    office, asked, receiver, monkeypatch
):
    page = add_hook(office, receiver)
    receiver.status = 500
    close(asked)
    began, moment = now(), [now()]
    monkeypatch.setattr("smd_workshop.web.letters.webhook_post.now", lambda: moment[0])
    for _ in range(webhooks.TRIES):
        webhook_post.send_waiting_webhooks(moment[0])
        webhook_post.send_waiting_webhooks(moment[0])  # not twice for one hour
        (each,) = deliveries()
        moment[0] = each.due_at
    assert len(receiver.got) == webhooks.TRIES == each.tries
    assert (each.state, each.status) == ("failed", 500)
    assert timedelta(hours=23) < moment[0] - began < timedelta(hours=25)
    assert len({headers["SMD-Delivery"] for _, headers, _ in receiver.got}) == 1
    webhook_post.send_waiting_webhooks(moment[0] + timedelta(days=9))
    assert len(receiver.got) == webhooks.TRIES
    receiver.status = 200
    assert "✕" in office.get(page).text
    assert office.post(f"{page}/deliveries/{each.id}/again").status_code == 303
    make_up()
    assert [(d.state, d.tries) for d in deliveries()] == [("delivered", 1)]


def test_what_a_worker_dropped_is_tried_again_and_one_that_comes_late_notes_nothing(
    office, asked, receiver
):
    add_hook(office, receiver)
    close(asked)
    ((delivery_id, process_id),) = webhooks.due(now(), 9)
    with transaction(of=process_id):
        first = webhooks.claim(delivery_id, now())
        assert webhooks.claim(delivery_id, now()) == 0
    later = now() + webhooks.UNDER_WAY
    webhook_post.send_waiting_webhooks(later)
    assert [(d.state, d.tries) for d in deliveries()] == [("delivered", 2)]
    with transaction(of=process_id):
        webhooks.note(delivery_id, first, outgoing.Answer(None, "timeout"), now())
    assert [d.state for d in deliveries()] == ["delivered"]
    webhook_post.send_webhook(delivery_id, first)
    assert len(receiver.got) == 1


def test_an_address_inside_is_refused_when_it_is_saved_and_when_its_name_leads_there_later(
    app, office, asked, receiver, monkeypatch
):
    app.config["SMD_WEBHOOK_LOOPBACK"] = False
    for url in (
        receiver.url,
        "https://127.0.0.1/",
        "https://169.254.169.254/latest",
        "https://localhost/x",
    ):
        answer = office.post(f"{PAGE}/webhooks", data={"hook_name": "Yo", "url": url})
        assert answer.status_code == 422 and 'value="Yo"' in answer.text, url
    both = office.post(f"{PAGE}/webhooks", data={"url": "https://127.0.0.1/"}).text
    assert "Write whose address it is." in both and 'id="url-error"' in both, "at once"
    assert db.session.scalars(select(Webhook)).all() == []
    leads = [["8.8.8.8"], ["127.0.0.1"]]  # for the judgement of the form, and when it is sent
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: [
        (0, 0, 0, "", (address, 443)) for address in leads.pop(0)
    ])  # fmt: skip
    answer = office.post(
        f"{PAGE}/webhooks", data={"hook_name": "Yo", "url": "https://hook.example/"}
    )
    assert answer.status_code == 303
    close(asked)
    make_up()
    (each,) = deliveries()
    assert (each.state, each.tries, each.told) == ("waiting", 1, "inside")
    assert receiver.got == [] and leads == [], "the name is asked once for each try"


def test_an_ended_address_hears_nothing_more_not_even_what_waited(office, asked, receiver):
    page = add_hook(office, receiver)
    close(asked)
    assert office.post(f"{page}/end").status_code == 303
    make_up()
    assert receiver.got == []
    (each,) = deliveries()
    office.post(f"{page}/deliveries/{each.id}/again")
    make_up()
    assert receiver.got == [] and each.state == "waiting"
    with transaction():
        webhooks.announce(asked.survey.process, webhooks.WAVE_CLOSED, now(), survey="x", wave=1)
    assert len(deliveries()) == 1


def test_receivers_go_on_while_the_secret_of_the_installation_is_changed(
    app, office, asked, receiver
):
    page = add_hook(office, receiver)
    row = db.session.scalars(select(Webhook)).one()
    before = webhooks.secret_of(row, secret())
    app.config |= {"SECRET_KEY": "n" * 32 + "0123456789", "SECRET_KEY_FALLBACKS": [secret()]}
    close(asked)
    webhook_post.send_waiting_webhooks(now())
    (_path, headers, body) = receiver.got[0]
    moment, *signed = re.findall(r"=(\w+)", headers["SMD-Signature"])
    made = hmac.new(before.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert len(signed) == 2 and made == signed[1]
    assert page


def test_a_process_reaches_no_key_and_no_address_of_another(office, asked, receiver):
    with transaction():
        processes.create("Otro", now(), code="otro")
    make_key(office)
    page = add_hook(office, receiver)
    close(asked)
    (each,) = deliveries()
    other = page.replace("/zed/", "/otro/")
    assert office.get(other).status_code == 404
    for path in (
        f"{other}/end",
        f"{other}/deliveries/{each.id}/again",
        f"/f/otro/programs/keys/{row_of().id}/revoke",
    ):
        assert office.post(path).status_code == 404, path
