"""whose an address is

Revision 0028. An address for letters about rounds belongs to who spoke for the seat when it was left: letters go to nobody
who spoke for it before. Those that are kept belong to who speaks now. The beginning of links may be of any length.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None

NOW = """UPDATE seat_address SET
    holder = (SELECT seat.holder FROM seat WHERE seat.id = seat_address.seat_id),
    speaker = (SELECT CASE seat.holder WHEN 'suplente' THEN seat.suplente ELSE seat.titular END
               FROM seat WHERE seat.id = seat_address.seat_id)"""


def upgrade() -> None:
    op.add_column("seat_address", sa.Column("holder", sa.String(10), nullable=True))
    op.add_column("seat_address", sa.Column("speaker", sa.String(200), nullable=True))
    op.execute(NOW)
    with op.batch_alter_table("seat_address") as table:
        table.alter_column("base", existing_type=sa.String(200), type_=sa.Text(), existing_nullable=False)
        table.alter_column("holder", existing_type=sa.String(10), nullable=False)
        table.alter_column("speaker", existing_type=sa.String(200), nullable=False)
        table.create_check_constraint(op.f("ck_seat_address_holder"), "holder IN ('titular', 'suplente')")
    with lifted(op.get_bind()), op.batch_alter_table("mailing") as table:
        table.alter_column("base", existing_type=sa.String(200), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    # Links that begin with more than could be kept lead to the front door again: those addresses are left anew.
    op.execute("DELETE FROM seat_address WHERE length(base) > 200")
    with op.batch_alter_table("seat_address") as table:
        table.drop_constraint(op.f("ck_seat_address_holder"), type_="check")
        table.drop_column("speaker")
        table.drop_column("holder")
        table.alter_column("base", existing_type=sa.Text(), type_=sa.String(200), existing_nullable=False)
    with lifted(op.get_bind()), op.batch_alter_table("mailing") as table:
        table.alter_column(
            "base", existing_type=sa.Text(), type_=sa.String(200), existing_nullable=False,
            postgresql_using="left(base, 200)",
        )
