"""What the database itself refuses: to change what is on record or was promised.

A service checks first and tells the reader why. A guard stands behind it, against a mistake in the
program and against a hand with a database tool. What is guarded, what is not and why: docs/adr/0010.
"""

from sqlalchemy import DDL, Table, event

from smd_workshop.models.base import Base
from smd_workshop.models.guards import plans, surveys, workshops
from smd_workshop.models.triggers import Guard, statements

GUARDS: tuple[Guard, ...] = (*workshops.GUARDS, *plans.GUARDS, *surveys.GUARDS)


def _attach(guard: Guard, table: Table) -> None:
    """Let whoever creates the table create its guard, and whoever drops it drop it."""
    for vendor in ("sqlite", "postgresql"):
        for statement in statements(guard, vendor):
            event.listen(table, "after_create", _on(vendor, statement))
    gone = f"DROP FUNCTION IF EXISTS guard_{guard.table}()"
    event.listen(table, "after_drop", _on("postgresql", gone))


def _on(vendor: str, statement: str) -> DDL:
    return DDL(statement).execute_if(dialect=vendor)  # type: ignore[no-untyped-call]


for _guard in GUARDS:
    _attach(_guard, Base.metadata.tables[_guard.table])
