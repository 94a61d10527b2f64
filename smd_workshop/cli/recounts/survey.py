"""`flask smd survey FILE`: recount one wave of a survey from its open file or from a folder of parts of it."""

from pathlib import Path

import click

from smd_workshop.cli import smd
from smd_workshop.cli.recounts.parts import (
    Counting,
    engine_of,
    engine_options,
    export_options,
    is_folder,
    told,
)
from smd_workshop.cli.recounts.tally import read, write

#: Of `smd_workshop.parts.surveys`, which numpy makes too heavy for here.
ROWS = 100_000


@smd.group("survey", cls=Counting)
def survey_command() -> None:
    """Recount one wave: an smd-survey/1 FILE or a folder of its parts in, an smd-survey-result/1 document out.

    "smd survey FILE" is "smd survey count FILE"; "-" is standard input. No database, no server.
    """


@survey_command.command("count")
@click.argument("file")
@engine_options
def count_command(file: str, engine: str, scheduler: str | None, workers: int | None) -> None:
    """Count FILE, which may be a folder that "smd survey export" made."""
    from smd_workshop.library.survey.files import recount_content  # noqa: PLC0415 - numpy weighs
    from smd_workshop.parts import surveys  # noqa: PLC0415 - as above

    with told():
        with engine_of(file, engine, scheduler, workers, "survey") as chosen:
            if is_folder(file):
                result = surveys.recount(Path(file), chosen)
            else:
                result = recount_content(read(file))
        write(result)


@survey_command.command("export")
@click.argument("file")
@export_options(ROWS)
def export_command(file: str, folder: Path, rows: int) -> None:
    """Write FILE as a folder of Parquet parts, which can be counted on several machines."""
    from smd_workshop.parts import surveys  # noqa: PLC0415 - numpy weighs

    with told():
        surveys.export(read(file), folder, rows)


if __name__ == "__main__":
    survey_command()
