"""Closing a wave: seconds of processor and memory to open sealed answers and to compute every figure, in the database.

    python benchmarks/closing.py [RESPONSES] [--database postgresql://…] [--whole]

A wave of the shipped questionnaire of 36 items. `--whole` holds the document of all answers, as the close did once.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
AT_A_TIME = 5_000


def main() -> None:
    sys.path.insert(0, str(ROOT))
    asked = argparse.ArgumentParser()
    asked.add_argument("responses", type=int, nargs="?", default=100_000)
    asked.add_argument("--database", default="")
    asked.add_argument("--whole", action="store_true")
    asked.add_argument("--step", default="")
    said = asked.parse_args()
    if said.step:
        print(json.dumps(measure(said.step)))
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SMD_INSTANCE": folder, "SMD_DATABASE_URL": said.database}
        os.environ.update(environment)
        build(said.responses)
        for step in ("close", "whole" if said.whole else "count"):
            # Each in a program of its own: memory that one took is not the other's.
            done = subprocess.run(
                [sys.executable, __file__, "--step", step], cwd=ROOT, env=environment, check=True,
                capture_output=True, text=True,
            )  # fmt: skip
            print(step, said.responses, done.stdout.strip())


def build(many: int) -> None:
    """Make an open anonymous wave with so many sealed envelopes."""
    from sqlalchemy import insert  # noqa: PLC0415

    from smd_workshop.database import db, transaction  # noqa: PLC0415
    from smd_workshop.library.survey.instrument.templates import template  # noqa: PLC0415
    from smd_workshop.models import Base, Envelope  # noqa: PLC0415
    from smd_workshop.models.base import random_id  # noqa: PLC0415
    from smd_workshop.processes import processes  # noqa: PLC0415
    from smd_workshop.surveys import instruments, sealing, surveys, waves  # noqa: PLC0415

    app, draw = _app(), random.Random(2022)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction():
            process = processes.create("Banco de pruebas", NOON, code="banco")
            survey = surveys.create(process, "Encuesta", NOON, None)
            version = instruments.put_draft(survey, template("zed_users"), NOON, None)
            instruments.publish(version, NOON, None)
            wave = waves.create(survey, version, waves.Terms("2026", 2026, "anonymous"), NOON, None)
            waves.open_wave(wave, NOON, None)
            key = sealing.wave_key(wave.seal, app.config["SECRET_KEY"])
            wave_id, items = wave.id, instruments.read(version).items
        for first in range(0, many, AT_A_TIME):
            rows = [
                {
                    "id": random_id(),
                    "wave_id": wave_id,
                    "content": sealing.seal(_answers(items, draw), key),
                }
                for _ in range(first, min(first + AT_A_TIME, many))
            ]
            with transaction():
                db.session.execute(insert(Envelope), rows)


def _answers(items: dict, draw: random.Random) -> bytes:
    given = {}
    for code, item in items.items():
        if item.question.scale is not None:
            given[code] = draw.randint(1, 5)
        elif item.question.type == "nps":
            given[code] = draw.randint(0, 10)
        elif item.question.type == "long_text" and draw.random() < 0.3:
            given[code] = "La balanza tiene mucha cola por las mañanas"
    return json.dumps(given).encode()


def measure(step: str) -> dict[str, float]:
    """Do one step in a program of its own."""
    from smd_workshop.database import db, transaction  # noqa: PLC0415
    from smd_workshop.models import Wave  # noqa: PLC0415
    from smd_workshop.surveys import closing  # noqa: PLC0415
    from smd_workshop.surveys.figures import dataset  # noqa: PLC0415

    app = _app()
    with app.app_context():
        wave = db.session.get_one(Wave, 1)
        before, started = _peak(), time.process_time()
        if step == "close":
            with transaction():
                closing.close(wave, NOON, None, [app.config["SECRET_KEY"]])
        elif step == "whole":
            dataset.figures(dataset.document(wave))
        else:
            counted = closing.count(wave, NOON)
            with transaction():
                closing.store(counted)
        return {
            "processor_s": round(time.process_time() - started, 1), "mb": round(_peak() - before), "mb_at_start": round(before),
        }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _app():
    from smd_workshop import create_app  # noqa: PLC0415

    return create_app()


if __name__ == "__main__":
    main()
