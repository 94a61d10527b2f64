"""The evaluation of a plan on its pages: written beside its figures, sealed once, read by everybody at one address."""

import html
import json
import re
from datetime import timedelta

import pytest
from papers import unprinted
from planned import NOON, add, ready_to_seal, sealed_report, small_plan, write
from plans import evaluated
from staff import member

from smd_workshop.database import transaction
from smd_workshop.library.documents import Written, parse, sha256
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import measuring
from smd_workshop.plans.reports import reporting

STAFF = "/f/moq/plans/pei-2023-2025/reports"
PUBLIC = "/p/moq/plans/pei-2023-2025/reports/"


@pytest.fixture
def plan(app):
    return small_plan()


@pytest.fixture
def planner(app, plan):
    return member(app, plan.process, "planner")


def words(page):
    plain = html.unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", plain)


def put(browser, key, text, seen=""):
    return browser.post(f"{STAFF}/2023/w/{key}", data={"text": text, "seen": seen})


def test_a_figure_is_written_by_its_name_and_read_as_the_tables_say(planner):
    page = planner.get(f"{STAFF}/2023/w/summary")
    assert "{{ plan.weighted }}" in html.unescape(page.text), "the names are there to be copied"
    page = planner.get(f"{STAFF}/2023/w/summary?lang=es")
    assert "{{ plan.avance_ponderado }}" in html.unescape(page.text), "in the language of the page"
    assert put(planner, "summary", "Se llegó a {{ AEI 1.1.progress }}.").status_code == 303
    assert "Se llegó a 50.0 % ." in words(planner.get(f"{STAFF}/2023/preview")).replace("%.", "% .")
    begins = planner.get(f"{STAFF}/2023")
    assert "{{" not in begins.text and "Se llegó a 50.0" in words(begins), "it begins as it is read"


def test_a_name_that_means_nothing_is_refused_with_what_was_written_kept(planner):
    refused = put(planner, "summary", "Se llegó a {{ AEI.01.01.progres }}.")
    assert refused.status_code == 422
    assert "Did you mean AEI.01.01.progress" in words(refused)
    assert "Se llegó a {{ AEI.01.01.progres }}." in html.unescape(refused.text)
    assert "progres }}" not in html.unescape(planner.get(f"{STAFF}/2023").text)


def test_markup_in_a_passage_is_text(planner):
    put(planner, "summary", "<script>alert(1)</script> {% raw %} uno")
    page = planner.get(f"{STAFF}/2023/preview").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_of_two_who_write_at_once_the_second_sees_the_words_of_the_first(planner):
    put(planner, "outlook", "Uno.")
    late = put(planner, "outlook", "Dos.")
    assert late.status_code == 409 and "Somebody else has written here" in words(late)


@pytest.mark.parametrize("period", ["2022", "2026", "2023-S1", "x", "99999"])
def test_there_is_no_report_of_what_is_no_year_of_the_plan(planner, period):
    assert planner.get(f"{STAFF}/{period}").status_code == 404


def test_an_observer_reads_and_does_not_write(app, plan):
    observer = member(app, plan.process, "observer")
    assert observer.get(f"{STAFF}/2023").status_code == 200
    assert put(observer, "summary", "Uno.").status_code == 403
    assert observer.post(f"{STAFF}/2023/seal").status_code == 403


