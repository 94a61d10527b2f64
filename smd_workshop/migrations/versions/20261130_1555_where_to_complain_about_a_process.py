"""where to complain about a process

Revision 0042. Who answers for a process, and where. Of processes of before nobody said it, and it stays so until
somebody does. The guard of a process names what is fixed, and this may always change: it stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process", sa.Column("contact", sa.String(300), nullable=True))


def downgrade() -> None:
    op.drop_column("process", "contact")
