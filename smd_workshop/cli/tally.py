"""`flask smd tally FILE`: recount one round from its open file, without database or server."""

import json
import sys
from pathlib import Path

import click

from smd_workshop.cli import smd
from smd_workshop.library.tally import FormatError, one_line, parse, recount


@smd.command("tally", with_appcontext=False)
@click.argument("file")
@click.option(
    "--method-version",
    type=int,
    help="Count by this version of the method: for a file that names none, of a round held before.",
)
def tally_command(file: str, method_version: int | None) -> None:
    """Recount one round: an smd-tally/1 FILE in ("-" is standard input), an smd-result/1 document out."""
    try:
        result = recount(parse(read(file)), method_version)
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    write(result)


def read(file: str) -> bytes:
    """Return the content of a file, or of standard input for "-"; FormatError if it cannot be read."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FormatError("", "%(file)s: %(why)s", file=file, why=why) from None


def write(result: object) -> None:
    """Print one JSON document in UTF-8, whatever the terminal's encoding is."""
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
    click.echo(text.encode("utf-8"))


if __name__ == "__main__":
    tally_command()
