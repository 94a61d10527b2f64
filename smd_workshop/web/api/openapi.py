"""The description of the API as OpenAPI 3.0.3, by which programs are written and tested."""

from typing import Any

from flask import Response

from smd_workshop.strategy.territory.gathered import GATHERED
from smd_workshop.web.api import bp
from smd_workshop.web.api.answers import LONGEST_QUERY, answer, licence

Json = dict[str, Any]
PROCESS, SCORECARD, PLAN = "code", "scorecard", "plan"
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number", "nullable": True}
FLAG: Json = {"type": "boolean"}
WHOLE: Json = {"type": "integer"}
COUNTS = ("measured", "with_indicators", "with_progress", "with_initiatives", "objectives")


def _record(required: dict[str, Json], **more: Json) -> Json:
    return {"type": "object", "required": list(required), "properties": required | more}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _gathered(of: str, **each: Json) -> Json:
    told: dict[str, Json] = {"format": TEXT, "process": TEXT, "simulated": FLAG, "licence": TEXT}
    return _record({**told, of: _list(_record({"id": WHOLE, **each}))})


MEASURES = _record(
    {
        "own_result_percent": NUMBER,
        "own_result_simulated": FLAG,
        "own_result_light": TEXT,
        "own_result_can_be": _list(NUMBER) | {"nullable": True},
        "initiatives_percent": NUMBER,
        **dict.fromkeys(COUNTS, WHOLE),
    },
    initiatives_light=TEXT,
    initiatives_can_be=_list(NUMBER) | {"nullable": True},
)
PROCESS_SHORT = {
    "code": TEXT, "name": TEXT, "purpose": TEXT, "place": TEXT, "simulated": FLAG,
    "page": {"type": "string", "format": "uri"}, "updated": {"type": "string", "format": "date-time"},
}  # fmt: skip
NAMED = _record({"code": TEXT, "name": TEXT})
SCHEMAS: dict[str, Json] = {
    "Processes": _record({"licence": TEXT, "processes": _list(_record(PROCESS_SHORT))}),
    "Process": _record(
        PROCESS_SHORT
        | {
            "licence": TEXT, "scorecards": _list(NAMED), "plans": _list(NAMED),
            "objectives": _list(_record({"code": TEXT, "wording": TEXT, "source": TEXT})),
        }
    ),
    "Scorecard": _record(
        {
            "format": TEXT, "process": TEXT, "code": TEXT, "name": TEXT, "year": WHOLE,
            "years": _list(WHOLE), "measures": MEASURES, "licence": TEXT,
            "perspectives": _list(_record({"code": TEXT, "name": TEXT, "measures": MEASURES})),
            "objectives": _list(
                _record({"code": TEXT, "wording": TEXT, "light": TEXT, "measures": MEASURES})
            ),
            "arrows": _list(_record({"cause": TEXT, "effect": TEXT, "agreed": FLAG})),
        }
    ),
    "Plan": _record({"format": TEXT, "code": TEXT, "period": _list(WHOLE)}),
    "Evaluation": _record(
        {"format": TEXT, "code": TEXT, "year": WHOLE},
        outstanding={
            "type": "object",
            "additionalProperties": _record(
                {"known": WHOLE, "of": WHOLE, "least": NUMBER, "most": NUMBER, "light": TEXT}
            ),
        },
    ),
    "Commitments": _record(
        {
            "licence": TEXT,
            "commitments": _list(
                _record({"text": TEXT, "owner": TEXT, "due": TEXT, "state": TEXT, "overdue": FLAG})
            ),
        }
    ),
    "Figures": _record(
        {
            "licence": TEXT, "process": TEXT, "simulated": FLAG,
            "figures": _list(
                _record(
                    {
                        "id": WHOLE, "indicator": TEXT, "year": {"type": "integer", "nullable": True},
                        "figure": TEXT, "numerator": TEXT, "denominator": TEXT, "unit": TEXT,
                        "definition": TEXT, "dataset_sha256": TEXT, "simulated": FLAG,
                        "published_at": {"type": "string", "format": "date-time"},
                        "page": {"type": "string", "format": "uri"},
                        "plan": TEXT | {"nullable": True},
                        "indicator_name": TEXT | {"nullable": True},
                    }
                )
            ),
        }
    ),
    "Variables": _record(
        {
            "licence": TEXT, "process": TEXT,
            "variables": _list(
                _record(
                    {
                        "code": TEXT, "name": TEXT, "source": TEXT, "institution": TEXT, "theme": TEXT,
                        "values": _list(
                            _record({"period": TEXT, "value": TEXT | {"nullable": True}, "counts": FLAG})
                        ),
                    }
                )
            ),
        }
    ),
    "Effects": _gathered(
        "components",
        name=TEXT, kind=TEXT, unit=TEXT, better=TEXT, contributions=_list(
            _record({"stressor": TEXT, "sign": TEXT, "unit": TEXT, "confidence": TEXT, "source": TEXT})
        ),
        refused=_list(_record({"stressor": TEXT, "sign": TEXT, "median": TEXT, "reason": TEXT})),
    ),
    "Clusters": _gathered(
        "clusters",
        name=TEXT, purpose=TEXT, members=_list(_record({"name": TEXT, "role": TEXT})),
        links=_list(_record({"from": TEXT, "to": TEXT, "gives": TEXT})),
    ),
    "SharedValue": _gathered(
        "initiatives",
        name=TEXT, form=TEXT, family=TEXT,
        metrics=_list(_record({"evidence": TEXT, "rule": TEXT, "lag_years": WHOLE, "n": WHOLE})),
    ),
    "Territories": _gathered(
        "territories",
        code=TEXT, name=TEXT, values=_list(
            _record({"plan": TEXT, "indicator": TEXT, "period": TEXT, "value": TEXT, "simulated": FLAG})
        ),
    ),
    "Found": _record(
        {"found": _list(_record({"process": TEXT, "kind": TEXT, "code": TEXT, "text": TEXT}))}
    ),
    "JsonStat": _record(
        {
            "version": {"type": "string", "enum": ["2.0"]},
            "class": {"type": "string", "enum": ["dataset"]},
            "id": _list(TEXT), "size": _list(WHOLE), "dimension": {"type": "object"},
            "value": _list(NUMBER),
        }
    ),
    "Catalogue": _record({"@type": TEXT, "dcat:dataset": _list({"type": "object"})}),
    "OpenAPI": _record({"openapi": TEXT, "paths": {"type": "object"}}),
    "Problem": _record({"status": WHOLE, "title": TEXT}),
}  # fmt: skip

