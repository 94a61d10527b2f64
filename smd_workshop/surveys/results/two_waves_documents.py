"""Two waves beside each other as a document to compute with."""

from typing import Any

from smd_workshop.library.survey.two_waves import Moved
from smd_workshop.models import Wave
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.results.two_waves import Left, TwoWaves
from smd_workshop.surveys.results.two_waves_groups import GroupTable


def document(
    both: TwoWaves, tables: tuple[GroupTable, ...], left: tuple[Left, ...]
) -> dict[str, Any]:
    """Return what is compared and what is not, names of figures in English; `why` where nothing is."""
    return {
        "survey": both.after.survey.code,
        "before": _wave(both.before),
        "after": _wave(both.after),
        **({"why": both.why} if both.why else {}),
        "questions": [
            {"code": row.code, "question": row.words, "answer": row.answer, **_moved(row.moved)}
            for row in both.rows
        ],
        "not_compared": [_left(each) for each in (*both.left, *left)],
        "groups": [_table(each) for each in tables],
        **({"simulated": True} if both.after.survey.shown_as_simulated else {}),
    }


def _wave(wave: Wave | None) -> dict[str, Any] | None:
    if wave is None:
        return None
    result = dataset.of(wave)
    return {
        "wave": wave.name, "number": wave.number, "year": wave.year, "mode": wave.mode,
        "version": wave.instrument.number, "imported": wave.imported is not None,
        "dataset_sha256": result.dataset_sha256 if result else None,
    }  # fmt: skip


def _moved(moved: Moved) -> dict[str, Any]:
    before, after = ({"k": k, "n": n} for k, n in (moved.before, moved.after))
    return {
        "before": before, "after": after, "difference": float(moved.difference),
        "interval": list(moved.interval) if moved.interval else None, "chance_corrected": moved.chance,
    }  # fmt: skip


def _left(left: Left) -> dict[str, str]:
    return {"code": left.code, "question": left.words, "why": left.why}


def _table(table: GroupTable) -> dict[str, Any]:
    cells = [
        {"code": row.code, "question": row.words, "group": group, **_moved(moved)}
        for row in table.rows
        for (group, _words, _before, _after), moved in zip(table.heads, row.cells, strict=True)
        if moved is not None
    ]
    groups = [
        {"group": group, "name": words, "n_before": before, "n_after": after}
        for group, words, before, after in table.heads
    ]
    return {"by": table.attribute.title, "groups": groups, "figures": cells}
