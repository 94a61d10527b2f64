"""What `flask smd survey` and `flask smd tally` share where they read a folder of parts instead of a file."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from smd_workshop.library.documents import one_line
from smd_workshop.library.schemas import FormatError
from smd_workshop.parts.engines import Engine, EngineError, Here, cluster
from smd_workshop.parts.extra import MissingError

Command = TypeVar("Command", bound=Callable[..., Any])

#: How parts are counted; a file is always counted by this process.
HERE, DASK = "here", "dask"


class Counting(click.Group):
    """A group of which the first word may be a file instead of a command: then it is counted.

    A file that is called like a command is given as ./NAME.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `count` before what is no command."""
        if args and args[0] not in self.commands and not self._asks_for_help(args):
            args = ["count", *args]
        return super().parse_args(ctx, args)

    @staticmethod
    def _asks_for_help(args: Sequence[str]) -> bool:
        return args[0] == "--help"


def engine_options(command: Command) -> Command:
    """Let a command be told who adds up the parts of a folder."""
    for option in (
        click.option(
            "--workers", type=click.IntRange(1), metavar="N",
            help="With --engine dask: processes of this machine, one for each processor unless said.",
        ),
        click.option(
            "--scheduler", metavar="ADDRESS",
            help="With --engine dask: the scheduler whose workers count, such as tcp://10.0.0.1:8786.",
        ),
        click.option(
            "--engine", type=click.Choice((HERE, DASK)), default=HERE, show_default=True,
            help="Who counts a folder of parts: this process, or workers of Dask.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def export_options(rows: int) -> Callable[[Command], Command]:
    """Let a command be told where parts go and how large they are."""

    def options(command: Command) -> Command:
        command = click.option(
            "--rows",
            type=click.IntRange(1),
            default=rows,
            show_default=True,
            help="Rows of a part.",
        )(command)
        return click.option(
            "--parquet", "folder", required=True, metavar="DIR",
            type=click.Path(path_type=Path, file_okay=False),
            help="A new or empty folder for the parts and their contents, parts.json.",
        )(command)  # fmt: skip

    return options


@contextmanager
def engine_of(
    file: str, engine: str, scheduler: str | None, workers: int | None, command: str
) -> Iterator[Engine]:
    """Lend who counts a file or a folder; FormatError where options contradict each other, or one file has no parts."""
    if engine == HERE:
        if scheduler is not None or workers is not None:
            raise FormatError("", "--scheduler and --workers go with --engine dask")
        yield Here()
        return
    if scheduler is not None and workers is not None:
        raise FormatError("", "--workers are processes of this machine; a scheduler has its own")
    if not is_folder(file):
        raise FormatError(
            "",
            "%(file)s is one file; first: flask smd %(command)s export %(file)s --parquet DIR",
            file=file,
            command=command,
        )
    with cluster(scheduler, workers) as own:
        yield own


def is_folder(file: str) -> bool:
    """Whether a folder of parts is named; what cannot be looked at is none, and why is said when it is read."""
    try:
        return bool(file) and Path(file).is_dir()
    except OSError:  # a name that is too long, a folder that is closed
        return False


@contextmanager
def told() -> Iterator[None]:
    """Say what is wrong on one line: of the input with exit 2, of the machine or its packages with exit 1."""
    try:
        yield
    except FormatError as error:
        click.echo(one_line(error), err=True)
        sys.exit(2)
    except (MissingError, EngineError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