def test_from_the_first_word_to_an_address_that_stays(app, plan, planner, client):
    assert planner.post(f"{STAFF}/2023/seal").status_code == 409, "nothing is written yet"
    ready_to_seal(plan)
    put(planner, "measures", "Se creció 6 % en otra medida.")
    with unprinted():
        assert planner.post(f"{STAFF}/2023/seal").status_code == 409, "6 % was not looked at"
        assert reporting.of_plan(plan) == []
        form = {"confirmed": ["measures 6 %", "missing IND.01.AEI.01.02"]}
        for key in ("a", "a", "b"):  # twice, and from a page that was opened before
            answer = planner.post(f"{STAFF}/2023/seal", data=form | {"sent_key": key})
            assert answer.status_code == 303
    (row,) = reporting.of_plan(plan)
    here = f"{PUBLIC}2023/1/"
    page = words(client.get(f"{here}?lang=en"))
    assert "Se creció 6 % en otra medida." in page
    assert "typed by those who wrote; the tables say nothing about them: 6 % ." in page.replace(
        "%.", "% ."
    )
    assert row.pdf_sha256 in page and row.data_sha256 in page
    assert client.get(f"{here}report.pdf").data.startswith(b"%PDF")
    assert sha256(json.loads(client.get(f"{here}report.json").data)) == row.data_sha256
    document = parse(client.get(f"{here}plan.json").data, Written)
    assert evaluated(document)["input_sha256"] == row.document["input_sha256"]
    assert f"{PUBLIC}2023/1/" in client.get("/p/moq/plans/pei-2023-2025/").text


def test_a_draft_is_nobody_elses(plan, client):
    write(plan, "summary", "Nadie lo lee todavía.")
    assert client.get(f"{PUBLIC}2023/1/").status_code == 404
    assert client.get(f"{STAFF}/2023/preview").status_code in {302, 303, 401, 403}
    assert "Nadie lo lee" not in client.get(PUBLIC).text


def test_an_edition_stays_beside_the_next_and_when_the_plan_is_taken_back(
    app, plan, planner, client
):
    sealed_report(plan)
    before = client.get(f"{PUBLIC}2023/1/?lang=en").text
    with unprinted():
        looked = {"confirmed": "missing IND.01.AEI.01.02"}
        assert planner.post(f"{STAFF}/2023/seal", data=looked).status_code == 422, "it says why"
        why = looked | {"reason": "Faltaba la perspectiva."}
        again = planner.post(f"{STAFF}/2023/seal", data=why)
        assert again.status_code == 303
    told = client.get(f"{PUBLIC}2023/1/?lang=en").text
    assert "There is a later edition" in told and "There is a later edition" not in before
    assert "El año que viene se completa." not in told
    assert "El año que viene se completa." in client.get(f"{PUBLIC}2023/2/").text
    with transaction():
        plans.change(plan, plan.created_at, None, state="drafting")
    assert client.get("/p/moq/plans/pei-2023-2025/").status_code == 404
    for address in ("2023/1/", "2023/1/report.pdf", "2023/2/report.json", ""):
        assert client.get(PUBLIC + address).status_code == 200


def test_an_edition_says_what_was_corrected_since_and_itself_stays(plan, planner, client):
    sealed_report(plan)
    edition, overview = f"{PUBLIC}2023/1/?lang=en", "/p/moq/plans/pei-2023-2025/?lang=en"
    pages = (edition, f"{PUBLIC}?lang=en", overview)
    told = "1 value or target was published or corrected since."
    sealed = client.get(f"{PUBLIC}2023/1/report.json").data
    assert not any(told in words(client.get(each)) for each in pages)
    head = plan.indicators[0].measurements[-1]
    add(plan, "IND.01.AEI.01.01", "2023", 12, corrects=head.id)
    assert not any(told in words(client.get(each)) for each in pages), "a draft is nobody else's"
    with transaction():
        for step in measuring.STEPS:
            later = NOON + timedelta(days=1)
            measuring.advance(measuring.ready(plan, step), step, later, None)
    assert all(told in words(client.get(each)) for each in pages)
    assert told in words(planner.get(STAFF)), "staff seal again"
    assert "IND.01.AEI.01.01 Áreas habilitadas: value of 2023" in words(client.get(edition))
    assert client.get(f"{PUBLIC}2023/1/report.json").data == sealed


def test_what_needs_attention_is_on_a_page_of_its_own(planner):
    page = words(planner.get("/f/moq/plans/pei-2023-2025/attention?year=2023"))
    assert "Critical actions of 2023 (1)" in page and "AEI.01.01" in page
    assert "Calendar of 20" in page
