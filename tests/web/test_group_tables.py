"""Groups of people on their page: shown from thirty answers on, small ones together, ordered by a link without a script."""

import copy
import re

from sqlalchemy import select
from staff import administrator
from surveyed import ALIKE, SHORT, close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Wave
from smd_workshop.surveys.results import summaries

SECTOR = {
    "type": "single", "code": "sector", "text": {"es-PE": "¿Su sector?"}, "required": True,
    "options": [{"code": c, "text": {"es-PE": w}} for c, w in (("m", "Minería"), ("p", "Pesca"), ("c", "Comercio"))],
}  # fmt: skip
ASKED = SHORT | {"pages": [*SHORT["pages"], {"code": "tres", "questions": [SECTOR]}]}


def groups_page(app, many, mode, given, query="", document=ASKED):
    asked = make_survey(many=many, mode=mode, document=document)
    for n in range(many):
        respond(asked, n, given(n))
    close(asked)
    here = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    staff = administrator(app)
    assert f"{here}/groups" in staff.get(f"{here}/results").text or many < 5
    answer = staff.get(f"{here}/groups{query}")
    assert answer.status_code == 200
    return answer.text


def given(n):
    sector = "m" if n < 18 else "p" if n < 36 else "c"
    happy = 5 if n < 18 else 2
    return {"p1": happy, "p2": happy, "p3": happy, "todo": happy, "recomienda": 9, "sector": sector}


def test_groups_that_people_chose_stand_beside_each_other_in_an_anonymous_wave(app):
    page = groups_page(app, 50, "anonymous", given)
    heads = list(dict.fromkeys(re.findall(r"groups\?by=%3Fsector&amp;sort=(\w+)", page)))
    assert heads == ["m", "p", "c"]
    assert (
        "18 of 18" in re.sub(r"<[^>]+>|&nbsp;|\xa0", " ", page).replace("  ", " ")
        or "18 / 18" in page
    )
    assert page.count("▲") >= 4 and page.count("▼") >= 4, "what chance does not explain is marked"
    left_out = "nothing is compared by Acompañado: in an anonymous wave nothing leads from a person"
    assert left_out in re.sub(r"\s+", " ", page), "and the reason is said"
    assert page.count("Acompañado") == 1, (
        "what the list says of people leads to no anonymous answer"
    )


def test_a_small_group_is_not_shown_apart(app):
    few = lambda n: given(n) | {"sector": "c" if n < 3 else "m" if n % 2 else "p"}
    page = groups_page(app, 40, "anonymous", few)
    assert re.findall(r"&amp;sort=(\w+)", page)[-1] == "together"
    assert "sort=c" not in page


def test_of_fewer_than_thirty_no_group_is_shown(app):
    page = groups_page(app, 20, "confidential", given)
    assert "from thirty answers on" in page and "Here fewer than thirty answered" in page
    assert "by-item" not in page
    assert "Who is missing, by “" in page, "who answered is no answer"


def test_a_confidential_wave_is_grouped_by_what_the_list_says_and_ordered_by_a_link(app):
    by_place = lambda n: {
        "p1": 5 if n % 2 else 1,
        "p2": 3,
        "p3": 1 if n % 2 else 5,
        "todo": 4,
        "recomienda": 9,
    }
    page = groups_page(app, 40, "confidential", by_place, "?by=Acompañado&sort=sí", document=SHORT)
    rows = [re.sub(r"<[^>]+>", "", r) for r in re.findall(r'<th scope="row">(.*?)</th>', page)]
    assert rows.index("Pregunta 3") < rows.index("Pregunta 1"), "the highest of this group first"
    assert 'aria-sort="descending"' in page


def test_of_a_hundred_people_who_is_missing_is_told_by_group_and_weighed(app):
    happy = lambda n: (
        dict.fromkeys(("p1", "p2", "p3", "todo"), 5 if n % 2 == 0 else 2) | {"recomienda": 9}
    )
    asked = make_survey(many=100, mode="confidential")
    # Of the fifty "sí" ten answer, all satisfied; of the fifty "no" thirty, none of them satisfied.
    for n in [n for n in range(100) if n % 2 == 0][:10] + [n for n in range(100) if n % 2][:30]:
        respond(asked, n, happy(n))
    close(asked)
    page = (
        administrator(app)
        .get(f"/f/zed/surveys/{asked.survey.code}/waves/1/groups?by=Acompañado")
        .text
    )
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&nbsp;|\xa0", " ", page))
    who = plain[plain.index("Who is missing") :]
    assert re.search(r"no 50 30 of 50", who) and re.search(r"sí 50 10 of 50", who), who
    assert re.search(r"Trato 25.0 % 50.0 %", who), (
        "as counted 10 of 40, by sizes of groups one half"
    )


def test_an_anonymous_wave_has_no_list_to_weigh_by(app):
    assert "by sizes of groups" not in groups_page(app, 50, "anonymous", given)


def test_few_who_said_what_is_important_hide_no_group_and_the_public_reads_it_as_the_report_tells(
    app,
):
    rated = lambda n: {"trato_a": 5 if n % 2 else 3, "trato_b": 2 + n % 3}
    weighed = lambda n: {"importa_a": 5 - n % 3, "importa_b": 3 + n % 2} if n % 2 or n < 6 else {}
    document = copy.deepcopy(ALIKE)
    document["pages"][0]["questions"][1]["required"] = False
    by_place = lambda n: rated(n) | weighed(n)
    page = groups_page(app, 40, "confidential", by_place, "?by=Acompañado", document=document)
    assert "by-item" in page and page.count("El trato") == 1, "judged, not how important it is"
    wave = db.session.scalars(select(Wave)).one()
    with transaction():
        summaries.approve(wave, now(), None)
    public = app.test_client().get(f"/p/zed/surveys/{wave.survey.code}/1?lang=en").text
    assert "Importance and performance" in public
    table = public[public.index("Importance and performance") :]
    assert ">What was asked</th>" in table and '<th scope="col">Number</th>' in table
