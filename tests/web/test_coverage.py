"""An option that too few of a sector answered is called insufficient, on the page, on paper and before publishing."""

from fractions import Fraction

import pytest
from builders import NOON, make_room
from filled import FACTORS, answered
from flask_babel import force_locale, gettext, ngettext
from staff import member

from reports.workshops import result as paper
from smd_workshop.models import Process
from smd_workshop.processes import protocols
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks


def blank_of_the_first(many):
    """Answers of which the first people, those of one sector, leave all options but the first blank."""
    seats = iter(range(100))

    def answer(_kind, codes, rng, _groups=None):
        given = {code: rng.randint(1, 9) for code in codes}
        return {codes[0]: given[codes[0]]} if next(seats) < many else given

    return answer


@pytest.fixture
def room(app):
    return make_room((7, 6, 5))


def test_page_and_paper_name_what_too_few_answered(room, client):
    view = results.view(answered(room, "rating", FACTORS, answer=blank_of_the_first(5)))
    first, second, *_ = FACTORS
    assert first not in view.short and view.short[second] == ("com",)
    page = client.get("/p/moq/r/mesa-1/1/?lang=en").text
    with force_locale("en"):
        printed = paper.html(view, gettext=gettext, ngettext=ngettext, language="en")
    for text in (page, printed):
        assert "Insufficient: " in text and text.count("<small>insufficient</small>") >= len(
            view.short
        )


def test_staff_read_it_before_they_publish(app, room):
    round_ = answered(room, "rating", FACTORS, answer=blank_of_the_first(5), publish=False)
    office = member(app, room.process, "facilitator")
    shown = office.get(f"/f/moq/w/mesa-1/rounds/{round_.number}/publish?lang=en").text
    assert "Insufficient: " in shown


def test_a_protocol_fixed_before_there_was_the_rule_promises_nothing():
    old = {"quorum_share": "1/2"}
    fixed = Process(protocol=old, protocol_frozen_at=NOON)
    assert protocols.least_coverage(fixed) is None
    assert "coverage_share" not in protocols.published(fixed)
    assert protocols.least_coverage(Process(protocol=old)) == Fraction(1, 2)


@pytest.mark.parametrize("sizes", [(6, 5, 2)])
def test_where_a_sector_is_hidden_its_coverage_is_not_told(app, client, sizes):
    round_ = answered(make_room(sizes), "rating", FACTORS, answer=blank_of_the_first(5))
    view = results.view(round_)
    assert view.parts[0].protected
    hidden = view.suppressed
    assert all(not hidden & {*sectors} for sectors in view.short.values())
