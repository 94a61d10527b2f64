"""`flask smd xlsform FILE`: the verdict on a form of ODK or KoboToolbox, and the instrument it becomes."""

import sys

import click

from smd_workshop.cli import smd
from smd_workshop.cli.recounts.tally import read, write
from smd_workshop.library.documents import one_line
from smd_workshop.library.schemas import FormatError


@smd.command("xlsform", with_appcontext=False)
@click.argument("file")
def xlsform_command(file: str) -> None:
    """Judge an XLSForm FILE (xlsx, xls, csv or Markdown; "-" is standard input): what is taken, lost or refused.

    The answer is one JSON document with the verdict and the smd-instrument/1 document; a refused form exits with 2.
    """
    from smd_workshop.library.survey.instrument.xlsform.importing import (  # noqa: PLC0415 - weighs
        verdict_of,
    )

    try:
        content = read(file)
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    verdict = verdict_of(content)
    write(verdict.as_json())
    if verdict.document is None:
        sys.exit(2)


if __name__ == "__main__":
    xlsform_command()
