"""effects rated in workshops

Revision 0036. Which items ask a workshop what a stressor does to a component. One table.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

GUARD = Guard(
    "effect_question", "what a workshop was asked of an effect stays on record",
    update="TRUE", delete="TRUE",
)  # fmt: skip


def _key(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_effect_question_{column}_{of}")
    )


def upgrade() -> None:
    op.create_table(
        "effect_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("stressor_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        _key("component_id", "component"),
        _key("stressor_id", "stressor"),
        _key("item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_question")),
        sa.UniqueConstraint("item_id", name=op.f("uq_effect_question_item_id")),
        sa.UniqueConstraint(
            "component_id", "stressor_id", name=op.f("uq_effect_question_component_id_stressor_id")
        ),
    )
    op.create_index(op.f("ix_effect_question_stressor_id"), "effect_question", ["stressor_id"])
    put(op.get_bind(), GUARD)


def downgrade() -> None:
    drop(op.get_bind(), GUARD.table)
    op.drop_table("effect_question")
