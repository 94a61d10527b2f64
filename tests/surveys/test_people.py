"""The list of who is asked, person by person: added, corrected, taken out, taken over from another survey."""

import pytest
from sqlalchemy import select
from surveyed import ask_for, make_survey

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Journal, Respondent
from smd_workshop.surveys.respondents import population
from smd_workshop.surveys.respondents.population import Entry


def put(asked, entry, person=None):
    with transaction():
        return population.put(asked.survey, person, entry, now(), None)


def test_a_person_is_added_with_the_next_free_code_and_a_number_that_can_be_dialled(app):
    asked = make_survey(2)
    added = put(
        asked, Entry(" Rosa ", phone="987 654 321", attributes={"Rubro": "pesca", "Tamaño": " "})
    )
    assert (added.code, added.name, added.phone) == ("03", "Rosa", "51987654321")
    assert added.attributes == {"Rubro": "pesca"}


def test_a_correction_empties_what_was_emptied(app):
    asked = make_survey(2)
    person = put(asked, Entry("Rosa", email="rosa@example.org"))
    put(asked, Entry("Rosa Choque", code="R1"), person)
    assert (person.name, person.code, person.email) == ("Rosa Choque", "R1", "")


@pytest.mark.parametrize(
    "entry",
    [
        Entry(""), Entry("x" * 201), Entry("Rosa", code="01"), Entry("Rosa", code="x" * 41),
        Entry("Rosa", code="∅1"), Entry("Rosa", phone="no tiene"), Entry("Rosa", email="rosa"), Entry("Rosa", attributes={"Rubro": "x" * 201}),
    ],
)  # fmt: skip
def test_what_no_row_of_a_list_could_say_is_refused_with_the_reason(app, entry):
    asked = make_survey(1)
    with pytest.raises(Invalid):
        put(asked, entry)


def test_who_was_never_asked_is_taken_out_and_all_others_stay(app):
    asked = make_survey(2)
    added = put(asked, Entry("Rosa"))
    with transaction():
        population.remove(added, now(), None)
    assert db.session.scalars(select(Respondent.name)).all() == ["Usuario 01", "Usuario 02"]
    with pytest.raises(WrongState), transaction():  # has a link
        population.remove(asked.people[0], now(), None)
    other = make_survey(1, state="draft", process=asked.survey.process)
    ask_for(other, "access", other.people[0])
    with pytest.raises(WrongState), transaction():  # asked for their data
        population.remove(other.people[0], now(), None)


def test_the_journal_names_nobody_of_the_list(app):
    asked = make_survey(1)
    put(asked, Entry("Rosa", code="10412345678"), asked.people[0])
    with transaction():
        population.set_active(asked.people[0], now(), None, active=False)
    told = str([row.detail for row in db.session.scalars(select(Journal))])
    assert "Rosa" not in told and "10412345678" not in told


def test_the_list_of_another_survey_is_read_as_if_it_had_been_sent(app):
    asked = make_survey(2)
    put(asked, Entry("Rosa", code="R1", email="rosa@example.org", attributes={"Rubro": "pesca"}))
    other = make_survey(1, process=asked.survey.process)
    headers, rows = population.rows_of(asked.survey, other.survey)
    plan = population.plan(other.survey, headers, rows, range(2, len(rows) + 2))
    assert plan.totals() == {"added": 2, "updated": 0, "unchanged": 1, "refused": 0}
    assert {row.email for row in plan.rows} == {"", "rosa@example.org"}


def test_a_list_that_counts_alike_takes_nobody_for_somebody_else(app):
    asked = make_survey(3)
    other = make_survey(3, process=asked.survey.process)
    with transaction():
        asked.people[0].name = "Rosa"  # the other list has Usuario 01 as 01
        asked.people[1].name = "Usuario 03"
        asked.people[2].name, asked.people[2].code = "Pesca SAC", "20100070970"
    headers, rows = population.rows_of(asked.survey, other.survey)
    plan = population.plan(other.survey, headers, rows, range(2, len(rows) + 2))
    said = {row.name: (row.kind, row.code) for row in plan.rows}
    assert said == {
        "Rosa": ("added", "04"), "Usuario 03": ("updated", "03"), "Pesca SAC": ("added", "20100070970"),
    }  # fmt: skip


def test_no_list_takes_the_code_of_somebody_who_was_removed(app):
    asked = make_survey(1)
    plan = population.plan(asked.survey, ("Código", "Nombre"), [("∅1", "Rosa")], [2])
    assert [(row.kind, row.why) for row in plan.rows] == [
        ("refused", "A code cannot begin with ∅.")
    ]
