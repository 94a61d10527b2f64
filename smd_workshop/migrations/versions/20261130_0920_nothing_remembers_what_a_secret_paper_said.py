"""nothing remembers what a secret paper said

Revision 0038. What remembered that the form of a paper had arrived was a digest of the paper's number and of what
stood on it, which could be found by trying: those rows go. Of all other forms the day stays, not the second.
"""

from datetime import UTC

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    form = sa.table(
        "sent_form", sa.column("leads_to", sa.Text), sa.column("at", sa.DateTime(timezone=True)),
        sa.column("key", sa.String),
    )  # fmt: skip
    with lifted(connection):
        connection.execute(sa.delete(form).where(form.c.leads_to.like("/f/%/rounds/%/papers")))
        for (moment,) in connection.execute(sa.select(form.c.at).distinct()).all():
            inside = moment if moment.tzinfo is None else moment.astimezone(UTC)
            day = inside.replace(hour=0, minute=0, second=0, microsecond=0)
            connection.execute(sa.update(form).where(form.c.at == moment).values(at=day))


def downgrade() -> None:
    """What was forgotten stays forgotten."""
