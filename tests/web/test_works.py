"""Waiting for long work: the page says what it is at, stops it, gives what came out, to whoever may see it."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import func, select
from staff import administrator, member
from surveyed import close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Respondent, Wave, Work
from smd_workshop.processes import works
from smd_workshop.web.facilitator import works as pages
from smd_workshop.web.manager import survey_works
from smd_workshop.web.manager.asking import population
from smd_workshop.web.manager.wave import exports, past_waves
from smd_workshop.worker import long_work


@pytest.fixture
def closed(app):
    made = make_survey(6, mode="confidential")
    for place in range(6):
        respond(made, place, {"p1": 5, "p2": 4, "p3": 5, "todo": 5, "recomienda": 9})
    close(made)
    return made


@pytest.fixture
def staff(app, closed):
    return administrator(app)


@pytest.fixture
def waiting(monkeypatch):
    """Leave work in the queue, as where the worker does it; returns what does it."""
    real = long_work.run
    monkeypatch.setattr(long_work, "run", lambda _name: False)
    return real


def at(closed, rest=""):
    return f"/f/zed/surveys/{closed.survey.code}/waves/{closed.wave.number}{rest}"


def test_the_report_is_asked_for_once_waited_for_and_opened(app, closed, staff, waiting):
    here = staff.post(at(closed, "/report"), data={"sent_key": "a"}).location
    assert staff.post(at(closed, "/report"), data={"sent_key": "b"}).location == here
    assert db.session.scalar(select(func.count(Work.id))) == 1
    page = staff.get(here).text
    assert "Waiting for its turn." in page and f"{here}/cancel" in page and "<progress" in page
    assert staff.get(f"{here}/file").status_code == 404
    waiting(here.rpartition("/")[2])
    live = staff.get(f"{here}/live")
    assert f'data-go="{here}?over=1"' in live.text
    assert (
        staff.get(f"{here}/live", headers={"If-None-Match": live.headers["ETag"]}).status_code
        == 304
    )
    assert f"{here}/file" in staff.get(here).text
    assert staff.get(f"{here}/file").data.startswith(b"%PDF")


def test_who_may_not_see_what_it_is_about_sees_nothing_of_it(app, closed, staff):
    here = staff.post(at(closed, "/answers"), data={"kind": "xlsx"}).location
    assert staff.get(f"{here}/file").status_code == 200
    observer = member(app, closed.survey.process, "observer")
    for rest in ("", "/live", "/file"):
        assert observer.get(here + rest).status_code == 403
    for rest in ("/cancel", "/again", "/here"):
        assert observer.post(here + rest).status_code == 403
    assert observer.post(at(closed, "/answers"), data={"kind": "xlsx"}).status_code == 403
    public = app.test_client().get(here)
    assert public.status_code in {303, 401, 403}
    assert staff.get("/f/zed/work/" + "0" * 32).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv", "sav", "R"])
def test_the_file_of_many_is_the_file_of_few(app, closed, staff, kind):
    here = staff.post(at(closed, "/answers"), data={"kind": kind}).location
    made, direct = staff.get(f"{here}/file"), staff.get(at(closed, f"/answers.{kind}"))
    assert made.mimetype == direct.mimetype
    assert made.headers["Content-Disposition"] == direct.headers["Content-Disposition"]
    if kind == "xlsx":
        sheets = [
            list(openpyxl.load_workbook(io.BytesIO(a.data)).worksheets[0].values)
            for a in (made, direct)
        ]
        assert sheets[0] == sheets[1]
    elif kind != "sav":  # which holds when it was written
        assert made.data == direct.data
    assert staff.post(at(closed, "/answers"), data={"kind": "exe"}).status_code == 404


def test_of_few_no_file_of_single_answers_is_made_this_way_either(app, closed, staff):
    assert staff.post(at(closed, "/answers"), data={"kind": "json"}).status_code == 409
    assert db.session.scalar(select(func.count(Work.id))) == 0


def test_cancelled_it_says_so_and_can_be_tried_again(app, closed, staff, waiting):
    here = staff.post(at(closed, "/report")).location
    assert staff.post(f"{here}/cancel").location == here
    assert "It was cancelled." in staff.get(here).text
    assert waiting(here.rpartition("/")[2]) is False, "nobody does it"
    staff.post(f"{here}/again")
    assert "Waiting for its turn." in staff.get(here).text


@pytest.mark.parametrize("language", ["en", "es"])
def test_why_it_failed_may_quote_a_file_whatever_stands_in_it(
    app, closed, staff, waiting, language
):
    here = staff.post(at(closed, "/report")).location
    with transaction():
        taken = works.take(here.rpartition("/")[2], now())
        works.fail(taken, "Dos columnas se llaman «100% <script>%s %(x)s».", now())
    page = staff.get(f"{here}?lang={language}")
    assert page.status_code == 200
    assert "Dos columnas se llaman «100% &lt;script&gt;%s %(x)s»." in page.text


def test_where_no_worker_comes_the_page_does_it_itself(app, closed, staff, waiting, monkeypatch):
    here = staff.post(at(closed, "/report")).location
    monkeypatch.setattr(long_work, "run", waiting)
    assert staff.post(f"{here}/here").location == here
    assert "Waiting for its turn." in staff.get(here).text, "a moment is left to the worker"
    monkeypatch.setattr(pages, "PATIENCE", now() - now())
    assert f"{here}/here" in staff.get(here).text
    assert staff.post(f"{here}/here").location == here
    assert staff.get(f"{here}/file").data.startswith(b"%PDF")


def test_a_long_list_is_written_by_the_worker_exactly_as_it_was_shown(
    app, closed, staff, monkeypatch
):
    monkeypatch.setattr(population, "MANY", 1)
    here = f"/f/zed/surveys/{closed.survey.code}/people/import"
    rows = "Código;Nombre\n" + "\n".join(f"N{n};Nueva {n}" for n in range(5))
    shown = staff.post(here, data={"file": (io.BytesIO(rows.encode()), "lista.csv")}).location
    plan = re.search(r'name="plan" value="(\w+)"', staff.get(shown).text)[1]
    changed = staff.post(shown, data={"plan": "0" * 32, "sent_key": "x"}).location
    assert "the data changed since you looked" in staff.get(changed).text
    answer = staff.post(shown, data={"plan": plan, "sent_key": "y"})
    assert answer.location == f"/f/zed/surveys/{closed.survey.code}/people"
    assert "5 rows were written." in staff.get(answer.location).text
    assert db.session.scalar(select(func.count(Respondent.id))) == 11


def test_the_same_long_list_sent_again_within_a_day_is_written_again(
    app, closed, staff, monkeypatch
):
    monkeypatch.setattr(population, "MANY", 1)
    here = f"/f/zed/surveys/{closed.survey.code}/people/import"

    def write(names, key):
        rows = "Código;Nombre\n" + "\n".join(f"N{n};{name}" for n, name in enumerate(names))
        shown = staff.post(here, data={"file": (io.BytesIO(rows.encode()), "lista.csv")}).location
        plan = re.search(r'name="plan" value="(\w+)"', staff.get(shown).text)[1]
        said = {"plan": plan, "sent_key": key, "same": ["2", "3"]}
        assert staff.post(shown, data=said).location.endswith("/people")
        written = db.session.scalars(select(Respondent.name).where(Respondent.code.like("N%")))
        return sorted(written), (shown, said)

    first, again = ["Ana", "Beto"], ["Ana Q.", "Beto Q."]
    write(first, "a")
    for turn in range(2):  # to and fro: both times the plan is what it was before
        assert write(again, f"b{turn}")[0] == again
        assert write(first, f"c{turn}")[0] == first
    assert write(again, "d")[1]
    there, said = write(first, "e")[1]
    waited = staff.post(there, data=said).location
    assert f'href="{here.removesuffix("/import")}"' in staff.get(waited).text, "a second tap is one"


def shown_wave(closed, staff, monkeypatch):
    """A long past wave that somebody looks at, and the digest of what would be written."""
    monkeypatch.setattr(past_waves, "MANY", 1)
    here = f"/f/zed/surveys/{closed.survey.code}/waves/import"
    rows = "p1;p2;p3;todo;recomienda\n" + "5;4;5;5;9\n" * 12
    said = {
        "name": "2021",
        "year": "2021",
        "instrument": "1",
        "mode": "anonymous",
        "population": "13",
    }
    shown = staff.post(here, data=said | {"file": (io.BytesIO(rows.encode()), "ola.csv")}).location
    return shown, re.search(r'name="plan" value="(\w+)"', staff.get(shown).text)[1]


def test_a_past_wave_whose_count_failed_is_tried_again_and_not_written_twice(
    app, closed, staff, monkeypatch
):
    shown, plan = shown_wave(closed, staff, monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(survey_works.wave_figures, "count", lambda *_of: 1 / 0)
        here = staff.post(f"{shown}/keep", data={"plan": plan}).location
    page = staff.get(here).text
    assert "What was written before stays" in page and f"{here}/again" in page
    assert staff.post(f"{shown}/keep", data={"plan": plan, "sent_key": "2"}).status_code == 404
    staff.post(f"{here}/again")
    monkeypatch.setattr(pages, "PATIENCE", now() - now())
    staff.post(f"{here}/here")
    assert "12 rows were kept." in staff.get(here).text
    assert db.session.scalar(select(func.count(Wave.id))) == 2


def test_a_long_past_wave_becomes_one_wave_with_its_figures(app, closed, staff, monkeypatch):
    shown, plan = shown_wave(closed, staff, monkeypatch)
    answer = staff.post(f"{shown}/keep", data={"plan": plan})
    assert answer.location == at(closed).replace("/1", "/2") + "/results"
    page = staff.get(answer.location).text
    assert "12 rows were kept." in page and "24 of 36" in page
    waited = staff.post(f"{shown}/keep", data={"plan": plan}).location
    assert f'href="{answer.location}"' in staff.get(waited).text, "a second tap leads there too"
    assert db.session.scalar(select(func.count(Wave.id))) == 2


def test_the_figures_of_many_are_computed_by_the_worker(app, staff, closed, monkeypatch):
    from smd_workshop.web.manager.wave import waves as wave_pages

    monkeypatch.setattr(wave_pages, "MANY", 1)
    other = make_survey(6, process=closed.survey.process)
    for place in range(6):
        respond(other, place, {"p1": 5, "p2": 4, "p3": 5, "todo": 5, "recomienda": 9})
    answer = staff.post(at(other, "/close"))
    assert answer.location == at(other, "/results")
    assert "The figures are computed." in staff.get(answer.location).text


def test_what_came_out_goes_with_somebody_whose_data_are_removed(app, closed, staff):
    here = staff.post(at(closed, "/answers"), data={"kind": "csv"}).location
    assert staff.get(f"{here}/file").status_code == 200
    with transaction():
        works.find(closed.survey.process, here.rpartition("/")[2])
        long_work.forget_of(closed.survey.process_id)
    assert staff.get(f"{here}/file").status_code == 404
    anew = staff.post(at(closed, "/answers"), data={"kind": "csv"}).location
    assert anew != here and staff.get(f"{anew}/file").status_code == 200, "the same form asks again"
    assert exports.TYPES["csv"]
