"""`flask smd demo zed-ilo`: a real plan out of the package, loaded once, as its printed evaluation says, and beside it
a survey of simulated users that shows one reading of its 91.79 %."""

from decimal import Decimal

import pytest
from application import new_app, new_database
from papers import unprinted
from plans import evaluated, zed_ilo
from sqlalchemy import select
from staff import administrator

from smd_workshop.database import db
from smd_workshop.library.documents import Written, parse
from smd_workshop.models import Respondent, Survey, SurveyParticipation
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import from_json, to_table
from smd_workshop.plans.measurements import values
from smd_workshop.processes import processes
from smd_workshop.surveys import waves
from smd_workshop.surveys.figures import dataset, figures, published

pytestmark = pytest.mark.acts


@pytest.fixture(scope="module")
def app(request, vendor, tmp_path_factory):
    """One application for all tests here: what is loaded they only read."""
    folder = tmp_path_factory.mktemp("zed-ilo")
    with new_database(request, folder, vendor) as url, new_app(url, folder) as app:
        yield app


@pytest.fixture(scope="module")
def loaded(app):
    """What the command prints; its report on paper is the matter of tests/reports/test_plan_report_pdf.py."""
    with unprinted():
        outcome = app.test_cli_runner().invoke(args=["smd", "demo", "zed-ilo"])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output.split()


def wave_of(year):
    survey = db.session.scalars(select(Survey)).one()
    return waves.find(survey, year - 2021)


def test_the_command_loads_both_once_and_says_where_they_are(app, loaded):
    assert loaded == [
        "/p/zed-ilo/plans/pei-2023-2025/",
        "/f/zed-ilo/surveys/satisfaccion-de-usuarios-zed-ilo/",
    ]
    again = app.test_cli_runner().invoke(args=["smd", "demo", "zed-ilo"])
    assert again.exit_code == 1 and "loaded already" in again.output
    assert app.test_client().get(loaded[0]).status_code == 200
    report = app.test_client().get(f"{loaded[0]}reports/2023/1/report.pdf")
    assert b"95.10" in report.data, "the evaluation is sealed as it was written"


def test_what_it_loads_evaluates_as_the_printed_figures(app, loaded):
    plan = plans.find_public(processes.find("zed-ilo"), "pei-2023-2025")
    found = evaluated(parse(documents.file_of(plan), Written))
    printed = zed_ilo()
    (taken_over,) = [each for each in printed["indicators"] if each["code"] == "IND.01.OEI.03"]
    taken_over["simulated"] = [2023]
    (line,) = [each for each in from_json.lines_of(documents.file_of(plan), plan) if each.remarks]
    assert line.code == "IND.01.OEI.03" and line.remarks[0].sentence.params == {"years": "2023"}, (
        "left aside, and said"
    )
    asked = evaluated(printed)
    assert {k: v for k, v in found.items() if k != "input_sha256"} == {
        k: v for k, v in asked.items() if k != "input_sha256"
    }
    assert not plan.process.simulated and plan.source.startswith("Evaluación Anual")
    rows = [row for each in plan.indicators for row in each.measurements]
    said = {row.evidence for row in rows if row.figure_id is None}
    assert said == {plan.source}, "every printed figure says where it comes from"


def test_of_thirteen_users_the_eight_accompanied_give_257_of_280(app, loaded):
    result = dataset.of(wave_of(2023)).document
    assert (result["n"], result["population"]) == (8, 13)
    assert (result["headline"]["numerator"], result["headline"]["denominator"]) == (257, 280)
    answered = db.session.scalars(
        select(SurveyParticipation).where(SurveyParticipation.wave_id == wave_of(2023).id)
    )
    people = [db.session.get(Respondent, row.respondent_id) for row in answered]
    assert {person.attributes["Acompañado"] for person in people} == {"sí"}
    assert dataset.of(wave_of(2022)).document["n"] == 10


def test_the_published_figure_is_the_source_of_the_plans_value_and_the_printed_one_stays_beside_it(
    app, loaded
):
    plan = plans.find_public(processes.find("zed-ilo"), "pei-2023-2025")
    indicator = plans.find_indicator(plan, "IND.01.OEI.03")
    printed, taken = indicator.measurements
    latest = figures.latest_figure("IND.01.OEI.03", 2023, plan.process)
    figure = taken.figure
    assert (printed.value, printed.figure_id, taken.corrects_id) == (
        Decimal("91.79"),
        None,
        printed.id,
    )
    assert (taken.value, taken.state) == (Decimal("91.79"), "published")
    assert (figure.numerator, figure.denominator) == ("257", "280")
    assert (
        figure.dataset_sha256 == latest.dataset_sha256 == dataset.of(wave_of(2023)).dataset_sha256
    )
    assert "257" in taken.note and "simulad" in taken.note
    assert list(values.published(indicator).values()) == [Decimal("91.79")]


