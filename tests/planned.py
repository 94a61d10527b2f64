"""Plans in the tables, built on the real acts."""

import copy
import html
import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from builders import NOON, cast, close
from flask import current_app
from flask_babel import force_locale
from kept import built_once
from plans import ZED_ILO, indicator, plan

from reports import store
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import transaction
from smd_workshop.library.documents import Written, parse, written_json
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import from_form, from_json, imports
from smd_workshop.plans.measurements import evidence, measuring, values
from smd_workshop.plans.reports import passages, places, reporting
from smd_workshop.plans.reports.assessing import assessed
from smd_workshop.plans.reviews import decisions, proposals, reviewing
from smd_workshop.processes import processes
from smd_workshop.rounds import opening
from smd_workshop.web.files import plan_evidence

TODAY = date(2024, 3, 1)
NOTE = "El ministerio cambió sus prioridades."
#: One objective, two actions, two indicators, one of them measured in 2023.
SMALL = plan(
    indicator(name="Áreas habilitadas"),
    indicator("IND.01.AEI.01.02", "AEI.01.02", name="Usuarios", values={}),
    code="PEI-2023-2025",
    name="Plan del puerto",
    activities=[{"code": "AO-01", "action": "AEI.01.01", "progress": {"2023": 100}}],
    finance=[{"year": 2023, "programmed": "1000.00", "executed": "500.50"}],
)


def process_of(code="moq", **fields):
    """A public process without a workshop. Committed."""
    with transaction():
        return processes.create("Plan de Ilo", NOON, code=code, seed=1, public=True, **fields)


def begun(process, document=SMALL, user_id=None) -> Plan:
    """A plan that holds nothing yet. Committed."""
    with transaction():
        return plans.begin(process, document["code"], tuple(document["period"]), NOON, user_id)


def brought(found: Plan, document=SMALL, today=TODAY):
    """Bring a document into a plan; return what became of it. Committed."""
    with transaction():
        lines = from_json.lines_of(written_json(document).encode(), found)
        outcome = imports.outcome_of(found, lines, today)
        imports.apply(found, outcome, NOON, None, today)
    return outcome


#: What a form says of an indicator that begins.
NEW = {
    "parent": "OEI.01",
    "sense": "ascending",
    "aggregation": "not additive",
    "name": "Un indicador",
}


def say(plan, kind, code, years=None, **texts):
    """Begin or correct a thing as its form does; return its verdict."""
    before = from_form.known(plan, kind, code)
    line = from_form.line_of(kind, {"code": code, **texts}, years or {}, before)
    outcome = from_form.outcome_of(plan, line, TODAY, new=before is None)
    if outcome.verdicts[0].kind != REFUSED:
        with transaction():
            imports.apply(plan, outcome, NOON, None, TODAY)
    return outcome.verdicts[0]


def publish_all(found: Plan, today=TODAY) -> None:
    """Say why what is in red is so, validate and publish everything. Committed."""
    with transaction():
        for row in measuring.unexplained(found):
            entry = measuring.Entry(period_of(row.period), row.value, NOTE)
            measuring.enter(row.indicator, entry, NOON, None, today, corrects=row.id)
        for step in measuring.STEPS:
            measuring.advance(measuring.ready(found, step), step, NOON, None)


def make_plan(process, document=SMALL, *, state="in_force") -> Plan:
    """A plan with everything of a document, published. Committed."""
    found = begun(process, document)
    brought(found, document)
    publish_all(found)
    with transaction():
        plans.change(found, NOON, None, state=state)
    return found


@built_once
def small_plan() -> Plan:
    """A small plan in a process of its own. Committed."""
    return make_plan(process_of())


@built_once
def zed_ilo_plan() -> Plan:
    """The plan of ZED Ilo in a process of its own. Committed."""
    return make_plan(process_of("zed"), ZED_ILO)


def add(found: Plan, code: str, period: str, value, note=NOTE, **parts):
    """Enter a value of an indicator. Committed."""
    number = None if value is None else Decimal(str(value))
    with transaction():
        return measuring.enter(
            plans.find_indicator(found, code), measuring.Entry(period_of(period), number, note),
            NOON, None, TODAY, **parts,
        )  # fmt: skip


def counts(found: Plan, code: str) -> dict[str, Decimal | None]:
    """What is published of an indicator, by period."""
    known = values.published(plans.find_indicator(found, code))
    return {str(period): value for period, value in known.items()}


def reread(document):
    """A document as its file says it, with the digits that were written."""
    return json.loads(written_json(copy.deepcopy(document)), parse_float=Written)


def keep_evidence(process) -> evidence.Document:
    """Put the file that shows a value of a process where the application looks for it."""
    return plan_evidence.keep(f"%PDF-1.7 acta de la mesa {process.code}".encode())


