"""Whatever is typed, in whatever field: it is kept as it is or refused in words; it never runs and
never breaks a page."""

import itertools
import re
from contextlib import nullcontext

import pytest
from builders import make_room, make_round
from crawler import LEAVES, Page, forms_of, takes, walk
from depth import DEEP, cases
from furnished import furnish
from hostile import MARK, TEXTS, runs
from papers import unprinted
from walked import walked_by_staff

#: Digits that Python reads as numbers, and no id is written in.
OTHER_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
#: Fields that take no free text: with something right in them the others are taken too.
STRICT = {
    "code": "zz1", "address": "quien@example.org", "email": "quien@example.org", "phone": "953000001", "hours": "5",
    "due": "2022-12-01", "received_on": "2022-12-01", "expires_on": "2099-12-01",
    "held_on": "2022-10-14", "first_year": "2023", "last_year": "2025", "value": "30",
    "min": "", "max": "", "step": "", "max_length": "", "low": "1", "top": "", "satisfied": "",
    "threshold": "", "magnitude": "", "document": "https://example.org/a.pdf",
    "labels": "No\nSí", "valid_if": "", "options_if": "", "attributes": "", "default": "",
    "formula": "1", "other": "pt",
    **{f"o{n}-{name}": "" for n in range(12) for name in (
        "code", "importance_of", "expectation_of", "shown_if",
    )},
}  # fmt: skip


def filled(form, text, names):
    """The form with this text in these fields, and in all else what stands there."""
    data = {}
    for name, kind, value in form.fields:
        if name in names:
            data.setdefault(name, []).append(text)
        elif kind in {"radio", "submit"}:
            data.setdefault(name, [value])
        elif kind != "file":
            data.setdefault(name, []).append(value or "on")
    return data


def bent(form, text):
    """The form with this text in everything, as only a program would send it."""
    return {name: text for name, kind, _ in form.fields if kind != "file"}


def send(browser, form, data, wrong, what):
    answer = browser.post(form.action, data=data)
    if "Set-Cookie" in answer.headers:  # the next page, which nobody looks at here, says it
        with browser.session_transaction() as session:
            session.pop("_flashes", None)
    is_page = answer.mimetype == "text/html"
    if answer.status_code >= 500 or (is_page and "Traceback" in answer.text):
        wrong.append(f"{form.action} with {what}: {answer.status_code}")
    if is_page and runs(answer.text):
        wrong.append(f"{form.action} with {what}: the text would run")
    return answer.status_code


def try_out(browser, form, text, wrong, what):
    """Send the text in every field; if that is refused, only where free text belongs."""
    free = {name for name in takes(form) if name not in STRICT}
    right = {name: STRICT[name] for name in takes(form) - free}
    if send(browser, form, filled(form, text, takes(form)), wrong, what) < 400:
        return True
    return bool(free) and send(browser, form, filled(form, text, free) | right, wrong, what) < 400


def nth_text(place, turn):
    """Which text a form gets in its turn: markup first, then the others, with which each form begins elsewhere.

    On each change a form gets markup, and others only until one is taken; all with `make test-deep`.
    """
    markup, *others = TEXTS
    return markup if turn == 0 else others[(place + turn - 1) % len(others)]


def odd_texts(place):
    """What a program would send in every field at once: one of four, or all; a form had markup in its fields already."""
    odd = (MARK, TEXTS["a number"], TEXTS["controls"], "1e309")
    return odd if DEEP else [odd[place % len(odd)]]


def odd_ids(value):
    """What only a program sends where a form has an id, or two with a bar: twice the same, in other digits, too large."""
    first, bar, rest = value.partition("-")
    return (
        [value, value], [value.translate(OTHER_DIGITS)], ["9" * 30 + bar + rest],
        [first + bar + "9" * 15 if bar else "9" * 15],
    )  # fmt: skip


def try_ids(browser, forms, wrong):
    """Send each field of the forms that holds an id with one odd id, with `make test-deep` with all; say how many were sent."""
    sent = 0
    for form in forms:
        ids = {name: value for name, _, value in form.fields if re.fullmatch(r"\d+(-\d+)?", value)}
        for name, value in ids.items():
            odd = odd_ids(value)
            for given in odd if DEEP else [odd[sent % len(odd)]]:
                data = filled(form, "x", ()) | {name: given}
                send(browser, form, data, wrong, f"{name}={given[0][:20]}")
                sent += 1
    return sent


@pytest.fixture
def _unprinted():
    """Hostile texts on papers are the matter of test_hostile_papers: here nine are printed with `make test-deep`."""
    with nullcontext() if DEEP else unprinted():
        yield


def house_of_staff(app):
    """A browser of staff and the pages that it finds: two of each route, with `make test-deep` three."""
    browser, found = walked_by_staff(app, furnish())
    if DEEP:
        found = walk(app, browser, "/f/", most=3, papers=False)
    return browser, [page for _, _, page in found if page]


