"""Anybody may try a method: its page counts an example now, and what the reader types; nothing is kept of it."""

import json

import pytest
from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import sheet
from smd_workshop.library.schemas import FormatError
from smd_workshop.models import Base

OFFERED = [method for method in METHODS.values() if not method.retired]
RATED = "sector,count,F1,F2\ncom,3,8,2\nemp,1,9,ns\n"


def shown(client, method, ballots, settings=""):
    return client.post(f"/metodos/{method}", data={"ballots": ballots, "settings": settings})


@pytest.mark.parametrize("method", OFFERED, ids=lambda method: method.id)
def test_the_example_of_every_method_is_counted_live_and_again_when_it_is_sent(client, method):
    """Whoever reads how a method works sees it work, and may change the example."""
    page = client.get(f"/metodos/{method.id}")
    assert page.status_code == 200
    ballots, settings = sheet.example(method)
    again = shown(client, method.id, ballots, settings)
    assert again.status_code == 200
    for text in (page.text, again.text):
        assert text.index("<h1") < text.index('class="note"'), "a page begins with what it is about"
        assert 'class="answer"' in text
        assert "<textarea" in text
        assert "Si se preguntara otra vez" in text or "No se cuenta cuántas veces" in text, (
            "how sure it is"
        )
    assert client.get("/metodos").text.count(f'/metodos/{method.id}"') == 1


@pytest.mark.parametrize("method", OFFERED, ids=lambda method: method.id)
def test_a_table_counts_as_the_file_it_was_made_of(method):
    ballots, settings = sheet.example(method)
    again = sheet.counted(method, ballots.replace(",", ";").replace('"', '"'), settings)
    assert again == sheet.counted(method, ballots, settings)


def test_what_is_typed_is_counted_and_nothing_of_it_stays(client):
    before = rows()
    answer = shown(client, "rating", RATED)
    assert answer.status_code == 200
    assert "F1" in answer.text
    assert rows() == before


def rows():
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
    }


def test_the_file_of_a_round_may_be_pasted(client):
    document = {
        "format": "smd-tally/1", "method": "ratify", "sectors": [{"code": "com"}],
        "ballots": [{"sector": "com", "count": 3, "answer": "yes"}],
    }  # fmt: skip
    assert shown(client, "ratify", json.dumps(document)).status_code == 200
    other = shown(client, "rating", json.dumps(document))
    assert other.status_code == 422
    assert "es de otro método" in other.text


@pytest.mark.parametrize(
    ("ballots", "settings", "line"),
    [
        ("", "", "there is no ballot"),
        ("x" * 60_001, "", "this is too long"),
        ("sector,F1\ncom,11\n", "", "ballots[0].answer.F1: 11 is not between 1 and 9"),
        ("sector,F1,F1\ncom,1,2\n", "", "line 1: every column needs a name of its own"),
        ("sector,F1\ncom,1,2\n", "", "line 2: the row has more cells than there are columns"),
        ("sector,count,F1\ncom,0,1\n", "", 'line 2: "0" is not a number of ballots'),
        ("F1\n" + "5\n" * 301, "", "ballots: 301 are too many here"),
        (",".join(f"F{n}" for n in range(13)) + "\n" + "5," * 12 + "5", "", "options: 13 are too many"),
        ("count,F1\n3001,5\n", "", "ballots: 3001 are too many here"),
        ("F1\n5\n", "{", "not JSON"),
        ("F1\n5\n", "[]", "settings: a list is not an object"),
        ("{", "", "not JSON"),
        ("{}", "", "method: this is a file of another method"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_said_on_one_line(ballots, settings, line):
    with pytest.raises(FormatError) as refused:
        sheet.counted(METHODS["rating"], ballots, settings)
    assert str(refused.value).startswith(line)


def test_a_slip_is_said_beside_what_was_typed(client):
    answer = shown(client, "rating", "sector,F1\ncom,<b>\n")
    assert answer.status_code == 422
    assert "ballots[0].answer.F1" in answer.text
    assert "com,&lt;b&gt;" in answer.text
    assert client.get("/metodos/nothing").status_code == 404


def test_a_visitor_cannot_ask_for_more_repetitions_than_a_round_has():
    with pytest.raises(FormatError, match=r"settings\.resamples: 20000 are too many here"):
        sheet.counted(METHODS["points"], "F1,F2\n50,50\n", '{"resamples": 20000}')


def test_ballots_on_a_budget_are_fewer_for_they_take_longest():
    money = '{"budget": 100, "costs": {"a": 60, "b": 50}}'
    table = "a,b\n" + "1,1\n" * 31
    with pytest.raises(FormatError, match="ballots: 31 are too many here"):
        sheet.counted(METHODS["approval-budget"], table, money)


def test_more_different_ballots_than_are_repeated_at_once_are_counted_all_the_same():
    """Choices are repeated for seconds: nobody's try keeps others waiting."""
    table = "F1,F2,F3\n" + "".join(f"{1 + n % 9},{1 + n // 9 % 9},5\n" for n in range(61))
    few, many = (
        sheet.counted(METHODS["rating"], text, "")
        for text in (table[: table[:-1].rfind("\n") + 1], table)
    )
    assert few["chances"]["kind"] == "classes"
    assert many["chances"] == {"kind": None, "reason": sheet.TOO_MANY}
    assert many["options"]["F1"]["n"] == 61
