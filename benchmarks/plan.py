"""Plan: what evaluating a large plan costs, and how that grows with the years of its history."""

import json
import random
import time

OBJECTIVES, ACTIONS, INDICATORS = 60, 300, 1000
YEARS = (1, 10)


def measure() -> dict:
    """Return the milliseconds of processor for the evaluation alone and for a whole file, the best of five."""
    short, long = (_plan(years) for years in YEARS)
    first, last = _best(short), _best(long)
    return {
        "objectives": OBJECTIVES, "actions": ACTIONS, "indicators": INDICATORS, "years": YEARS[-1],
        "evaluate_ms": last["evaluate"], "file_ms": last["file"],
        "history_grows_by": YEARS[-1] // YEARS[0],
        "time_grows_by": round(last["file"] / first["file"], 1),
    }  # fmt: skip


def _best(document: dict) -> dict:
    rounds = [_once(json.dumps(document).encode(), document["period"][1]) for _ in range(5)]
    return {part: round(min(each[part] for each in rounds) * 1000) for part in rounds[0]}


def _once(content: bytes, year: int) -> dict:
    from smd_workshop.library.documents import Written, parse  # noqa: PLC0415
    from smd_workshop.library.plan.document import evaluation_of  # noqa: PLC0415
    from smd_workshop.library.plan.evaluation.agreement import cautions  # noqa: PLC0415
    from smd_workshop.library.plan.evaluation.evaluation import evaluate  # noqa: PLC0415
    from smd_workshop.library.plan.reading import plan_of  # noqa: PLC0415

    started = time.process_time()
    result = evaluation_of(parse(content, Written), year)
    file = time.process_time() - started
    if len(result["indicators"]) != INDICATORS or result["weighted"] is None:
        raise RuntimeError("not all indicators were evaluated")
    plan = plan_of(parse(content, Written))
    started = time.process_time()
    cautions(plan, evaluate(plan, year))
    return {"file": file, "evaluate": time.process_time() - started}


def _plan(years: int) -> dict:
    draw = random.Random(2022)
    objectives = [f"OEI.{n:02}" for n in range(1, OBJECTIVES + 1)]
    each = ACTIONS // OBJECTIVES
    actions = [f"AEI.{o[4:]}.{n:02}" for o in objectives for n in range(1, each + 1)]
    return {
        "format": "smd-plan/1", "code": "PEI", "period": [2024 - years, 2023],
        "objectives": [{"code": code} for code in objectives],
        "actions": [{"code": code, "objective": f"OEI.{code[4:6]}"} for code in actions],
        "indicators": [
            _indicator(draw, f"IND.{n // ACTIONS + 1:02}.{actions[n % ACTIONS]}", years)
            for n in range(INDICATORS)
        ],
        "activities": [
            {"code": f"AO-{n:04}", "action": code, "progress": {"2023": draw.randint(0, 100)}}
            for n, code in enumerate(actions * 3)
        ],
        "finance": [{"year": 2023, "programmed": "4930000.00", "executed": "3661516.08"}],
    }  # fmt: skip


def _indicator(draw: random.Random, code: str, years: int) -> dict:
    history = [str(year) for year in range(2024 - years, 2024)]
    return {
        "code": code, "of": code[7:], "relevance": draw.randint(1, 3),
        "sense": draw.choice(["ascending", "descending", "at most", "at least"]),
        "aggregation": draw.choice(["additive", "not additive"]),
        "baseline": {"year": 2013, "value": draw.randint(0, 50)},
        "targets": {year: round(draw.uniform(1, 100), 2) for year in history},
        "values": {year: round(draw.uniform(0, 120), 2) for year in history},
    }  # fmt: skip
