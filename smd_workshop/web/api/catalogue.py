"""The catalogue of the open data, as DCAT in JSON-LD (W3C, Data Catalog Vocabulary 3)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from reports.tables import CSV, XLSX
from smd_workshop.core import mail_addresses
from smd_workshop.core.errors import NotFound
from smd_workshop.library import schemas
from smd_workshop.models import Plan, Process, Scorecard, Wave
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import simulated
from smd_workshop.publishing import portal_queries
from smd_workshop.repository import variables
from smd_workshop.strategy import news
from smd_workshop.strategy.scorecards import reading, scorecard_queries
from smd_workshop.strategy.territory.gathered import GATHERED
from smd_workshop.surveys.figures import published
from smd_workshop.surveys.results import summaries
from smd_workshop.web.addresses import public_address
from smd_workshop.web.api import bp
from smd_workshop.web.api.answers import answer, licence, updated
from smd_workshop.web.asked import today_in
from smd_workshop.web.language import current_language

Json = dict[str, Any]
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Where people read what is gathered beside plans and votes.
PAGES = {
    "effects": "portal.effects_matrix", "clusters": "portal.cluster_list",
    "shared-value": "portal.shared_value", "commitments": "portal.commitments",
    "territories": "portal.process_territories",
}  # fmt: skip
#: Languages as the Library of Congress names them, which DCAT asks for: a language is no word.
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
MEDIA = "https://www.iana.org/assignments/media-types/"


@bp.get("/")
def open_data() -> str:
    """Show people what the catalogue says to programs: each set of data with its page and its files."""
    listed = [
        (process, _of_process(process), list(_votes(process)))
        for process in portal_queries.public_processes()
    ]
    return render_template(
        "portal/open_data.html", listed=listed, licence=licence(), formats=schemas.NAMES
    )


def _of_process(process: Process) -> list[Json]:
    """Return the sets of data of a process."""
    return [
        *(_scorecard(process, each) for each in scorecard_queries.public_scorecards(process)),
        *(_plan(process, each) for each in plans.public(process)),
        *_figures(process),
        *(_wave(each) for each in summaries.public(process)),
        *_repository(process),
        *_gathered(process),
    ]


@bp.get("/catalog.jsonld")
def catalogue() -> Response:
    """Give the catalogue: each public scorecard and plan with all its files."""
    datasets = [
        dataset
        for process in portal_queries.public_processes()
        for dataset in (*_of_process(process), *_votes(process))
    ]
    document = {
        "@context": CONTEXT,
        "@id": public_address("api.catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _("Open data of what the workshops agreed"),
        "dct:description": _(
            "What was agreed, how far it has come, and how every vote was counted."
        ),
        "dct:language": {"@id": LANGUAGES + current_language()},
        "dct:license": {"@id": licence()},
        "dct:publisher": _agent(_("Technical secretariat of the process")),
        "foaf:homepage": {"@id": public_address("portal.home")},
        "dcat:service": {
            "@id": public_address("api.openapi"),
            "@type": "dcat:DataService",
            "dct:title": _("Addresses for programs"),
            "dcat:endpointURL": {"@id": public_address("api.processes")},
            "dcat:endpointDescription": {"@id": public_address("api.openapi")},
        },
        "dcat:dataset": datasets,
    }
    if datasets:
        changed = (each["dct:modified"]["@value"] for each in datasets)
        document["dct:modified"] = _moment(max(changed, key=datetime.fromisoformat))
    return answer(document, "application/ld+json")


def _scorecard(process: Process, each: Scorecard) -> Json:
    here = {"code": process.code, "scorecard": each.code}
    shown = reading.shown(each, today_in(process), public=True)
    files = [
        ("portal.scorecard_csv", "text/csv"), ("portal.scorecard_json", "application/json"),
        ("api.scorecard_jsonstat", "application/json"),
    ]  # fmt: skip
    return _dataset(
        process, each.name, _("Scorecard: objectives with their own result and what is done for them"),
        public_address("portal.scorecard", **here), news.last_change(shown),
        [(public_address(name, **here), media) for name, media in files], process.name,
    )  # fmt: skip


def _plan(process: Process, each: Plan) -> Json:
    here = {"code": process.code, "plan": plans.address_of(each.code)}
    files = [
        ("portal.plan_csv", "text/csv"), ("portal.plan_json", "application/json"),
        ("api.plan_jsonstat", "application/json"),
    ]  # fmt: skip
    return _dataset(
        process, each.name or each.code,
        _marked(_("Plan: indicators with targets, values and progress"), process, each),
        public_address("portal.plan", **here), updated(each),
        [(public_address(name, **here), media) for name, media in files], each.organisation,
    )  # fmt: skip


def _figures(process: Process) -> Iterator[Json]:
    """Yield the figures of surveys that were published, once there is one."""
    found = published.of_process(process)
    if found:
        yield _dataset(
            process, _("Figures of surveys"), _("What surveys published for each indicator and year, with what was counted"),
            public_address("portal.process", code=process.code, _anchor="surveys"),
            max(each.published_at for each in found),
            [(public_address("api.figures", code=process.code), "application/json")], process.name,
        )  # fmt: skip


def _wave(wave: Wave) -> Json:
    """Describe the result of a wave whose summary is public: every figure that its page shows."""
    process, survey = wave.survey.process, wave.survey
    here = {"code": process.code, "survey": survey.code, "wave": wave.number}
    last = summaries.of(wave)
    if last is None:
        raise NotFound
    files = [
        ("portal.survey_result_csv", "text/csv"),
        ("portal.survey_result_json", "application/json"),
    ]
    told = _("Results of a survey: every figure that may be shown, with its counts")
    if survey.shown_as_simulated and not process.simulated:
        told = " · ".join((told, _("Simulated answers")))
    return _dataset(
        process, f"{survey.name} · {wave.name}", told, public_address("portal.survey_wave", **here),
        last.approved_at,
        [(public_address(name, **here), media) for name, media in files], survey.organisation,
    )  # fmt: skip


def _repository(process: Process) -> Iterator[Json]:
    """Yield the repository of variables of a process, once there is one."""
    every = variables.of_process(process)
    last = variables.last_said(every)
    if last is not None:
        files = [
            ("portal.variables_csv", "text/csv"), ("portal.variables_json", "application/json"),
            ("portal.variables_metadata", "application/csvm+json"),
        ]  # fmt: skip
        yield _dataset(
            process, _("Repository of variables"), _("What is counted about the territory, by whom and how often"),
            public_address("portal.variable_list", code=process.code), last,
            [(public_address(name, code=process.code), media) for name, media in files],
            process.name,
        )  # fmt: skip


def _votes(process: Process) -> Iterator[Json]:
    """Yield each published vote; its page has the ballots too, where they are published, and how they are counted again."""
    for round_ in portal_queries.by_word(process):
        if round_.step == "vote" and round_.published_at is not None:
            here = {"code": process.code, "workshop": round_.workshop.code, "number": round_.number}
            files = [("portal.table_csv", CSV), ("portal.table_xlsx", XLSX)]
            yield _dataset(
                process, _("Round %(number)s", number=round_.number) + f" · {round_.title}",
                _("Vote: every figure; its page has the ballots, where they are published"),
                public_address("portal.result", **here), round_.published_at,
                [(public_address(name, **here), media) for name, media in files], process.name,
            )  # fmt: skip


def _gathered(process: Process) -> Iterator[Json]:
    """Yield effects, clusters, shared value, commitments and territories, each once something of it is shown."""
    for name, each in GATHERED.items():
        last = each.last(process)
        if last is not None:
            here = {"code": process.code, "gathered": name}
            files = [
                ("portal.gathered_csv", "text/csv"), ("portal.gathered_json", "application/json"),
                ("portal.gathered_metadata", "application/csvm+json"), ("api.gathered_jsonstat", "application/json"),
            ]  # fmt: skip
            yield _dataset(
                process, _(each.title), _(each.description),
                public_address(PAGES[name], code=process.code), last,
                [
                    (public_address(file, **here), media) for file, media in files
                ],
                process.name,
            )  # fmt: skip


def _dataset(
    process: Process,
    title: str,
    description: str,
    page: str,
    modified: datetime,
    files: list[tuple[str, str]],
    publisher: str,
) -> Json:
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": page,
        "dct:title": title,
        "dct:description": _simulated(process, description),
        "dct:modified": _moment(modified.isoformat(timespec="seconds")),
        "dct:license": {"@id": licence()},
        "dct:publisher": _agent(publisher or process.name),
        "dcat:contactPoint": _contact(process, publisher or process.name),
        "dcat:keyword": [word for word in (process.name, process.place) if word],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@id": address, "@type": "dcat:Distribution", "dcat:accessURL": {"@id": page},
                "dcat:downloadURL": {"@id": address}, "dcat:mediaType": {"@id": MEDIA + media},
                "dct:license": {"@id": licence()},
            }
            for address, media in files
        ],
    }  # fmt: skip


def _marked(text: str, process: Process, plan: Plan) -> str:
    """Say of a true plan that some of its values are not: those of a simulated survey."""
    told = _("Some values rest on simulated answers, and say so")
    return f"{text}. {told}" if simulated.has(plan) and not process.simulated else text


def _simulated(process: Process, text: str) -> str:
    told = _("Simulated votes: a demonstration, nobody said this")
    return f"{text}. {told}" if process.simulated else text


def _moment(written: str) -> Json:
    return {"@type": "xsd:dateTime", "@value": written}


def _contact(process: Process, publisher: str) -> Json:
    """Return who answers for a process, with the page that says what to do if something looks wrong."""
    said = process.contact or ""
    mail = next(filter(mail_addresses.is_address, mail_addresses.written(said)), "")
    return {
        "@type": "vcard:Organization",
        "vcard:fn": said or publisher,
        **({"vcard:hasEmail": {"@id": f"mailto:{mail}"}} if mail else {}),
        "vcard:hasURL": {"@id": public_address("portal.wrong", code=process.code)},
    }


def _agent(name: str) -> Json:
    return {"@type": "foaf:Agent", "foaf:name": name}
