"""No form of staff that is refused takes away what was written: it comes back with all of it, and says what is wrong."""

import re
from html import unescape

import pytest
from crawler import forms_of, takes, walk
from depth import cases
from flask import g, request_finished
from furnished import furnish
from papers import unprinted

from smd_workshop.core.errors import NotAllowed, NotFound
from smd_workshop.web.staff import BLUEPRINTS

#: Forms that are never refused, and why.
TAKES_ALL = {}
MARK = "escrito en {}"
SUMMARY = re.compile(r'<(?:div|p)[^>]*role="alert"[^>]*\bautofocus\b')


def marked(form, only=None):
    """The form with a text of its own in each field that one types into, or in one of them alone."""
    names = sorted(takes(form))
    data = {}
    for name, kind, value in form.fields:
        if name in names:
            given = MARK.format(name) if only in {None, name} else ""
            data.setdefault(name, []).append(given)
        elif kind in {"radio", "submit"}:
            data.setdefault(name, [value])
        elif kind not in {"file", "select"}:
            data.setdefault(name, []).append(value or "on")
    return data


def shown_in(text):
    """All that stands in fields of a page, and what is shown because its field is gone."""
    values = re.findall(r'\bvalue="([^"]*)"', text)
    values += re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", text, re.DOTALL)
    values += re.findall(r'<p class="pre">(.*?)</p>', text, re.DOTALL)
    return {unescape(value).strip() for value in values}


def faults_of(browser, form, data):
    """What is wrong with the answer to a form; None where it was taken."""
    told = []

    def note(_app, response, **_more):
        told.append((g.get("refused"), response.status_code))

    with request_finished.connected_to(note):
        answer = browser.post(form.action, data=data)
    refusal = told[-1][0]
    if isinstance(refusal, (NotFound, NotAllowed)) or answer.status_code == 404:
        return None
    if refusal is None and answer.status_code < 400:
        return None
    if answer.status_code < 400:
        return [f"refused with {answer.status_code}: {refusal}"]
    wrong = []
    written = {text for texts in data.values() for text in texts if text.startswith(MARK[:10])}
    if lost := written - shown_in(answer.text):
        wrong.append(f"{answer.status_code} lost {sorted(lost)}")
    if not SUMMARY.search(answer.text):
        wrong.append("nothing that says why takes the focus")
    return wrong


@pytest.mark.slow
def test_no_refused_form_of_staff_loses_what_was_written(app):
    house = furnish()
    browser = app.test_client()
    browser.post("/account/login", data={"email": house.email, "password": house.password})
    with unprinted():
        pages = [
            page for _, _, page in walk(app, browser, "/f/", most=cases(2, 3), papers=False) if page
        ]
    router = app.url_map.bind("localhost")

    def of_staff(form):
        endpoint = router.match(form.action.partition("?")[0], "POST")[0]
        return endpoint.partition(".")[0] in BLUEPRINTS

    typed = [form for form in forms_of(app, pages) if takes(form) and of_staff(form)]
    assert len(typed) > 60, "the walk has found too few forms to say anything"
    wrong, refused = {}, set()  # address → what is wrong; addresses
    with unprinted():
        for form in typed:
            for data in (marked(form), *(marked(form, each) for each in sorted(takes(form))[:2])):
                found = faults_of(browser, form, data)
                if found is not None:
                    refused.add(form.action)
                if found:
                    wrong.setdefault(form.action, []).extend(found)
    assert not wrong, "\n".join(f"{action}: {what}" for action, what in wrong.items())
    assert len(refused) > 40, "hardly any form was refused"
