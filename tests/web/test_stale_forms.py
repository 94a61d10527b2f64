"""A form of staff that is older than what it is about is refused, and never comes back as a form about another thing."""

import re

import pytest
from builders import make_room, make_round
from staff import administrator
from werkzeug.datastructures import MultiDict

from smd_workshop.web.staff.refilling import refilled

AGENDA = "/f/moq/w/mesa-1/rounds"
#: What is sent to the page of a round about it, by the end of its address.
STALE = {
    "edit": {"title": "Ronda A", "question": "¿Qué falta en A?"},
    "discard": {},
    "open": {"reason": "Porque ya es hora"},
    "options": {"options": "Riego\nSequía"},
}


@pytest.fixture
def moved(app):
    """Two drafts, A and B, that have changed places after somebody opened the pages of A."""
    room = make_room()
    a, b = (make_round(room, open=False, title=f"Ronda {each}", question="?") for each in "AB")
    browser = administrator(app)
    browser.a, browser.b = str(a.id), str(b.id)
    sent = {"to": "down", "step": "1", "round_id": browser.a}
    assert browser.post(f"{AGENDA}/{a.number}/move", data=sent).status_code == 303
    return browser


def forms_about(page, round_id):
    """The forms of a page that say that they are about this round, but those that move it."""
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    return [each for each in forms if f'name="round_id" value="{round_id}"' in each]


@pytest.mark.parametrize("what", STALE)
def test_what_was_written_about_a_round_never_stands_in_a_form_about_another(moved, what):
    address, sent = f"{AGENDA}/1/{what}", STALE[what]
    page = moved.post(address, data=sent | {"round_id": moved.a, "sent_from": address})
    assert page.status_code == 409 and "this number is another round" in page.text
    for form in forms_about(page.text, moved.b):
        for text in sent.values():
            assert text not in form.replace("\r", "")
    for text in sent.values():
        assert text in page.text, "nor is it lost"
    assert sent or "Ronda B" not in page.text, "nobody asked to take that one off the agenda"


def test_a_part_of_a_page_that_is_read_by_itself_is_no_page_to_come_back_to(moved):
    where = "/f/moq/w/mesa-1/console/live"
    assert moved.get(where).status_code == 200
    sent = STALE["edit"] | {"round_id": moved.a, "sent_from": where}
    page = moved.post(f"{AGENDA}/1/edit", data=sent)
    assert page.status_code == 409 and "this number is another round" in page.text


PAGE = """<main><form action="/x"><input type="hidden" name="row" value="{}"><input type="hidden" name="seen" value="1
2"><input type="hidden" name="key" value="drawn"><input name="q" value="old"></form>"""


def test_a_form_is_taken_only_where_all_that_is_hidden_in_it_is_what_was_sent():
    sent = MultiDict({"row": "1", "seen": "1\r\n2", "key": "other", "q": "Huaytire"})

    def told(_lines, texts):
        return f"<p>{texts}</p>"

    same = refilled(PAGE.format(1), "/x", sent, told)
    assert 'name="q" value="Huaytire"' in same and "<p>[]</p>" in same
    other = refilled(PAGE.format(2), "/x", sent, told)
    assert 'name="q" value="old"' in other and "'Huaytire'" in other.partition("<form")[0]
    without = MultiDict({"q": "Huaytire"})
    assert 'value="Huaytire"' in refilled(PAGE.format(2), "/x", without, told), "it said of none"