def furnished_plan(process, document=None) -> dict[str, object]:
    """A plan whose codes no other process has, a draft and a document; what its addresses are made of."""
    mine = f"{len(process.code):02}"
    small = json.loads(
        written_json(SMALL)
        .replace("AEI.01.", f"AEI.{mine}.")
        .replace("OEI.01", f"OEI.{mine}")
        .replace("PEI-2023-2025", f"PEI {process.code} 2023-2025")
    )
    document = document or small
    found = make_plan(process, document)
    indicator_ = next(each for each in found.indicators if values.counting(each))
    shown_by = keep_evidence(process)
    with transaction():
        entry = measuring.Entry(period_of("2022"), Decimal(7), NOTE, "Acta 3", shown_by)
        row = measuring.enter(indicator_, entry, NOON, None, TODAY)
        for step in measuring.STEPS:
            measuring.advance([row], step, NOON, None)
        draft = measuring.enter(
            indicator_, measuring.Entry(period_of("2024"), None), NOON, None, TODAY
        )
    return {
        "plan": plans.address_of(found.code), "indicator": indicator_.code,
        **sealed_report(found), "passage": "outlook",
        "thing": "objective", "ficha": found.objectives[0].code,
        "plan_indicator": indicator_.id,
        "value": values.heads(indicator_)[period_of("2023")].id, "aim": found.objectives[0].code, "sha256": shown_by.sha256, "measurement": draft.id,
    }  # fmt: skip


def write(found: Plan, key: str, text: str, period="2023") -> None:
    """Write a passage of a report in the place of what is there. Committed."""
    with transaction():
        report = assessed(found, period_of(period))
        latest = passages.of(found, report.period).get(key)
        passages.write(
            report, places.find(found, report.found, key), text, NOON, None,
            instead_of=latest.id if latest else None,
        )  # fmt: skip


def ready_to_seal(found: Plan, period="2023") -> None:
    """Write what a report needs, in a sentence each. Committed."""
    report = assessed(found, period_of(period))
    for place in places.places_of(found, report.found):
        if place.needed:
            write(found, place.key, "Se llegó a {{ plan.weighted }}.", period)


def keep_papers(plan_file: bytes) -> tuple[str, str]:
    """Put what a sealed report gives away where the application looks for it: a paper that says nothing, the plan as it was."""
    folder = Path(current_app.instance_path) / "documents"
    return (
        store.store(b"%PDF-1.7", "application/pdf", folder),
        store.store(plan_file, "application/json", folder),
    )


def sealed_report(found: Plan, period="2023", reason="") -> dict[str, object]:
    """Seal a report with papers that say nothing, then write more for the next edition; return its address."""
    ready_to_seal(found, period)
    with transaction(), force_locale("es"):
        report = assessed(found, period_of(period))
        files = keep_papers(documents.file_of(found))
        document = reporting.draft(report, TODAY, reason)
        confirmed = [each.key for each in reporting.findings(report)]
        row = reporting.seal(report, document, files, NOON, None, today=TODAY, confirmed=confirmed)
        edition = row.edition
    write(found, "outlook", "El año que viene se completa.", period)
    return {"period": period, "edition": edition}


def changed_file(process, own) -> bytes:
    """A file that changes a furnished plan: its first objective is called something else."""
    found = plans.find(process, own["plan"])
    document = parse(documents.file_of(found), Written)
    document["objectives"][0]["name"] = "Otro nombre"
    return written_json(document).encode()


def send_plan(browser, process, own) -> str:
    """Send that file to its plan; return under which digest it waits to be confirmed."""
    sent = browser.post(
        f"/f/{process.code}/plans/{own['plan']}/import",
        data={"file": (io.BytesIO(changed_file(process, own)), "plan.json")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, sent.text
    return sent.location.rsplit("/", 1)[1]


def reviewed(found: Plan, cards, *, decided=0) -> dict[str, object]:
    """A workshop that evaluates the first two actions of a plan, whose votes on progress and on targets are published;
    so many proposals are decided, the first accepted, the others refused. What its forms are made of. Committed."""
    actions = [each.code for each in found.actions[:2]]
    with transaction():
        asked = reviewing.Asked(
            "Evaluación de mitad de año", period_of("2023-S2"), actions, found.last_year
        )
        review = reviewing.begin(found, asked, NOON, None, TODAY)
    for subject, answer in (("action", 8), ("target", 45.5)):
        round_ = next(each for each in review.workshop.rounds if each.subject == subject)
        with transaction():
            opening.open_round(round_, NOON, None)
        for card in cards:
            cast(card, round_, {option.code: answer for option in round_.options})
        close(round_, publish=True)
    waiting = [each for own in proposals.shown(review).proposals.values() for each in reversed(own)]
    for place, each in enumerate(waiting[::-1][:decided]):
        answer = decisions.Answer(place == 0, "Lo dice el acta")
        with transaction():
            decisions.decide(review, each.round.id, each.code, answer, NOON, None)
    return {
        "review": review.id,
        "asked": waiting[0].round.id,
        "asked_code": waiting[0].code,
        "reviewed_action": actions[0],
    }


def words(page):
    """The text of a page on one line."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", plain)
