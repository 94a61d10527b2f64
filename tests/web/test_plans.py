"""A plan on its pages: brought from a file, measured, published, read by everybody, and never contradicting itself."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal

import pytest
from builders import NOON
from planned import (
    NOTE,
    SMALL,
    TODAY,
    add,
    begun,
    brought,
    counts,
    make_plan,
    process_of,
    publish_all,
    small_plan,
    words,
    zed_ilo_plan,
)
from plans import ZED_ILO, evaluated, indicator
from staff import member

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.demonstration import zed_ilo
from smd_workshop.library.documents import Written, parse
from smd_workshop.library.plan.evaluation.progress import capped, type_1, type_2
from smd_workshop.library.plan.evaluation.rollup import weights
from smd_workshop.library.plan.plan import Baseline, Indicator, Sense
from smd_workshop.models import Measurement
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.measurements import measuring, values
from smd_workshop.web.words.verdict_words import amount

STAFF, PUBLIC = "/f/moq/plans/pei-2023-2025/", "/p/moq/plans/pei-2023-2025/"
CODE, OTHER = "IND.01.AEI.01.01", "IND.01.AEI.01.02"


@pytest.fixture
def plan(app):
    return small_plan()


@pytest.fixture
def planner(app, plan):
    return member(app, plan.process, "planner")


def send(browser, data, name="plan.json", address=STAFF):
    return browser.post(
        f"{address}import", data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )  # fmt: skip


def confirm(browser, preview):
    outcome = re.search(r'name="outcome" value="(\w+)"', browser.get(preview).text)[1]
    return browser.post(preview, data={"outcome": outcome})


def test_it_is_said_how_a_file_was_read_and_which_signs_look_broken(plan, planner):
    data = "PLAN;\nCódigo;Denominación;Semáforo\nOEI.01;Pe\ufffda;verde\nFuente: INEI;;\n".encode()
    shown = words(planner.get(f"{send(planner, data, 'plan.csv').location}?lang=en"))
    assert "The headings were found in row 2." in shown
    assert "Signs look broken in: B3 (Pe\ufffda)." in shown
    assert "their headings are not known or stand twice: “Semáforo”." in shown
    assert "(source, notes) were left aside: 4." in shown


def enter(browser, value, code=OTHER, **parts):
    form = {"period": "2023", "value": value} | parts
    return browser.post(f"{STAFF}i/{code}", data=form)


def advance(browser, to, *rows):
    return browser.post(
        f"{STAFF}advance", data={"to": to, "measurement": [str(row.id) for row in rows]}
    )


def newest(plan, code=OTHER):
    return values.heads(plans.find_indicator(plan, code)).popitem()[1]


def newest_of(plan, code=OTHER):
    return values.heads(plans.find_indicator(plan, code))


def test_the_plan_of_zed_ilo_shows_the_printed_figures(app, client):
    with transaction():
        zed_ilo.load(now(), None)
    said = words(client.get("/p/zed-ilo/plans/pei-2023-2025/?year=2023&lang=en"))
    for figure in ("95.10 %", "92.59 %", "24.44 %", "74.27 %", "S/ 3'661,516.08"):
        assert figure in said
    assert "critical 2" in said and "in progress 0" in said and "achieved 10" in said
    assert "90.00 %" in said, "the actions of OEI.02 beside its own result"
    assert "Datos de práctica" not in said and "Simulated" not in said
    assert "Evaluación Anual" in said
    assert client.get("/p/zed-ilo/").status_code == 200


def test_who_publishes_values_of_a_draft_is_not_told_that_everybody_reads_them(plan, planner):
    with transaction():
        plans.change(plan, plan.created_at, None, state="drafting")
    enter(planner, "40", note="Acta")
    row = newest(plan)
    advance(planner, "validated", row)
    advance(planner, "published", row)
    said = words(planner.get(f"{STAFF}?lang=en"))
    assert "once the plan is public" in said and "Everybody can read" not in said


def test_one_value_of_a_new_year_neither_heads_the_plan_nor_gives_it_a_light(app, client):
    with transaction():
        process = zed_ilo.load(now(), None)
    found = plans.of_process(process)[0]
    add(found, "IND.01.AEI.02.01", "2024", 20)
    publish_all(found)
    for address in ("/p/zed-ilo/?lang=en", "/p/zed-ilo/plans/pei-2023-2025/?lang=en"):
        assert "95.10 %" in words(client.get(address)), (
            "2023 is the last year of which enough is known"
        )
    said = words(client.get("/p/zed-ilo/plans/pei-2023-2025/?year=2024&lang=en"))
    assert "Only 1 of 12 indicators have a value of 2024" in said
    assert re.search(r"Actions, weighted by relevance [\d.]+ % ◔ Incomplete 1 of 12", said)


def test_a_year_with_values_but_none_of_an_action_is_not_told_as_empty(app, client):
    found = make_plan(process_of(), SMALL | {
        "indicators": [indicator(of="OEI.01", code="IND.01.OEI.01"), indicator(values={})],
    })  # fmt: skip
    said = words(client.get(f"{PUBLIC}?year=2023&lang=en"))
    assert plans.is_public(found) and "1 of 1 indicators" not in said
    assert "Its own result 50.00 %" in said and "0 of 1 indicator with a value" in said


def recounted(rows):
    """Both progresses and the weight of each indicator in 2023, from nothing but the rows of plan.csv."""
    own = {}
    for each in rows:
        own.setdefault(each["indicator"], {})[int(each["year"])] = each
    number = lambda text: Decimal(text) if text else None
    read = {}
    for code, years in own.items():
        one = years[2023]
        baseline = Baseline(number(one["baseline_year"]), number(one["baseline"]))
        targets = {year: number(each["target"]) for year, each in years.items()}
        known = {year: number(each["value"]) for year, each in years.items()}
        read[code] = Indicator(
            code, one["action"] or one["objective"], int(one["relevance"] or 1), Sense(one["sense"]),
            one["aggregation"] == "additive", baseline, targets, known,
        )  # fmt: skip
    of_actions = [each for code, each in read.items() if own[code][2023]["action"]]
    weight = weights(of_actions) | weights(each for each in read.values() if each not in of_actions)
    float_of = lambda figure: None if figure.value is None else float(figure.value)
    return {
        code: (
            float_of(type_1(each, 2023)), float_of(capped(type_2(each, 2023, min(own[code])))), weight[code],
        )
        for code, each in read.items()
    }  # fmt: skip


def test_the_downloaded_file_evaluates_to_the_figures_that_are_shown(app, client):
    plan = zed_ilo_plan()
    here = f"/p/zed/plans/{plans.address_of(plan.code)}/"
    document = parse(client.get(f"{here}plan.json").data, Written)
    shown = json.loads(client.get(f"{here}evaluation.json?year=2023").data)
    assert evaluated(document) == shown
    assert round(shown["weighted"], 2) == 95.1 and shown["lights"]["red"] == 2
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{here}plan.csv?lang=en").data.decode("utf-8-sig")))
    )
    own = {r["indicator"]: r for r in rows if r["year"] == "2023"}
    assert len(rows) == 15 * 3
    again = recounted(rows)
    for code, each in shown["indicators"].items():
        assert again[code] == (each["type_1"], each["type_2"], each["weight"]), code
        without_target = own[code]["target"] == "" and own[code]["value"] != ""
        assert own[code]["light"] == ("unjudged" if without_target else each["light"])
        assert (own[code]["progress_percent"] or None) == (
            None if each["type_1"] is None else str(each["type_1"])
        ) or float(own[code]["progress_percent"]) == each["type_1"]


def test_from_an_empty_plan_to_a_public_figure(app):
    process = process_of()
    planner = member(app, process, "planner")
    began = planner.post(
        "/f/moq/plans",
        data={"code": "PEI-2023-2025", "kind": "PEI", "first_year": 2023, "last_year": 2025},
    )
    assert began.location == f"{STAFF}import"
    preview = send(planner, json.dumps(SMALL).encode()).location
    page = planner.get(preview)
    assert "Nothing has been written yet" in page.text and "✕ 0 rows refused" in page.text
    assert confirm(planner, preview).location == STAFF
    plan = plans.find(process, "pei-2023-2025")
    assert counts(plan, CODE) == {}
    page = words(planner.get(f"{STAFF}?year=2023"))
    assert "1 value is in red and nobody says why" in page
    row = newest(plan, CODE)
    assert advance(planner, "validated", row).status_code == 303
    assert "no note says why" in planner.get(STAFF).text
    fixed = enter(planner, "20", CODE, corrects=str(row.id), note="Faltó un lote")
    assert fixed.status_code == 303
    for step in ("validated", "published"):
        advance(planner, step, newest(plan, CODE))
    assert counts(plan, CODE) == {"2023": 20}
    reader = app.test_client()
    assert reader.get(PUBLIC).status_code == 404, "a plan that is being written"
    form = {"name": "Plan del puerto", "state": "registered", "version": "original"}
    assert planner.post(STAFF, data=form).status_code == 303
    assert "50.00 %" in words(reader.get(f"{PUBLIC}?lang=en"))
    assert "Faltó un lote" in reader.get(f"{PUBLIC}i/{CODE}").text
    assert "Plan del puerto" in reader.get("/p/moq/").text


def test_a_correction_stands_beside_what_it_corrects(app, plan, planner):
    before = newest(plan, CODE)
    page = planner.get(f"{STAFF}i/{CODE}?corrects={before.id}").text
    assert f'name="corrects" value="{before.id}"' in page
    assert (
        enter(planner, "35", CODE, corrects=str(before.id), note="Se contó mal").status_code == 303
    )
    reader = app.test_client()
    unpublished = reader.get(f"{PUBLIC}i/{CODE}").text
    assert "Se contó mal" not in unpublished, "a draft is not public"
    for step in ("validated", "published"):
        advance(planner, step, newest(plan, CODE))
    said = words(reader.get(f"{PUBLIC}i/{CODE}?lang=en"))
    assert "35" in said and "35 corrects what was published before" in said
    assert "20 corrected by what was published on" in said and "Se contó mal" in said
    rows = json.loads(reader.get(f"{PUBLIC}i/{CODE}/indicator.json").data)["published"]
    assert [(r["value"], r["counts"], r["corrects"]) for r in rows] == [
        ("35", True, True), ("20", False, False),
    ]  # fmt: skip
    table = reader.get(f"{PUBLIC}i/{CODE}/indicator.csv?lang=es").data.decode("utf-8-sig")
    assert len(table.splitlines()) == 3
    assert table.startswith("indicador,periodo,valor_obtenido,vale,publicado,")


def test_of_two_planners_who_correct_at_once_the_second_keeps_what_was_written(plan, planner):
    seen = str(newest(plan, CODE).id)
    assert enter(planner, "31", CODE, corrects=seen, note="Uno").status_code == 303
    late = enter(planner, "32", CODE, corrects=seen, note="El segundo lo contó aparte")
    assert late.status_code == 409
    assert "Somebody has corrected this value meanwhile" in late.text
    assert "El segundo lo contó aparte" in late.text
    assert newest(plan, CODE).value == 31


WRONG = {
    "": "Write the value, or N/D",
    "mucho": "is not a number",
    "1.234": "can be read in two ways",
}


@pytest.mark.parametrize("value", WRONG)
def test_a_value_that_cannot_be_read_is_said_in_one_sentence(planner, value):
    answer = enter(planner, value, note="x")
    assert answer.status_code == 422 and WRONG[value] in answer.text


def test_a_value_in_red_asks_why_and_a_future_one_is_refused(planner):
    answer = enter(planner, "1")
    assert answer.status_code == 422 and "in red" in answer.text
    assert enter(planner, "1", period="2031").status_code == 422


def test_a_value_that_its_unit_does_not_allow_is_asked_about_once(app, planner, plan, client):
    with transaction():
        plans.find_indicator(plan, OTHER).measure = "%"
    asked = enter(planner, "150", note=NOTE)
    assert asked.status_code == 422 and "150 % is more than 100 %" in asked.text
    assert 'name="sure" value="150"' in asked.text and not newest_of(plan)
    assert enter(planner, "160", note=NOTE, sure="150").status_code == 422, "another is asked about"
    assert "100.0001 % is more than 100 %" in enter(planner, "100.0001", note=NOTE).text
    assert enter(planner, "150", note=NOTE, sure="150").status_code == 303
    assert newest(plan).value == 150
    with transaction():
        plans.find_indicator(plan, OTHER).measure = "Razón"
    enter(planner, "60 %", period="2022", note=NOTE)
    page = planner.get(f"{STAFF}i/{OTHER}?lang=en").text
    assert "“60 %” was read as 0.6, because “Razón” counts in parts of one." in page
    with transaction():
        plans.find_indicator(plan, OTHER).measure = "%"
    under = enter(planner, "-3", period="2022", note=NOTE)
    assert under.status_code == 422 and "−3 % is less than 0 %" in under.text
    said = words(client.get(f"{PUBLIC}i/{OTHER}?lang=en"))
    assert "What it can be From 0 to 100 %" in said


def test_a_code_that_no_file_could_bring_back_is_refused_and_a_wrong_year_is_not_its_fault(planner):
    new = {"code": "PEI 2026/2028", "kind": "PEI", "first_year": "2026", "last_year": "2028"}
    refused = planner.post("/f/moq/plans", data=new)
    assert refused.status_code == 422 and "PEI 2026/2028" in refused.text
    turned = planner.post("/f/moq/plans", data=new | {"code": "PEI 2026", "last_year": "2020"})
    assert turned.status_code == 422 and 'id="code-error"' not in turned.text


@pytest.mark.parametrize("given", ["9" * 30, "9" * 5000, "x", "-1", "0"])
def test_a_number_that_no_value_has_is_not_found(planner, given):
    sent = {"to": "validated", "measurement": given}
    assert planner.post(f"{STAFF}advance", data=sent).status_code in {404, 422}
    assert enter(planner, "30", CODE, corrects=given, note="x").status_code in {404, 409, 422}


def test_a_form_that_is_sent_twice_enters_one_value(plan, planner):
    form = {"period": "2023", "value": "40", "sent_key": "a" * 32}
    for _ in range(2):
        assert planner.post(f"{STAFF}i/{OTHER}", data=form).status_code == 303
    assert len(plans.find_indicator(plan, OTHER).measurements) == 1


PDF = b"%PDF-1.7 acta"
FILES = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "An SVG can hold programs"),
    "program": (b"MZ\x90", "This kind of file is not taken"),
    "page": (b"<html><script>1</script>", "This kind of file is not taken"),
}


@pytest.mark.parametrize("kind", FILES)
def test_evidence_that_could_act_is_not_taken(plan, planner, kind):
    data, sentence = FILES[kind]
    answer = enter(planner, "40", file=(io.BytesIO(data), "acta.pdf"))
    assert answer.status_code == 422 and sentence in answer.text
    assert plans.find_indicator(plan, OTHER).measurements == []


def test_evidence_is_given_out_once_its_value_is_published(app, plan, planner):
    link = "https://example.org/acta"
    enter(planner, "40", file=(io.BytesIO(PDF), "acta.pdf"), evidence=link)
    row, reader = newest(plan), app.test_client()
    path = f"evidence/{row.evidence_sha256}"
    assert planner.get(f"{STAFF}{path}").data == PDF
    assert reader.get(f"{PUBLIC}{path}").status_code == 404
    for step in ("validated", "published"):
        advance(planner, step, newest(plan))
    got = reader.get(f"{PUBLIC}{path}")
    assert got.data == PDF and got.headers["Content-Disposition"].startswith("attachment")
    page = reader.get(f"{PUBLIC}i/{OTHER}").text
    assert f'href="{link}"' in page and path in page
    assert reader.get(f"{PUBLIC}evidence/{'0' * 64}").status_code == 404


def test_a_document_stays_with_the_value_it_was_given_for_unless_somebody_says_otherwise(
    plan, planner
):
    enter(planner, "40", file=(io.BytesIO(PDF), "acta.pdf"), note="Acta")
    first = newest(plan)
    page = planner.get(f"{STAFF}i/{OTHER}?corrects={first.id}&lang=en").text
    assert 'name="keeps_document"' in page and first.evidence_sha256 in page

    def anew(value, **said):
        sent = enter(planner, value, corrects=str(newest(plan).id), note="Acta", **said)
        return newest(plan).evidence_sha256, planner.get(sent.location).text

    kept, _page = anew("40")
    assert kept == first.evidence_sha256, "the same value"
    kept, _page = anew("41", keeps_document="y")
    assert kept == first.evidence_sha256, "its writer says that it shows this one too"
    kept, page = anew("42")
    assert kept == "" and "The document stays with the former value" in page
    assert first.evidence_sha256 in page, "nothing that was stored is lost"


def test_ten_megabytes_of_evidence_are_refused_in_words(planner):
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
    answer = planner.post(
        f"{STAFF}i/{OTHER}", content_type="multipart/form-data; boundary=x",
        input_stream=io.BytesIO(begun + bytes(10_000_000)), content_length=len(begun) + 10_000_000,
    )  # fmt: skip
    assert answer.status_code == 413 and "too large" in answer.text


def macros():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


UNREADABLE = {
    "macros": (macros(), "plan.xlsm", "This workbook holds macros"),
    "not json": (b"{", "plan.json", "not JSON"),
    "other format": (b'{"format": "smd-tally/1"}', "plan.json", "is not"),
    "no codes": (b"Sector,Actor\ncom,x\n", "plan.csv", "No column of this file is called"),
    "empty": (b"", "plan.xlsx", "This file is empty"),
    "picture": (b"\x89PNG\r\n", "plan.xlsx", "it is a picture"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_is_no_plan_is_refused_in_one_sentence(planner, kind):
    data, name, sentence = UNREADABLE[kind]
    answer = send(planner, data, name)
    assert answer.status_code == 422 and sentence in answer.text
    assert 'id="file-error"' in answer.text and "Traceback" not in answer.text


def test_what_changed_since_it_was_shown_is_shown_again(plan, planner):
    file = json.loads(json.dumps(SMALL))
    file["indicators"][0]["values"]["2023"] = 22
    preview = send(planner, json.dumps(file).encode()).location
    shown = words(planner.get(f"{preview}?lang=en"))
    assert "Value of 2023: 20 → 22" in shown, "before and after"
    assert amount(Decimal(60), "Porcentaje") == "60\N{NO-BREAK SPACE}%"
    outcome = re.search(r'name="outcome" value="(\w+)"', planner.get(preview).text)[1]
    add(plan, CODE, "2023", 22, corrects=newest(plan, CODE).id)
    late = planner.post(preview, data={"outcome": outcome})
    assert late.status_code == 409 and "Nothing was written" in late.text


def test_the_workbook_comes_back_unchanged(plan, planner):
    book = planner.get(f"{STAFF}plan.xlsx").data
    preview = planner.get(send(planner, book, "plan.xlsx").location).text
    assert "+ 0 rows added" in preview and "↻ 0 rows updated" in preview
    assert "There is nothing to write" in preview
    assert "Not read: Palabras" in preview, "its second sheet lists words"
    given = planner.get(f"{STAFF}plan.json").data
    assert "There is nothing to write" in planner.get(send(planner, given).location).text


def test_who_only_looks_sees_no_form_and_changes_nothing(app, plan):
    observer = member(app, plan.process, "observer")
    for page in ("", f"i/{CODE}"):
        text = observer.get(f"{STAFF}{page}").text
        assert f'action="{STAFF}' not in text
    assert observer.get(f"{STAFF}import").status_code == 403
    assert enter(observer, "40").status_code == 403


def test_the_public_reads_neither_a_private_process_nor_a_year_that_is_not_there(app, plan, client):
    assert client.get(f"{PUBLIC}?year=2031").status_code == 404
    assert client.get(f"{PUBLIC}?year=abcd").status_code == 404
    assert client.get(f"{PUBLIC}i/IND.09.AEI.01.01").status_code == 404
    with transaction():
        plan.process.public = False
    assert client.get(PUBLIC).status_code == 404


def test_public_pages_weigh_little_and_need_no_cookie_and_no_script(app, client):
    plan = zed_ilo_plan()
    here = f"/p/zed/plans/{plans.address_of(plan.code)}/"
    for page in ("", "o/OEI.02", "i/IND.01.AEI.02.01"):
        answer = client.get(here + page, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        plain = client.get(here + page).text
        assert "<script" not in plain
        styles = sum(
            len(client.get(href.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"}).data)
            for href in re.findall(r'rel="stylesheet" href="([^"]+)"', plain)
        )
        assert len(answer.data) + styles <= 30_000, page


def test_a_percentage_says_how_it_was_made_and_how_to_make_it_again(app, plan, client):
    page = client.get(f"{PUBLIC}i/{CODE}?year=2023&lang=en")
    said = words(page)
    assert (
        "What was reached is divided by what was asked for" in said and "20 ÷ 40 × 100 → 50" in said
    )
    assert "flask --app app smd evaluate plan.json --year 2023" in said
    for name in ("plan.json", "evaluation.json?year=2023"):
        assert (
            f'href="{PUBLIC}{name}"' in page.text and client.get(PUBLIC + name).status_code == 200
        )
    assert "smd evaluate plan.json" in words(client.get(f"{PUBLIC}?lang=en"))


def test_who_updates_and_when_next_is_said(app, plan, planner, client):
    with transaction():
        plans.find_indicator(plan, OTHER).updater = "Oficina de datos"
    said = words(client.get(f"{PUBLIC}i/{OTHER}?lang=en"))
    assert "Overdue: the value of 2023" in said and "Updated by: Oficina de datos" in said
    assert TODAY.year > 2023


def test_what_nobody_knows_is_told_as_published_and_not_as_if_nothing_was(app, plan, client):
    add(plan, OTHER, "2023", None)
    publish_all(plan)
    said = words(client.get(f"{PUBLIC}i/{OTHER}?year=2023&lang=en"))
    assert "2023: it was published that nobody knows the value (N/D)." in said
    assert "There is no published value" not in said and "N/D published on" in said


def test_what_is_overdue_is_said_once_above_all_indicators_that_wait_for_it(app):
    plan = zed_ilo_plan()
    page = member(app, plan.process, "planner").get(
        f"/f/zed/plans/{plans.address_of(plan.code)}/attention?year=2024&lang=en"
    )
    late = page.text[page.text.index('id="late"') :].partition("</section>")[0]
    assert late.count("<li>") > 10
    assert late.count("Overdue: the value of") == 1


def test_nothing_of_a_draft_reaches_the_public(app, plan, planner, client):
    enter(planner, "33", note="palabra-secreta")
    for page in ("", "o/OEI.01", f"i/{OTHER}", "plan.json", "plan.csv", f"i/{OTHER}/indicator.csv"):
        assert "palabra-secreta" not in client.get(PUBLIC + page).text
        assert "33" not in re.findall(r">\s*33\s*<", client.get(PUBLIC + page).text)
    assert counts(plan, OTHER) == {}
    assert [row.state for row in plans.find_indicator(plan, OTHER).measurements] == ["draft"]
    assert isinstance(newest(plan), Measurement)


def test_a_plan_begins_once_under_one_address(app):
    planner = member(app, process_of(), "planner")
    form = {"code": "PEI-2023-2025", "kind": "PEI", "first_year": "2023", "last_year": "2025"}
    assert planner.post("/f/moq/plans", data=form).status_code == 303
    again = planner.post("/f/moq/plans", data=form | {"code": "pei 2023 2025"})
    assert again.status_code == 422 and "already" in again.text
    late = planner.post("/f/moq/plans", data=form | {"code": "POI", "last_year": "2020"})
    assert late.status_code == 422 and "before the first" in late.text
    assert "PEI-2023-2025" in planner.get("/f/moq/plans").text


def test_what_fell_is_listed_with_its_light(planner, plan):
    add(plan, CODE, "2024", 10)
    publish_all(plan)
    page = words(planner.get(f"{STAFF}attention?year=2024&lang=en"))
    fell = page.partition("Worse in 2024 than before (1)")[2]
    assert CODE in fell and "Áreas habilitadas: ○ No target" in fell


def test_a_value_lands_in_the_year_that_is_read_or_in_none_that_was_not_chosen(planner):
    """The page of 2023 offers 2023; once it has its value, no other year stands there by itself."""
    here = f"{STAFF}i/{OTHER}"
    offered = re.compile(r'<option selected value="([^"]*)">')
    page = planner.get(f"{here}?year=2023").text
    assert offered.search(page)[1] == "2023"
    assert f'action="{here}?year=2023"' in page
    saved = planner.post(here, data={"period": "2023", "value": "40", "note": "x"})
    assert saved.location == f"{here}?year=2023"
    page = planner.get(saved.location).text
    periods = re.search(r'<select[^>]* name="period"[^>]*>(.*?)</select>', page, re.DOTALL)[1]
    assert offered.search(periods) is None
    assert re.search(r'<option[^>]* value="([^"]*)"', periods)[1] == "", (
        "the first, which a browser chooses"
    )
    assert planner.post(here, data={"period": "", "value": "40"}).status_code == 422


def reds_held_back(app):
    """The plan of ZED Ilo in which what is in red stayed a draft; a planner of it."""
    found = begun(process_of("zed"), ZED_ILO)
    brought(found, ZED_ILO)
    with transaction():
        for step in measuring.STEPS:
            measuring.advance(measuring.ready(found, step), step, NOON, None)
        plans.change(found, NOON, None, state="in_force")
    return found, member(app, found.process, "planner")


def test_a_plan_looks_no_better_while_what_is_in_red_stays_a_draft(app, client):
    """Were the bounds left out, 10 of 12 would read as: the plan reached 100 %."""
    found, planner = reds_held_back(app)
    here = "/plans/pei-2023-2025/"
    for said in (
        words(client.get(f"/p/zed{here}?year=2023&lang=en")),
        words(planner.get(f"/f/zed{here}?year=2023&lang=en")),
    ):
        assert (
            "2023 is incomplete: 10 of 12 indicators with a target for it have a published value"
            in said
        )
        assert "With them alone the plan stands at 100.00 %" in said
        assert (
            re.search(r"anywhere from 8\d\.\d\d % to 100\.00 %", said)
            and "the plan reached" not in said
        )
        assert "100.00 % ◔ Incomplete 10 of 12" in said
    for address in ("/p/zed/", "/", "/f/zed/plans"):
        page = words((planner if address.startswith("/f") else client).get(f"{address}?lang=en"))
        assert "100.00 % ◔ Incomplete 10 of 12 indicators with a value (it can still be" in page
    page = client.get(f"/p/zed{here}?year=2023&lang=en").text
    assert "light bad" not in page.split("plan-figures")[0]
    assert "under “outstanding”, what this page says" in page, (
        "a file may say “green” where the page does not"
    )
    for file in (
        f"/p/zed{here}evaluation.json?year=2023",
        f"/api/v1/processes/zed{here}evaluation",
    ):
        told = json.loads(client.get(file).data)
        assert told == evaluated(documents.document_of(found)), (
            "a recount gives what the page gives"
        )
        open_ = told["outstanding"]
        of_plan = open_["plan.weighted"]
        assert (of_plan["known"], of_plan["of"], of_plan["light"]) == (10, 12, "incomplete")
        assert 80 < of_plan["least"] < of_plan["most"] == 100
        assert of_plan["with_a_value"] == {"known": 10, "of": 12}
        held = {f"{row.indicator.of.code}.progress" for row in measuring.unexplained(found)}
        assert held.isdisjoint(open_), "of an action of which nothing is known no figure is said"
        assert {each["light"] for each in open_.values()} == {"incomplete"}
    writing = words(planner.get(f"/f/zed{here}reports/2023/w/summary?lang=en"))
    for name in ("weighted", "mean", "median"):
        assert re.search(rf"plan\.{name} }}}} 100\.00 % \(incomplete\)", writing), name
    publish_all(found)
    assert "the plan reached 95.10 %" in words(client.get(f"/p/zed{here}?year=2023&lang=en"))


def test_what_will_be_done_is_listed_before_it_is_done_and_only_of_the_year_that_is_read(
    planner, plan
):
    enter(planner, "40", note="Acta")
    enter(planner, "10", CODE, period="2024", note="Acta")
    page = planner.get(f"{STAFF}?year=2023&lang=en")
    listed = words(page).partition("Validate 1 draft of 2023")[2].partition("Yes, validate it")[0]
    assert OTHER in listed and "40" in listed and "✓ Achieved" in listed and CODE not in listed
    assert "2024: 1 value that is not published" in words(page)
    assert "draft: 40" in words(page), "beside the dash of what is not published"
    assert re.findall(r'name="measurement" value="(\d+)"', page.text) == [str(newest(plan).id)]
    assert "draft: 40" not in planner.get(f"{PUBLIC}?year=2023&lang=en").text


def test_a_draft_is_written_anew_without_a_reason_that_the_public_would_read(app, plan, planner):
    """Its number stands in the form, what shows it stays, and nothing of the first draft is told."""
    enter(planner, "33", note="Se digitó mal", evidence="Acta 4")
    draft = newest(plan)
    page = planner.get(f"{STAFF}i/{OTHER}?corrects={draft.id}&lang=en").text
    assert (
        'value="33"' in page
        and "Change the draft of 2023" in page
        and "Se digitó mal</textarea>" in page
    )
    assert enter(planner, "40", corrects=str(draft.id), note="").status_code == 303
    for step in ("validated", "published"):
        advance(planner, step, newest(plan))
    reader = app.test_client()
    public = reader.get(f"{PUBLIC}i/{OTHER}?lang=es").text
    assert "Se digitó mal" not in public and "borrador" not in public
    rows = json.loads(reader.get(f"{PUBLIC}i/{OTHER}/indicator.json").data)["published"]
    assert [(r["value"], r["note"]) for r in rows] == [("40", "")]
    refused = enter(planner, "41", corrects=str(newest(plan).id), note="")
    assert refused.status_code == 422, "what was public is corrected with its reason"
    enter(planner, "41", corrects=str(newest(plan).id), note="Faltó un barrio")
    again = planner.get(f"{STAFF}i/{OTHER}?corrects={newest(plan).id}&lang=en").text
    assert "Faltó un barrio</textarea>" in again, "the reason of the correction, not of its draft"
    assert "Change the draft of 2023" in again and "Why it is corrected." in again
    empty = enter(planner, "42", corrects=str(newest(plan).id), note="")
    assert empty.status_code == 422, "the public reads why what it knew is corrected"


def test_a_value_with_three_decimals_is_corrected_as_it_stands_in_the_form(planner, plan):
    """1.234 typed may be a thousand too and is refused; what the form itself wrote must not be."""
    draft = add(plan, OTHER, "2023", "41.234")
    page = planner.get(f"{STAFF}i/{OTHER}?corrects={draft.id}").text
    typed = re.search(r'name="value"[^>]*value="([^"]+)"', page)[1]
    assert enter(planner, typed, corrects=str(draft.id), note="Acta 5").status_code == 303
    assert newest(plan).value == draft.value


def test_where_every_period_has_its_value_the_way_to_correct_one_is_shown(planner, plan):
    for year in ("2022", "2023", "2024", "2025"):
        enter(planner, "40", period=year, note="Acta")
    page = planner.get(f"{STAFF}i/{OTHER}?lang=en").text
    assert "Every period that can be measured today has its value" in page
    assert f'href="?corrects={newest(plan).id}#enter"' in page and 'name="period"' not in page
    said = enter(planner, "41", period="", note="x").text
    assert "Choose the period" in said and "2023-T3" not in said
