"""`flask smd evaluate FILE --year Y`: evaluate one plan from its open file, without database or server."""

import sys

import click

from smd_workshop.cli import smd
from smd_workshop.cli.recounts.tally import read, write
from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.documents import Written, one_line, parse
from smd_workshop.library.plan.document import evaluation_of
from smd_workshop.library.schemas import FormatError


@smd.command("evaluate", with_appcontext=False)
@click.argument("file")
@click.option("--year", help="The year of the plan to evaluate; must be given.")
def evaluate_command(file: str, year: str | None) -> None:
    """Evaluate one plan: an smd-plan/1 FILE in ("-" is standard input), an smd-evaluation/1 document out."""
    try:
        result = evaluation_of(parse(read(file), Written), read_year(year))
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    write(result)


def read_year(year: str | None) -> int:
    """Return the year that was asked for; FormatError if there is none."""
    if year is None:
        raise FormatError("--year", N_("missing: say which year to evaluate"))
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        why = N_("%(value)s is not a year: write four digits")
        raise FormatError("--year", why, value=shown(year))
    return int(year)


if __name__ == "__main__":
    evaluate_command()
