"""whether a question still asks the same

Revision 0040. What a person said, when a version was published, of items that it asks in other words. Of versions that
are published already nobody said it, and it stays so.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, put
from smd_workshop.models.triggers import Guard

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

COLUMNS = (
    "id", "survey_id", "number", "state", "document", "sha256", "published_at", "published_by_id",
)  # fmt: skip


def guard(*columns: str) -> Guard:
    return Guard(
        "instrument",
        "a published version of an instrument stays as it is",
        update=f"OLD.state = 'published' AND {differ(*columns)}",
        delete="OLD.state = 'published'",
    )


def upgrade() -> None:
    op.add_column("instrument", sa.Column("judged", sa.Text(), nullable=True))
    put(op.get_bind(), guard(*COLUMNS, "judged"))


def downgrade() -> None:
    put(op.get_bind(), guard(*COLUMNS))
    op.drop_column("instrument", "judged")