@pytest.mark.slow
@pytest.mark.usefixtures("_unprinted")
def test_no_form_of_the_staff_breaks_or_runs_what_is_typed(app):
    browser, pages = house_of_staff(app)
    forms = forms_of(app, pages)
    assert len(forms) > 50, "the walk has found too few forms to say anything"
    wrong, taken = [], set()
    typed = [form for form in forms if takes(form)]
    for turn, (place, form) in itertools.product(range(len(TEXTS)), enumerate(typed)):
        if turn >= cases(1, len(TEXTS)) and form.action in taken:
            continue
        what = nth_text(place, turn)
        if try_out(browser, form, TEXTS[what], wrong, what):
            taken.add(form.action)
    for place, form in enumerate(forms):
        for text in odd_texts(place) if form.fields else ("",):
            send(browser, form, bent(form, text), wrong, f"{text!r} everywhere")
    assert try_ids(browser, forms, wrong) > 50, "too few fields hold an id to say anything"
    assert browser.get("/f/").status_code == 200, "signed out on the way: the rest says nothing"
    # Some ask for nothing but an address of mail (for letters, too), a number or the code of a card; a wave, for a year, a
    # past one for a file; a question cannot be of a dimension and about another one; what was written meanwhile is not
    # written over; a letter needs its link, and a count ballots; the hours of a round are a day and an hour, on whichever
    # round they are asked; of what leads where two things are chosen, a row of a plan has a code that none has yet, a progress is
    # a number, and nobody in a list gets the code of another. Two indicators and two members are chosen, and
    # a baseline is of a year, a value of a variable of a period, unless it corrects one. A code on the board is one word, and
    # a split leaves a note behind; a phrase around a questionnaire keeps its places.
    refusing = {form.action.partition("?")[0] for form in typed if form.action not in taken}
    refusing = {
        a for a in refusing if not a.endswith(("/hours", "/values")) and "/fichas/" not in a
    }
    asked = {form.action.partition("?")[0] for form in typed}
    here = "/f/moquegua-2022"
    questionnaire = f"{here}/surveys/satisfaccion/versions/2"
    listed = {
        "/e", f"{here}/team", f"{here}/w/taller-5/acta/corrections",
        f"{here}/surveys/satisfaccion/people/1/edit", f"{here}/programs/webhooks",
        *(f"{here}/surveys/satisfaccion/waves/{wave}" for wave in ("new", "import", "1/edit", "2/edit")),
        *(f"{questionnaire}/questions/p{n}" for n in (1, 2, 3)),
        f"{questionnaire}/pages/uno", f"{questionnaire}/languages/qu",
        f"{here}/surveys/satisfaccion/waves/1/letters", "/metodos/rating#try",
        f"{here}/scorecard/map/arrows", f"{here}/plans/alignment", f"{here}/scorecard/plan",
        f"{here}/plans/shared-value/1/metrics", f"{here}/plans/clusters/2/links", f"{here}/plans/effects/1/baseline",
        f"{here}/scorecard/objectives/1/initiatives/1/progress",
        f"/p/{here[3:]}/subscribe",
        *(a for a in refusing if a.endswith(("/code", "/split")) and "/board/items/" in a),
    }  # fmt: skip
    assert refusing == (listed if DEEP else asked & listed), sorted(refusing)
    shown = 0
    for address, answer, page in walk(app, browser, "/f/", "/", papers=False):
        if answer.status_code >= 500 or (page and runs(answer.text)):
            wrong.append(f"afterwards {address}: {answer.status_code}")
        shown += bool(page) and "&lt;script&gt;alert(" in answer.text
    assert wrong == []
    assert shown > 5, "what was typed is shown nowhere"


KINDS = {
    "collect": {},
    "rating": {},
    "points": {},
    "approval": {"settings": {"k": 1}},
    "ratify": {"subject": "objective", "secrecy": "nominal"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_ballot_or_note_of_a_seat_breaks_or_runs_what_is_typed(app, kind):
    room = make_room()
    options = () if kind == "collect" else ("F1", "F2")
    make_round(room, kind, options, **KINDS[kind])
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    wrong, taken = [], 0
    for what, text in TEXTS.items():
        answer = phone.get("/s/mesa-1/1?change=1")
        assert answer.status_code == 200
        forms = [f for f in Page("/s/mesa-1/1", answer.text).forms if not f.action.endswith(LEAVES)]
        assert any("mesa-1" in f.action for f in forms)
        for form in forms:
            # The answers that ask for a reason in words.
            low = {n: v for n, k, v in form.fields if k == "radio" and v in {"2", "no"}}
            data = filled(form, text, takes(form)) | low
            data.pop("none", None)  # the approval of nothing
            status = send(phone, form, data, wrong, f"{what}, answered")
            taken += status == 303 and "mesa-1" in form.action
            send(phone, form, bent(form, text), wrong, f"{what} everywhere")
    for address, answer, page in walk(app, phone, "/s/", most=cases(2, 3), papers=False):
        if answer.status_code >= 500 or (page and runs(answer.text)):
            wrong.append(f"afterwards {address}: {answer.status_code}")
    assert wrong == []
    # Points are numbers: every text is refused in words.
    assert taken == 0 if kind == "points" else taken >= 6


@pytest.mark.parametrize("what", TEXTS)
def test_a_code_a_language_and_an_address_may_be_anything(app, what):
    phone = app.test_client()
    text = TEXTS[what]
    for path, data in [
        ("/e", {"code": text}),
        ("/language", {"language": text, "next": text}),
        ("/account/login", {"email": text, "password": text}),
    ]:
        answer = phone.post(path, data=data)
        assert answer.status_code < 500, path
        assert not runs(answer.text)
        assert "uno" not in answer.headers.get("Location", "")
    short = text[:2000]
    for path in ["/p/", "/s/", "/e/", "/f/"]:
        answer = phone.get(path + short.replace("\r", "").replace("\n", ""))
        assert answer.status_code < 500, path
        assert not runs(answer.text)
