"""A wave beside an earlier one: what both asked alike, question by question and group by group, and why the rest is not."""

import copy
import csv
import io
import re
from html import unescape

import pytest
from staff import administrator
from surveyed import SHORT, Asked, close, make_survey, secret
from test_group_tables import ASKED

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.surveys import instruments, waves
from smd_workshop.surveys.answers import typed_answers
from smd_workshop.surveys.figures import groups
from smd_workshop.surveys.results import summaries


def document():
    """What group tables are tried with, and how important a question is."""
    made = copy.deepcopy(ASKED)
    made["pages"][1]["questions"].append(
        {
            "type": "likert", "code": "importa", "scale": "acuerdo", "importance_of": "p1",
            "text": {"es-PE": "¿Importa?"},
        }
    )  # fmt: skip
    return made


def later_document():
    """The same with a question in other words, one that nobody judged, another answer to choose, and a new question."""
    made = document()
    first, last, chosen = (page["questions"] for page in made["pages"])
    first[1]["text"] = {"es-PE": "¿Otra cosa?"}
    chosen[0]["options"].append({"code": "t", "text": {"es-PE": "Turismo"}})
    last.append({"type": "nps", "code": "nueva", "text": {"es-PE": "¿Nueva?"}})
    return made


def answered(asked: Asked, wave, given) -> None:
    """Enter what each person said, by their place, and count it."""
    with transaction():
        for place, person in enumerate(asked.people):
            if (said := given(place)) is not None:
                typed_answers.enter_paper(wave, person, said, secret())
    close(Asked(asked.survey, wave, asked.people))


def wave_of(asked: Asked, year: int, version, mode="confidential"):
    with transaction():
        terms = waves.Terms(str(year), year, mode, population=len(asked.people))
        wave = waves.create(asked.survey, version, terms, now(), None)
        waves.open_wave(wave, now(), None)
    return wave


def said(place, happy, sector="m"):
    point = 5 if happy else 3
    return {
        "p1": point,
        "p2": 4,
        "p3": point,
        "todo": 5,
        "recomienda": 9,
        "sector": sector,
        "importa": point,
    }


@pytest.fixture
def two(app):
    """Forty people of 45 asked, two waves: of half the people the second is happier; the second asks some things otherwise."""
    asked = make_survey(45, "confidential", document=document(), state="open")
    answered(asked, asked.wave, lambda n: said(n, n % 4 == 0, "mp"[n % 2]) if n < 40 else None)
    with transaction():
        version = instruments.put_draft(asked.survey, later_document(), now(), None)
        instruments.publish(version, now(), None, {"p2": False, "sector": True})
    later = wave_of(asked, 2024, version)
    answered(asked, later, lambda n: said(n, n % 4 != 1, "mp"[n % 2]) if n < 40 else None)
    return asked, later


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_what_both_asked_alike_is_compared_and_the_rest_says_why(app, two):
    asked, _later = two
    at = f"/f/zed/surveys/{asked.survey.code}/waves/2"
    staff = administrator(app)
    assert f"{at}/beside" in staff.get(f"{at}/results").text
    told = staff.get(f"{at}/beside.json").json
    rows = {(row["code"], row["answer"]): row for row in told["questions"]}
    p1 = rows["p1", ""]
    assert (p1["before"], p1["after"]) == ({"k": 10, "n": 40}, {"k": 30, "n": 40})
    assert p1["difference"] == 0.5 and p1["interval"][0] > 0.2 and p1["chance_corrected"] < 0.001
    assert rows["todo", ""]["difference"] == 0 and rows["todo", ""]["chance_corrected"] == 1
    assert ("recomienda", "9 or 10") in rows
    important = [answer for code, answer in rows if code == "importa"]
    assert important and "" not in important, (
        "by the names of its own points, not by those of satisfaction as well"
    )
    why = {each["code"]: each["why"] for each in told["not_compared"]}
    assert why["p2"] == "It is asked in other words and no longer asks the same."
    assert why["sector"] == "It is answered on another scale or with other answers."
    assert why["nueva"] == "It was not asked then."
    assert not {"p2", "sector", "nueva"} & {code for code, _answer in rows}
    assert why["?sector"] == why["sector"], "nor are people grouped by what is asked otherwise"
    page = words_of(staff.get(f"{at}/beside?lang=es").text)
    assert "10 de 40 (25.0 %)" in page.replace("\xa0", " ") and "▲" in page and "+50.0" in page
    assert "3 preguntas no se comparan" in page and "Entonces no se preguntaba." in page
    spanish = staff.get(f"{at}/beside.json?lang=es").json
    assert "Entonces no se preguntaba." in {each["why"] for each in spanish["not_compared"]}
    assert {"9 o 10", "7 u 8", "de 0 a 6"} <= {each["answer"] for each in spanish["questions"]}
    alone = staff.get(f"/f/zed/surveys/{asked.survey.code}/waves/1/result.json?lang=es").json
    reason = alone["dimensions"]["trato"]["omega_reason"]
    assert reason.startswith("Personas que respondieron todas las preguntas: 40;")
    with_bad = staff.get(f"{at}/beside?with=7")
    assert with_bad.status_code == 404
    first = f"/f/zed/surveys/{asked.survey.code}/waves/1/beside"
    assert "no earlier wave" in staff.get(first).text
    alone = staff.get(f"{first}.json").json
    assert (
        alone["before"] is None and alone["questions"] == [] and "no earlier wave" in alone["why"]
    )


