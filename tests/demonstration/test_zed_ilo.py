"""`flask smd demo zed-ilo`: a real plan out of the package, loaded once, as its printed evaluation says."""

from plans import ZED_ILO, evaluated

from smd_workshop.library.documents import Written, parse
from smd_workshop.plans import documents, plans
from smd_workshop.processes import processes


def test_the_command_loads_the_plan_once_and_says_where_it_is(app):
    runner = app.test_cli_runner()
    loaded = runner.invoke(args=["smd", "demo", "zed-ilo"])
    assert loaded.exit_code == 0, loaded.output
    assert loaded.output.strip() == "/p/zed-ilo/plans/pei-2023-2025/"
    again = runner.invoke(args=["smd", "demo", "zed-ilo"])
    assert again.exit_code == 1 and "loaded already" in again.output
    assert app.test_client().get(loaded.output.strip()).status_code == 200


def test_what_it_loads_evaluates_as_the_printed_figures(app):
    app.test_cli_runner().invoke(args=["smd", "demo", "zed-ilo"])
    plan = plans.find_public(processes.find("zed-ilo"), "pei-2023-2025")
    found = evaluated(parse(documents.file_of(plan), Written))
    asked = evaluated(ZED_ILO)
    assert {k: v for k, v in found.items() if k != "input_sha256"} == {
        k: v for k, v in asked.items() if k != "input_sha256"
    }
    assert not plan.process.simulated and plan.source.startswith("Evaluación Anual")
    said = {row.evidence for each in plan.indicators for row in each.measurements}
    assert said == {plan.source}, "every figure says where it comes from"