def test_both_ends_lead_to_each_other_and_say_that_answers_are_simulated(app, loaded):
    client = app.test_client()
    value = client.get("/p/zed-ilo/plans/pei-2023-2025/i/IND.01.OEI.03?year=2023").text
    figure = published.of_process(processes.find("zed-ilo"))[0]
    at = f"/p/zed-ilo/figures/{figure.id}"
    assert at in value and "257 / 280" in value and "Respuestas simuladas" in value
    page = client.get(at).text
    for said in (
        "257 / 280",
        figure.dataset_sha256,
        figure.definition,
        "i/IND.01.OEI.03",
        "Respuestas simuladas",
    ):
        assert said in page
    reading = client.get(f"{at}/reading").text
    assert (
        "134" in reading
        and '<td class="num" data-head="Respuestas que cuentan">179</td>' in reading
    )
    for year in (2022, 2023):
        summary = client.get(f"/p/zed-ilo/surveys/satisfaccion-de-usuarios-zed-ilo/{year - 2021}")
        assert summary.status_code == 200 and "Respuestas simuladas" in summary.text


#: What says beside a figure of the plan that nobody gave the answers it rests on, in words or as a field.
SAID = ("respuestas simuladas", "simulado", "simulated")
PLAN = "/p/zed-ilo/plans/pei-2023-2025/"


def test_the_table_says_of_which_years_a_value_is_simulated(app, loaded):
    headings, rows = to_table.table_of(plans.find(processes.find("zed-ilo"), "pei-2023-2025"))
    said = {str(row[0]): row[headings.index("Años con valor simulado")] for row in rows}
    assert said["IND.01.OEI.03"] == "2023"
    assert not any(years for code, years in said.items() if code != "IND.01.OEI.03")


@pytest.mark.parametrize(
    ("address", "figure"),
    [
        (f"{PLAN}?year=2023", "91.79"),
        (f"{PLAN}o/OEI.03?year=2023", "91.79"),
        (f"{PLAN}i/IND.01.OEI.03?year=2023", "91.79"),
        (f"{PLAN}plan.json", "91.79"),
        (f"{PLAN}plan.csv", "91.79"),
        (f"{PLAN}i/IND.01.OEI.03/indicator.csv", "91.79"),
        (f"{PLAN}i/IND.01.OEI.03/indicator.json", "91.79"),
        ("/p/zed-ilo/feed.atom", "91.79"),
        ("/p/zed-ilo/feed.atom?kind=indicator&of=pei-2023-2025/IND.01.OEI.03", "91.79"),
        ("/api/v1/processes/zed-ilo/plans/pei-2023-2025", "91.79"),
        ("/api/v1/processes/zed-ilo/plans/pei-2023-2025/jsonstat", "91.79"),
        ("/api/v1/processes/zed-ilo/plans/pei-2023-2025/evaluation?year=2023", "type_1_simulated"),
        ("/api/v1/catalog.jsonld", "pei-2023-2025"),
        ("/p/zed-ilo/", "91.79"),
    ],
)
def test_the_simulated_figure_says_that_it_is_wherever_it_stands(app, loaded, address, figure):
    text = app.test_client().get(address, headers={"Accept-Language": "es"}).text
    assert figure in text and any(said in text.casefold() for said in SAID)


def test_each_file_of_the_simulated_survey_says_that_nobody_gave_its_answers(app, loaded):
    staff, at = administrator(app), loaded[1]
    for name in ("waves/2/result.csv", "waves/2/result.json", "recommendations.csv"):
        answer = staff.get(f"{at}{name}", headers={"Accept-Language": "es"})
        assert "respuestas-simuladas" in answer.headers["Content-Disposition"]
        assert "simulado" in answer.text.splitlines()[0] or '"simulated": true' in answer.text, name


def test_a_value_without_a_target_is_told_with_its_value_and_never_as_missing(app, loaded):
    client = app.test_client()
    for address in (f"{PLAN}?year=2023", f"{PLAN}o/OEI.03?year=2023"):
        text = client.get(address, headers={"Accept-Language": "es"}).text
        own = text[text.index("OEI.03") :]
        assert "Sin logro esperado" in own and "91.79" in own
        card = own[: own.index("</dl>")]
        assert "Sin información" not in card
    rows = client.get(f"{PLAN}plan.csv", headers={"Accept-Language": "es"}).text.splitlines()
    (row,) = [each for each in rows if "IND.01.OEI.03" in each and "2023" in each.split(",")[6]]
    assert "sin logro esperado" in row
