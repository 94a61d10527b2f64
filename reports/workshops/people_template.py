"""The empty list of seats: headings, an explanation, and one row that is plainly an example."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.tables import Sheet, to_csv, to_xlsx
from smd_workshop.core.messages import N_

HEADINGS = (
    N_("Sector"),
    N_("Sector name"),
    N_("Weight"),
    N_("Actor"),
    N_("Actor code"),
    N_("Province"),
    N_("Seat"),
    N_("Titular"),
    N_("Suplente"),
)
EXPLANATION = (
    (N_("Sector"), N_("Code or name of the sector. Always needed.")),
    (
        N_("Sector name"),
        N_(
            "Only in a row that adds or renames a sector: there, leave the columns from Actor on empty."
        ),
    ),
    (N_("Weight"), N_("Leave it empty: every sector weighs the same.")),
    (N_("Actor"), N_("The organisation. A row adds one seat to it.")),
    (
        N_("Actor code"),
        N_(
            "Empty, or the code of an actor that exists, to rename it or move it to another sector."
        ),
    ),
    (N_("Province"), N_("Empty, or a place. A place that is new is added.")),
    (N_("Seat"), N_("Empty for a new seat, or the code of the seat that the row changes.")),
    (
        N_("Titular"),
        N_("Full name of the person who holds the seat. An empty cell changes nothing."),
    ),
    (
        N_("Suplente"),
        N_("Full name of the person who may stand in. An empty cell changes nothing."),
    ),
)


@dataclass(frozen=True, slots=True)
class People:
    """The list in one language."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    explanation_name: str
    explanation: tuple[tuple[str, str], ...]
    explained: tuple[str, str]

    @classmethod
    def of(cls, say: Callable[[str], str], sectors: Sequence[tuple[str, str]]) -> "People":
        """Return the list for a process that has these sectors (code, name)."""
        example = (
            say(N_("EXAMPLE: delete this row")), "", "", say(N_("Name of the organisation")), "",
            say(N_("Name of the province")), "", say(N_("Full name")), say(N_("Full name")),
        )  # fmt: skip
        known = tuple(
            (say(N_("Sector of this process")), f"{code}: {name}") for code, name in sectors
        )
        return cls(
            say(N_("Seats")),
            tuple(say(heading) for heading in HEADINGS),
            (example,),
            say(N_("Explanation")),
            tuple((say(column), say(text)) for column, text in EXPLANATION) + known,
            (say(N_("Column")), say(N_("What to write"))),
        )


def as_xlsx(people: People) -> bytes:
    """Return a workbook: the list first, the explanation on a second sheet."""
    return to_xlsx(
        Sheet(people.name, people.headings, people.rows),
        Sheet(people.explanation_name, people.explained, people.explanation),
    )


def as_csv(people: People) -> bytes:
    """Return the list alone; a comma-separated file has room for nothing else."""
    return to_csv(people.headings, people.rows, bom=True)
