"""nothing remembers what a secret paper said

Revision 0038. What remembered that the form of a paper had arrived was a digest of the paper's number and of what
stood on it, which could be found by trying: those rows go. Of all other forms the day stays, not the second.
"""

from datetime import UTC, datetime, timedelta

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
        first, last = connection.execute(sa.select(sa.func.min(form.c.at), sa.func.max(form.c.at))).one()
        if first is None:
            return
        # A day at a time: of a busy year there are as many moments as forms.
        day, end = _day_of(first), _day_of(last)
        while day <= end:
            after = day + timedelta(days=1)
            within = (form.c.at >= day, form.c.at < after)
            connection.execute(sa.update(form).where(*within).values(at=day))
            day = after


def _day_of(moment: datetime) -> datetime:
    inside = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return inside.replace(hour=0, minute=0, second=0, microsecond=0)


def downgrade() -> None:
    """What was forgotten stays forgotten."""
