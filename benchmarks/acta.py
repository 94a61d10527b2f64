"""Acta: the paper of a workshop of 40 seats and 10 rounds, in a program of its own for its memory."""

import json
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import programs
import result
from inside import application

SEATS, ROUNDS = 40, 10


def measure() -> dict:
    """Return seconds, pages and peak memory of the acta."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "here"], capture_output=True, text=True, timeout=300,
        cwd=programs.ROOT,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    return json.loads(done.stdout.splitlines()[-1])


def _here() -> dict:
    with programs.site("sqlite") as site, application(site):
        from pypdf import PdfReader  # noqa: PLC0415

        from smd_workshop.making.minutes_pdf import (  # noqa: PLC0415
            documents_folder,
            make_acta,
        )

        workshop = _workshop()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, worked = time.perf_counter(), time.process_time()
        _, digest = make_acta(workshop)
        took, worked = time.perf_counter() - started, time.process_time() - worked
        paper = next(documents_folder().rglob(f"*{digest}*"))
        return {
            "seats": SEATS, "rounds": ROUNDS, "seconds": round(took, 1),
            "processor_s": round(worked, 1),
            "pages": len(PdfReader(paper).pages), "kilobytes": round(paper.stat().st_size / 1000),
            "memory_before_mb": round(before / 1024),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }  # fmt: skip


def _workshop():
    from flask import current_app  # noqa: PLC0415

    from smd_workshop.core.clock import now  # noqa: PLC0415
    from smd_workshop.database import transaction  # noqa: PLC0415
    from smd_workshop.demonstration import rehearsals  # noqa: PLC0415
    from smd_workshop.publishing import publication  # noqa: PLC0415
    from smd_workshop.rounds import (  # noqa: PLC0415
        closing,
        drafting,
        opening,
        option_sources,
    )

    with transaction():
        built = rehearsals.build(SEATS, 5, current_app.config["SECRET_KEY"], now())
    round_ = built.round_
    for number in range(ROUNDS):
        if number:
            with transaction():
                round_ = drafting.add(
                    built.workshop, now(), method_id="rating", title=f"Ronda simulada {number + 1}",
                    question="¿Cuán importante es cada factor?",
                )  # fmt: skip
                option_sources.set_options(round_, rehearsals.options())
                opening.open_round(round_, now(), None)
        with transaction():
            result.fill(round_)
            closing.announce_close(round_, now(), None)
        with transaction():
            closing.close(round_, now() + timedelta(minutes=5), None)
        with transaction():
            publication.publish(round_, now(), None)
    return built.workshop


if __name__ == "__main__":
    print(json.dumps(_here()))