YEAR: Json = {
    "name": "year", "in": "query", "required": False, "description": "The year; empty: the latest.",
    "schema": {"type": "integer", "minimum": 1000, "maximum": 9999},
}  # fmt: skip
WORDS: Json = {
    "name": "q", "in": "query", "required": True, "description": "Words; accents do not matter.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY, "pattern": r"\S"},
}  # fmt: skip
CARD_AT, PLAN_AT = "/processes/{code}/scorecards/{scorecard}", "/processes/{code}/plans/{plan}"
#: What any address may answer about keys, and about who asks too often.
KEYS = {"401": "This key does not work.", "429": "Too often: wait a minute, or ask with a key."}
#: path → (what it gives, schema, questions behind the question mark, media type)
OPERATIONS: dict[str, tuple[str, str, tuple[Json, ...], str]] = {
    "/processes": ("The public processes.", "Processes", (), "application/json"),
    "/processes/{code}": ("A process.", "Process", (), "application/json"),
    "/processes/{code}/commitments": (
        "Who promised what by when.", "Commitments", (), "application/json",
    ),
    "/processes/{code}/figures": (
        "The published figures of surveys.", "Figures", (), "application/json",
    ),
    "/processes/{code}/variables": (
        "The repository of variables.", "Variables", (), "application/json",
    ),
    "/processes/{code}/effects": (
        "Cumulative effects, smd-effects/1.", "Effects", (), "application/json",
    ),
    "/processes/{code}/clusters": ("Clusters, smd-clusters/1.", "Clusters", (), "application/json"),
    "/processes/{code}/shared-value": (
        "Shared value, smd-shared-value/1.", "SharedValue", (), "application/json",
    ),
    "/processes/{code}/territories": (
        "What plans measured in each territory, smd-territories/1.", "Territories", (), "application/json",
    ),
    **{
        f"/processes/{{code}}/{name}/jsonstat": (f"{each.title} as JSON-stat 2.0.", "JsonStat", (), "application/json")
        for name, each in GATHERED.items()
    },
    CARD_AT: ("A scorecard in a year, smd-scorecard/1.", "Scorecard", (YEAR,), "application/json"),
    f"{CARD_AT}/jsonstat": ("A scorecard as JSON-stat 2.0.", "JsonStat", (), "application/json"),
    PLAN_AT: ("A plan, smd-plan/1.", "Plan", (), "application/json"),
    f"{PLAN_AT}/evaluation": (
        "The evaluation of a year, smd-evaluation/1.", "Evaluation", (YEAR,), "application/json",
    ),
    f"{PLAN_AT}/jsonstat": ("A plan as JSON-stat 2.0.", "JsonStat", (), "application/json"),
    "/search": ("A search over everything published.", "Found", (WORDS,), "application/json"),
    "/catalog.jsonld": ("The DCAT catalogue.", "Catalogue", (), "application/ld+json"),
    "/openapi.json": ("This document.", "OpenAPI", (), "application/json"),
}  # fmt: skip


@bp.get("/openapi.json")
def openapi() -> Response:
    """Describe every address of the API."""
    return answer({
        "openapi": "3.0.3",
        "info": {
            "title": "SMD Workshop",
            "version": "1",
            "description": (
                "What workshops agreed and how far it has come. Read-only, without an account. A key "
                "(Authorization: Bearer …) is needed for nothing; with one a program may ask oftener."
            ),
            "license": {"name": "CC BY 4.0" if "/by/4.0" in licence() else "Licence", "url": licence()},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {path: {"get": _operation(path)} for path in OPERATIONS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"key": []}],
    })  # fmt: skip


def _operation(path: str) -> Json:
    summary, schema, asked, media = OPERATIONS[path]
    inside = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in (PROCESS, SCORECARD, PLAN)
        if f"{{{name}}}" in path
    ]
    refused = {"422": "Not understood."} if WORDS in asked else {}
    missing = {"404": "There is nothing public here."} if inside or YEAR in asked else {}
    return {
        "summary": summary,
        "operationId": "get" + "".join(c if c.isalnum() else "_" for c in path),
        "parameters": [*inside, *asked],
        "responses": {
            "200": {
                "description": summary,
                "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
            },
            **{code: _problem(words) for code, words in (refused | missing | KEYS).items()},
        },
    }


def _problem(words: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
