"""effects that are refused

Revision 0039. That what a published round says of an effect was not taken over, and why. One table.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.base import UtcDateTime
from smd_workshop.models.triggers import Guard

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

GUARD = Guard(
    "effect_refusal", "why a proposal of an effect was refused stays",
    update="TRUE", delete="TRUE",
)  # fmt: skip


def _key(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_effect_refusal_{column}_{of}")
    )


def upgrade() -> None:
    op.create_table(
        "effect_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("stressor_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        _key("component_id", "component"),
        _key("stressor_id", "stressor"),
        _key("round_id", "round"),
        _key("said_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_refusal")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_effect_refusal_round_id_code")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_effect_refusal_reason")),
    )
    for column in ("component_id", "stressor_id"):
        op.create_index(op.f(f"ix_effect_refusal_{column}"), "effect_refusal", [column])
    put(op.get_bind(), GUARD)


def downgrade() -> None:
    drop(op.get_bind(), GUARD.table)
    op.drop_table("effect_refusal")
