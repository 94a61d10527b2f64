"""Two people code what others wrote, each for themselves: neither sees the other's codes, and what is settled counts."""

import re
from fractions import Fraction

import pytest
from builders import make_user
from kept import built_once
from sqlalchemy import event, select
from staff import signed_in
from surveyed import close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Comment, User
from smd_workshop.surveys.comments import coding, comments
from smd_workshop.surveys.comments.comments import Decision

PAGE = "/f/zed/surveys/satisfaccion/waves/1"


WRITTEN = (
    "La balanza tiene mucha cola por las mañanas",
    "Mucha cola en la balanza los lunes",
    "Buena atención del personal",
)


@pytest.fixture
def asked(app):
    return commented()


@built_once
def commented():
    """A closed wave with three comments and a list of two codes."""
    asked = make_survey()
    for place, _person in enumerate(asked.people):
        said = {"comentario": WRITTEN[place]} if place < len(WRITTEN) else {}
        respond(asked, place, {"p1": 5} | said)
    close(asked)
    with transaction():
        for name in ("Balanza", "Personal"):
            comments.add_code(asked.survey, name, now(), None)
    return asked


@pytest.fixture
def two(asked):
    """The numbers of two people who may code."""
    emails = [f"{name}@example.org" for name in ("ana", "eva")]
    for email in emails:
        make_user(email, role="survey_manager", process=asked.survey.process)
    return ids(emails)


def ids(emails):
    return [db.session.scalars(select(User.id).where(User.email == each)).one() for each in emails]


def code(asked, name):
    return next(each for each in comments.codebook(asked.survey) if each.name == name).id


def comment(asked, text):
    return next(c.comment.id for c in comments.of_wave(asked.wave) if text in c.comment.text)


def codes_of(asked, text):
    (found,) = [c for c in comments.of_wave(asked.wave) if text in c.comment.text]
    return {each.name for each in found.codes}


def begin(asked, *users):
    with transaction():
        for user in users:
            coding.begin(asked.wave, now(), user)


def mark(asked, user, given, *, done=True):
    with transaction():
        named = {
            comment(asked, t): frozenset(code(asked, n) for n in names)
            for t, names in given.items()
        }
        coding.mark(asked.wave, named, now(), user, done=done)


ONE = {"por las mañanas": ["Balanza"], "los lunes": ["Balanza"], "atención": ["Personal"]}
OTHER = {"por las mañanas": ["Balanza"], "los lunes": ["Balanza", "Personal"], "atención": []}


def test_what_both_found_counts_and_the_rest_once_a_person_settles_it(asked, two):
    begin(asked, *two)
    mark(asked, two[0], ONE)
    assert coding.agreements(asked.wave) == [] and coding.differences(asked.wave) == []
    assert codes_of(asked, "por las mañanas") == set(), "one alone counts for nothing"
    mark(asked, two[1], OTHER)
    assert codes_of(asked, "por las mañanas") == codes_of(asked, "los lunes") == {"Balanza"}
    assert codes_of(asked, "atención") == set()
    differ = {each.comment.text: each.settled for each in coding.differences(asked.wave)}
    assert differ == {WRITTEN[1]: None, WRITTEN[2]: None}
    with transaction():
        chosen = frozenset([code(asked, "Personal")])
        coding.settle(asked.wave, comment(asked, "atención"), chosen, now(), None)
    assert codes_of(asked, "atención") == {"Personal"}
    assert [each.settled for each in coding.differences(asked.wave)] == [None, chosen]
    with pytest.raises(Invalid), transaction():
        coding.settle(asked.wave, comment(asked, "por las mañanas"), chosen, now(), None)
    with pytest.raises(NotFound), transaction():
        coding.settle(asked.wave, "nada", chosen, now(), None)


def test_kappa_is_of_all_comments_code_by_code(asked, two):
    begin(asked, *two)
    mark(asked, two[0], ONE)
    mark(asked, two[1], OTHER)
    found = {each.code.name: each for each in coding.agreements(asked.wave)}
    balance, people = found["Balanza"], found["Personal"]
    assert (balance.both, balance.first, balance.second, balance.neither) == (2, 0, 0, 1)
    assert (balance.kappa, balance.words) == (1, "nearly always")
    # Of three comments one by the first alone, one by the second alone: 1/3 observed, 5/9 by chance.
    assert (people.both, people.first, people.second, people.neither) == (0, 1, 1, 1)
    assert (
        people.kappa == (Fraction(1, 3) - Fraction(5, 9)) / (1 - Fraction(5, 9)) == Fraction(-1, 2)
    )
    assert people.words == "less than by chance"


def test_where_both_found_nothing_kappa_says_nothing(asked, two):
    begin(asked, *two)
    for user in two:
        mark(asked, user, {})
    assert {(each.kappa, each.words) for each in coding.agreements(asked.wave)} == {(None, "")}


def test_a_third_has_no_place_and_who_is_done_is_done(asked, two):
    begin(asked, *two, two[0])
    assert [each.user_id for each in coding.coders(asked.wave)] == two
    make_user("luz@example.org")
    (third,) = ids(["luz@example.org"])
    with pytest.raises(WrongState):
        begin(asked, third)
    with pytest.raises(WrongState):
        mark(asked, third, ONE)
    mark(asked, two[0], ONE, done=False)
    mark(asked, two[0], OTHER)
    with pytest.raises(WrongState):
        mark(asked, two[0], ONE)
    with transaction():
        coding.start_over(asked.wave, now(), None)
    assert coding.coders(asked.wave) == [] and coding.marks(asked.wave, 1) == {}
    begin(asked, *two)
    for user in two:
        mark(asked, user, ONE)
    with pytest.raises(WrongState), transaction():
        coding.start_over(asked.wave, now(), None)


