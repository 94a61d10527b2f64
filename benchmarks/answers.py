"""Answers: a page of 36 items asked for and sent, durably, beside a bare handler on the same server and database."""

import json
import random
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl, urlencode

import load
import programs
from cast import summary

CONNECTIONS = (1, 16, 64)
PEOPLE = 300


def measure(
    vendor: str, seconds: int, rounds: int, connections: tuple[int, ...] = CONNECTIONS
) -> dict:
    """Return full responses (page and answers) per second, milliseconds and ratios at each number of connections."""
    with programs.site(vendor) as site:
        document = _one_page()
        links = _survey(site, document)
        yardstick = {"BARE_INSTRUMENT": json.dumps(document)}
        file = _requests(site.folder / "answers", links, document)
        with (
            programs.server(site) as product,
            programs.server(site, "benchmarks.bare_answers:served", yardstick) as bare,
        ):
            for server in (product, bare):
                _check(server, file, len(document["pages"][0]["questions"]))
                load.drive(server.base, "answers.lua", file, 16, 2)
            return {
                str(many): _beside(product.base, bare.base, file, many, seconds, rounds)
                for many in connections
            }


def _check(server: programs.Server, file: Path, least: int) -> None:
    """Raise unless a page shows its questions and its form is stored: a refusal leads elsewhere, and quickly."""
    path, form = file.read_text(encoding="utf-8").splitlines()[0].split("\t")
    status, page, _ = programs.as_browser(server, "", path)
    sent, _, headers = programs.as_browser(server, "", path, dict(parse_qsl(form)))
    leads_to = headers.get("location", "")
    if status != 200 or page.count("<fieldset") < least or sent != 303:
        raise RuntimeError(f"this is no page of questions: {status}, {sent}")
    if not leads_to.endswith("/send"):
        raise RuntimeError(f"the answers were not taken: they led to {leads_to}")


def _beside(
    product: str, bare: str, file: Path, connections: int, seconds: int, rounds: int
) -> dict:
    """Take turns, so that whatever else the machine does meets both; two requests are one response."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(load.drive(product, "answers.lua", file, connections, seconds))
        theirs.append(load.drive(bare, "answers.lua", file, connections, seconds))
    found = {"product": summary(ours), "bare": summary(theirs)}
    for each in found.values():
        each["responses_per_second"] = round(each["per_second"] / 2, 1)
    ratio = median(o.rate / t.rate for o, t in zip(ours, theirs, strict=True))
    return {**found, "ratio": round(ratio, 3)}


def _one_page() -> dict:
    """Return the shipped questionnaire with its 36 items of the scale on one page."""
    from smd_workshop.library.survey.instrument.templates import template  # noqa: PLC0415

    document = dict(template("zed_users"))
    rated = [q for page in document["pages"] for q in page["questions"] if q.get("scale")]
    document["pages"] = [{"code": "uno", "title": document["title"], "questions": rated}]
    document.pop("recommend", None)
    return document


def _survey(site: programs.Site, document: dict) -> list[str]:
    """Open a wave in the database of a site and let each person begin; return their links."""
    from surveyed import make_survey, secret  # noqa: PLC0415 - of the tests, which build the same

    from smd_workshop import create_app  # noqa: PLC0415
    from smd_workshop.core.clock import now  # noqa: PLC0415
    from smd_workshop.database import transaction  # noqa: PLC0415
    from smd_workshop.surveys.answers import answering  # noqa: PLC0415

    app = create_app({"SMD_INSTANCE": str(site.folder), "SQLALCHEMY_DATABASE_URI": site.database})
    with app.app_context():
        links = make_survey(PEOPLE, document=document).links
        for link in links:
            with transaction():
                answering.begin(link, secret(), now())
        return list(links)


def _requests(path: Path, links: list[str], document: dict) -> Path:
    """Write what wrk asks for, one person a line: the address of the page, tab, the form."""
    chance = random.Random(2022)
    codes = []
    for question in document["pages"][0]["questions"]:
        rows = question.get("rows")
        codes += [row["code"] for row in rows] if rows else [question["code"]]
    lines = [
        f"/q/{link}/p/uno\t{urlencode({c: chance.choice('34555') for c in codes} | {'go': 'next'})}"
        for link in links
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
