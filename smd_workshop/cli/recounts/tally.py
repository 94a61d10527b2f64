"""`flask smd tally FILE`: recount one round from its open file or from a folder of parts of it."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
from smd_workshop.library.recount.election_files import SOURCES, document_of
from smd_workshop.library.recount.tally import ALONE, Besides, FormatError, parse, recount
from smd_workshop.parts.engines import Engine

#: Of `smd_workshop.parts.tallies`, which is imported where it is used.
ROWS = 100_000

_method_version = click.option(
    "--method-version",
    type=int,
    help="Count by this version of the method: for a file that names none, of a round held before.",
)


@smd.group("tally", cls=Counting)
def tally_command() -> None:
    """Recount one round: an smd-tally/1 FILE or a folder of its parts in, an smd-result/1 document out.

    "smd tally FILE" is "smd tally count FILE"; "-" is standard input. No database, no server.
    """


@tally_command.command("count")
@click.argument("file")
@_method_version
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
@click.option(
    "--influence",
    is_flag=True,
    help="Add what each sector adds to the decision (Shapley), and in how many ways of weighing them it is the same.",
)
@click.option(
    "--chances",
    is_flag=True,
    help="Add how often the decision would come out again, in repetitions drawn from the seed.",
)
@engine_options
def count_command(  # noqa: PLR0917 - click gives them by name
    file: str,
    method_version: int | None,
    source: str | None,
    method: str | None,
    settings: tuple[str, ...],
    engine: str,
    scheduler: str | None,
    workers: int | None,
    *,
    convert: bool,
    influence: bool,
    chances: bool,
) -> None:
    """Count FILE, which may be a folder that "smd tally export" made."""
    besides = Besides(influence, chances)
    with told():
        if source is None:
            _refuse_alone(method, settings, convert)
            with engine_of(file, engine, scheduler, workers, "tally") as chosen:
                result = _counted(file, method_version, chosen, besides)
        else:
            result = imported(file, source, method, settings, besides, convert=convert)
        write(result)


def _counted(file: str, version: int | None, engine: Engine, besides: Besides) -> dict[str, Any]:
    if not is_folder(file):
        return recount(parse(read(file)), version, besides)
    from smd_workshop.parts import tallies  # noqa: PLC0415 - of most rounds there is one file

    return tallies.recount(Path(file), engine, version, besides)


@tally_command.command("export")
@click.argument("file")
@_method_version
@export_options(ROWS)
def export_command(file: str, method_version: int | None, folder: Path, rows: int) -> None:
    """Write FILE as a folder of Parquet parts, which can be counted on several machines."""
    from smd_workshop.parts import tallies  # noqa: PLC0415 - as above

    with told():
        tallies.export(read(file), folder, rows, method_version)


def _refuse_alone(*given: object) -> None:
    """Refuse what is said about a published election where none is read."""
    if any(given):
        raise FormatError("", "--method, --set and --convert go with --from")


def imported(
    file: str,
    source: str,
    method: str | None,
    settings: Iterable[str],
    besides: Besides = ALONE,
    *,
    convert: bool,
) -> dict[str, Any]:
    """Return the result of a published election with the names of its options, or its smd-tally/1 document."""
    election = SOURCES[source](read(file), Path(file).suffix)
    document = document_of(election, method, dict(map(_setting, settings)))
    result = recount(
        document, besides=besides
    )  # also before it is only written: what is written can be counted
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