def test_codes_of_before_are_neither_shown_nor_lost_while_two_code(app, asked, two):
    first = comment(asked, "los lunes")
    with transaction():
        own = [code(asked, "Personal")]
        comments.review(asked.wave, asked_comment(first), "internal", now(), None, codes=own)
    begin(asked, two[0])
    browser = signed_in(app, *make_user("luz@example.org"))
    page = browser.get(f"{PAGE}/comments").text
    assert f'name="codes-{first}"' not in page and '<span class="tag open">' not in page
    (read,) = [each for each in comments.of_wave(asked.wave) if each.comment.id == first]
    sent = {f"seen-{first}": read.decided.mark, f"state-{first}": "public"}
    assert browser.post(f"{PAGE}/comments", data=sent).status_code == 303
    (read,) = [each for each in comments.of_wave(asked.wave) if each.comment.id == first]
    assert read.decided == Decision("public", "", frozenset(own))


def asked_comment(comment_id):
    return db.session.get_one(Comment, comment_id)


def test_what_a_coder_saves_is_written_where_it_differs_and_no_text_is_compared(
    asked, two, monkeypatch
):
    ana, eva = two
    begin(asked, ana, eva)
    mark(asked, ana, {"mañanas": ["Balanza"], "lunes": ["Balanza", "Personal"]}, done=False)

    def compared(*_of):
        raise AssertionError("compared")

    monkeypatch.setattr(comments.Likely, "codes", compared)
    found, hear = [], lambda _c, _cursor, statement, *_more: found.append(statement)
    event.listen(db.engine, "before_cursor_execute", hear)
    mark(asked, ana, {"mañanas": ["Balanza"], "lunes": ["Balanza"], "atención": []}, done=False)
    event.remove(db.engine, "before_cursor_execute", hear)
    written = [each.split()[0] for each in found if "coder_mark" in each and "SELECT" not in each]
    assert written == ["DELETE"], "one mark went; two stayed as they were"
    mark(asked, ana, {"mañanas": ["Personal"], "lunes": ["Balanza"]})
    mark(asked, eva, {"mañanas": ["Personal"], "lunes": ["Personal"]})
    assert (codes_of(asked, "mañanas"), codes_of(asked, "lunes")) == ({"Personal"}, set())


def test_two_browsers_code_and_neither_page_holds_a_mark_of_the_other(app, asked):
    browsers = [signed_in(app, *make_user(f"{name}@example.org")) for name in ("ana", "eva")]
    balance, mornings = code(asked, "Balanza"), comment(asked, "por las mañanas")
    how = "The second person opens this page with an account of their own"
    assert how not in browsers[0].get(f"{PAGE}/coding").text
    assert browsers[0].post(f"{PAGE}/coding/begin").status_code == 303
    assert how in browsers[0].get(f"{PAGE}/coding").text, "or nobody knows what to wait for"
    assert browsers[1].post(f"{PAGE}/coding/begin").status_code == 303
    assert how not in browsers[0].get(f"{PAGE}/coding").text
    shown = {f"shown-{each.comment.id}": "1" for each in comments.of_wave(asked.wave)}
    sent = shown | {f"codes-{mornings}": str(balance)}
    before = browsers[1].get(f"{PAGE}/coding").text
    assert browsers[0].post(f"{PAGE}/coding", data=sent | {"act": "save"}).status_code == 303
    assert checked(browsers[0].get(f"{PAGE}/coding").text) == 1
    assert same(browsers[1].get(f"{PAGE}/coding").text) == same(before)
    browsers[0].post(f"{PAGE}/coding", data=sent | {"act": "done"})
    waiting = browsers[0].get(f"{PAGE}/coding").text
    assert "when the other is done, too" in waiting and "How far they agree" not in waiting
    assert checked(browsers[1].get(f"{PAGE}/coding").text) == 0
    browsers[1].post(f"{PAGE}/coding", data=shown | {"act": "done"})
    page = browsers[1].get(f"{PAGE}/coding").text
    assert "How far they agree" in page and "1 comment is to be settled." in page
    settled = browsers[1].post(f"{PAGE}/coding/{mornings}", data={"codes": str(balance)})
    assert settled.status_code == 303
    assert codes_of(asked, "por las mañanas") == {"Balanza"}
    assert "0 comments are to be settled." in browsers[0].get(f"{PAGE}/coding").text
    # The first one's page still says that it is open.
    late = browsers[0].post(f"{PAGE}/coding/{mornings}", data={"seen": "open"})
    told = browsers[0].get(late.location).text
    assert "Somebody decided about this comment meanwhile" in told
    assert codes_of(asked, "por las mañanas") == {"Balanza"}
    seen = re.search(r'name="seen" value="([^"]*)"', browsers[0].get(f"{PAGE}/coding").text)[1]
    browsers[0].post(f"{PAGE}/coding/{mornings}", data={"seen": seen})
    assert codes_of(asked, "por las mañanas") == set()
    # That it is about none of them is a decision, too, which nobody overwrites unseen.
    seen = re.search(r'name="seen" value="([^"]*)"', browsers[1].get(f"{PAGE}/coding").text)[1]
    browsers[1].post(f"{PAGE}/coding/{mornings}", data={"seen": seen, "codes": str(balance)})
    assert codes_of(asked, "por las mañanas") == {"Balanza"}
    browsers[0].post(f"{PAGE}/coding/{mornings}", data={"seen": seen})
    assert codes_of(asked, "por las mañanas") == {"Balanza"}


def checked(page):
    return len(re.findall(r"<input type=\"checkbox\"[^>]* checked", page))


def same(page):
    """A page without what is drawn anew at each reading, and without who is done."""
    return re.sub(r"name=\"sent_key\"[^>]*>", "", page)
