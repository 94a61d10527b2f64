"""which indicator of which plan a published figure of a survey is for

Revision 0043. Two plans of a process may call an indicator alike, and a figure named its code alone. Figures of before
keep meaning what they meant: each indicator with that code may take them over. A figure stays as it was published.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

TABLE, COLUMN = "published_figure", "plan_indicator_id"


def upgrade() -> None:
    with lifted(op.get_bind()), op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column(COLUMN, sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_published_figure_plan_indicator_id_plan_indicator", "plan_indicator", [COLUMN], ["id"]
        )
        table.create_index("ix_published_figure_plan_indicator_id", [COLUMN])


def downgrade() -> None:
    with lifted(op.get_bind()), op.batch_alter_table(TABLE) as table:
        table.drop_index("ix_published_figure_plan_indicator_id")
        table.drop_constraint(
            "fk_published_figure_plan_indicator_id_plan_indicator", type_="foreignkey"
        )
        table.drop_column(COLUMN)