def test_groups_that_both_waves_show_apart_stand_beside_each_other(app, two):
    asked, _later = two
    at = f"/f/zed/surveys/{asked.survey.code}/waves/2/beside"
    staff = administrator(app)
    [table] = staff.get(f"{at}.json").json["groups"]
    assert table["by"] == "Acompañado"
    assert [(g["name"], g["n_before"], g["n_after"]) for g in table["groups"]] == [("no", 20, 20), ("sí", 20, 20)]  # fmt: skip
    cells = {(cell["code"], cell["group"]): cell for cell in table["figures"]}
    assert cells["p1", "sí"]["before"]["k"] == 10 and cells["p1", "sí"]["after"]["k"] == 20
    assert cells["p1", "no"]["difference"] == 0.5 and ("p2", "no") not in cells
    assert ("trato", "no") not in cells, "of a dimension one of whose questions asks another thing"
    rows = list(csv.DictReader(io.StringIO(staff.get(f"{at}.csv?lang=es").data.decode("utf-8-sig"))))  # fmt: skip
    assert {"segun", "grupo", "sin_comparar"} <= set(rows[0])
    [one] = [row for row in rows if row["grupo"] == "sí" and row["codigo"] == "p1"]
    assert (one["antes"], one["antes_de"], one["ahora"]) == ("10", "20", "20")
    assert "Entonces no se preguntaba." in {row["sin_comparar"] for row in rows}


def test_the_public_reads_two_waves_that_were_approved(app, two):
    asked, later = two
    public, here = app.test_client(), f"/p/zed/surveys/{asked.survey.code}/2"
    assert public.get(f"{here}/beside").status_code == 404
    with transaction():
        summaries.approve(later, now(), None)
    assert f"{here}/beside" not in public.get(here).text
    assert "no earlier wave" in public.get(f"{here}/beside?lang=en").text, "the other is not public"
    assert public.get(f"{here}/beside?with=1").status_code == 404
    with transaction():
        summaries.approve(asked.wave, now(), None)
    assert f"{here}/beside" in public.get(here).text
    page = words_of(public.get(f"{here}/beside?lang=es").text)
    assert "10 de 40" in page and "Acompañado" in page
    mine = administrator(app).get(f"/f/zed/surveys/{asked.survey.code}/waves/2/beside.json").json
    assert public.get(f"{here}/beside.json?lang=en").json == mine


def test_groups_of_a_wave_that_closed_when_they_were_for_staff_alone_stay_so(app, two, monkeypatch):
    """Its summary may have been approved before: who did approved that the public reads no group."""
    asked, later = two
    with monkeypatch.context() as before:
        before.setattr(groups, "IN_PUBLIC", "as it was")
        last = wave_of(asked, 2025, later.instrument)
        answered(asked, last, lambda n: said(n, n % 4 != 1, "mp"[n % 2]) if n < 40 else None)
    with transaction():
        for each in (later, last):
            summaries.approve(each, now(), None)
    staff = administrator(app).get(f"/f/zed/surveys/{asked.survey.code}/waves/3/beside.json").json
    public = app.test_client().get(f"/p/zed/surveys/{asked.survey.code}/3/beside.json?lang=es").json
    assert staff["groups"] and public["groups"] == [] and len(public["questions"]) > 3
    page = words_of(
        app.test_client().get(f"/p/zed/surveys/{asked.survey.code}/3/beside?lang=es").text
    )
    assert "Acompañado" not in page and "solo al personal" in page


def test_how_important_something_is_is_compared_by_the_names_of_its_own_points(app):
    document = copy.deepcopy(SHORT)
    words = [
        {"es-PE": each} for each in ("Nada", "Poco", "Algo", "Muy importante", "Imprescindible")
    ]
    document["scales"].append({"code": "peso", "labels": words, "top": [5], "satisfied": [4, 5], "na": {"es-PE": "No aplica"}})  # fmt: skip
    document["pages"][0]["questions"].append(
        {"type": "likert", "code": "i1", "scale": "peso", "text": {"es-PE": "¿Cuánto importa?"}, "importance_of": "p1"}
    )  # fmt: skip
    asked = make_survey(6, "confidential", document=document)
    given = lambda n: {"p1": 3, "p2": 3, "p3": 3, "todo": 3, "i1": 4 + n % 2}
    answered(asked, asked.wave, given)
    later = wave_of(asked, 2024, asked.wave.instrument)
    answered(asked, later, given)
    at = f"/f/zed/surveys/{asked.survey.code}/waves/2/beside.json"
    rows = [row for row in administrator(app).get(at).json["questions"] if row["code"] == "i1"]
    assert {row["answer"] for row in rows} == {each["es-PE"] for each in words}


def test_what_few_answered_or_anybody_answered_is_compared_with_nothing(app):
    asked = make_survey(9, "confidential", document=document())
    few = lambda n: said(n, n % 2) | ({} if n < 4 else {"p3": None}) if n < 8 else None
    answered(asked, asked.wave, lambda n: said(n, n % 2) if n < 8 else None)
    later = wave_of(asked, 2024, asked.wave.instrument)
    answered(asked, later, few)
    last = wave_of(asked, 2025, asked.wave.instrument)
    answered(asked, last, lambda n: said(n, n % 2) if n < 4 else None)
    staff = administrator(app)
    at = f"/f/zed/surveys/{asked.survey.code}/waves"
    told = staff.get(f"{at}/2/beside.json").json
    assert not {"p1", "p2", "p3"} & {row["code"] for row in told["questions"]}
    hidden = [each for each in told["not_compared"] if each["code"] == "p3"]
    assert hidden[0]["why"] == "Not shown in both waves: too few people answered it."
    assert told["groups"] == [], "of fewer than thirty no group is shown"
    nothing = staff.get(f"{at}/3/beside?with=1").text
    assert "Of one of the two waves nothing is shown" in nothing and "by-item" not in nothing
