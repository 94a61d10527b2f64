"""where the days of a process begin

Revision 0007. A process says in which time zone it lives; those that there are live in Lima's. It is
fixed with the protocol, for days are noted by it.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEPT = (
    "id", "code", "simulated", "protocol", "protocol_frozen_at", "grouping",
)  # fmt: skip


def process(*time_zone):
    return Guard(
        "process", "the protocol is fixed when the first round opens",
        update=(
            "OLD.protocol_frozen_at IS NOT NULL AND "
            f"{differ(*KEPT, *time_zone, 'created_at', 'uid')}"
        ),
        delete="OLD.protocol_frozen_at IS NOT NULL",
    )  # fmt: skip


def upgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("process") as table:
            table.add_column(
                sa.Column(
                    "time_zone", sa.String(length=40), nullable=False, server_default="America/Lima"
                )
            )
        with op.batch_alter_table("process") as table:
            table.alter_column("time_zone", server_default=None)
        put(op.get_bind(), process("time_zone"))


def downgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("process") as table:
            table.drop_column("time_zone")
        put(op.get_bind(), process())
