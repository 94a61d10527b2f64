"""`flask smd survey FILE`: recount one wave of a survey from its open file, without database or server."""

import sys

import click

from smd_workshop.cli import smd
from smd_workshop.cli.tally import read, write
from smd_workshop.library.documents import one_line
from smd_workshop.library.schemas import FormatError


@smd.command("survey", with_appcontext=False)
@click.argument("file")
def survey_command(file: str) -> None:
    """Recount one wave: an smd-survey/1 FILE in ("-" is standard input), an smd-survey-result/1 document out."""
    from smd_workshop.library.survey.files import recount_content  # noqa: PLC0415 - numpy weighs

    try:
        result = recount_content(read(file))
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    write(result)


if __name__ == "__main__":
    survey_command()
