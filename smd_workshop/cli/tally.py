"""`flask smd tally FILE`: recount one round from its open file, without database or server."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from smd_workshop.cli import smd
from smd_workshop.library.election_files import SOURCES, document_of
from smd_workshop.library.tally import FormatError, one_line, parse, recount


@smd.command("tally", with_appcontext=False)
@click.argument("file")
@click.option(
    "--method-version",
    type=int,
    help="Count by this version of the method: for a file that names none, of a round held before.",
)
@click.option(
    "--from", "source", type=click.Choice(tuple(SOURCES)), help="Read a published election."
)
@click.option("--method", help="With --from: count by this method instead of the usual one.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="With --from: a setting, such as k=3.",
)
@click.option("--convert", is_flag=True, help="With --from: print the smd-tally/1 file, uncounted.")
def tally_command(
    file: str,
    method_version: int | None,
    source: str | None,
    method: str | None,
    settings: tuple[str, ...],
    *,
    convert: bool,
) -> None:
    """Recount one round: an smd-tally/1 FILE in ("-" is standard input), an smd-result/1 document out."""
    try:
        if source is None:
            _refuse_alone(method, settings, convert)
            result = recount(parse(read(file)), method_version)
        else:
            result = imported(file, source, method, settings, convert=convert)
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    write(result)


def _refuse_alone(*given: object) -> None:
    """Refuse what is said about a published election where none is read."""
    if any(given):
        raise FormatError("", "--method, --set and --convert go with --from")


def imported(
    file: str, source: str, method: str | None, settings: Iterable[str], *, convert: bool
) -> dict[str, Any]:
    """Return the result of a published election with the names of its options, or its smd-tally/1 document."""
    election = SOURCES[source](read(file), Path(file).suffix)
    document = document_of(election, method, dict(map(_setting, settings)))
    result = recount(document)  # also before it is only written: what is written can be counted
    return document if convert else result | {"names": dict(election.names)}


def _setting(text: str) -> tuple[str, Any]:
    """Read KEY=VALUE; the value is JSON, or else a text."""
    key, mark, value = text.partition("=")
    if not mark:
        raise FormatError("settings", "%(text)s is not KEY=VALUE", text=json.dumps(text))
    try:
        return key, parse(value.encode("utf-8", "surrogateescape"))
    except FormatError:
        return key, value


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
