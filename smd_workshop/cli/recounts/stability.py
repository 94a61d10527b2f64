"""`flask smd stability FILE1 FILE2`: whether opinions still move between two rounds, without database or server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from smd_workshop.cli import smd
from smd_workshop.cli.recounts.tally import read, write
from smd_workshop.core.messages import N_
from smd_workshop.library.documents import one_line, parse
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.schemas import FormatError


@smd.command("stability", with_appcontext=False)
@click.argument("file1")
@click.argument("file2")
@click.option(
    "--method-version",
    type=int,
    help="Count by this version of the method: for files that name none, of rounds held before.",
)
def stability_command(file1: str, file2: str, method_version: int | None) -> None:
    """Compare two rounds: two smd-tally/1 files in (one may be "-"), an smd-stability/1 document out."""
    try:
        first, second = _read_both(file1, file2)
        with _named(file1):
            before = read_round(parse(first), method_version)
        with _named(file2):
            after = read_round(parse(second), method_version)
            result = stability(before, after)
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    write(result)


def _read_both(file1: str, file2: str) -> tuple[bytes, bytes]:
    if file1 == file2 == "-":
        raise FormatError("-", N_("standard input holds one file, not two"))
    return read(file1), read(file2)


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Say of an error in which file it is."""
    try:
        yield
    except FormatError as error:
        path = f"{file}: {error.path}" if error.path else file
        raise FormatError(path, error.message, **error.params) from None


if __name__ == "__main__":
    stability_command()
