"""keep what is on record

Revision 0002, after 0001. The database itself refuses to change what is append-only or was promised:
docs/adr/0010. Nothing that is stored is touched.
"""

from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As the guards were on this day.
GUARDS = (
    Guard(
        "result", "a result is stored once",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "journal", "the journal is only added to",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "published_figure", "a published figure stays; a correction is a new row",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "wording", "a wording that an item had stays on record",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "commitment_update", "a step of a commitment stays on record",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "submission", "the key of a ballot that arrived stays on record",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "ballot", "a ballot is written only while its round is open",
        insert="(SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        update="OLD.round_id <> NEW.round_id OR (SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        delete="(SELECT state FROM round WHERE id = OLD.round_id) <> 'open'",
    ),
    Guard(
        "participation", "a participation is written only while its round is open",
        insert="(SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        update="OLD.round_id <> NEW.round_id OR (SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        delete="(SELECT state FROM round WHERE id = OLD.round_id) <> 'open'",
    ),
    Guard(
        "roll", "the roll is written once, when its round closes",
        insert="(SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        update="TRUE",
        delete="TRUE",
    ),
    Guard(
        "reason", "a reason is never altered; it may lose its sector, never gain one",
        insert="(SELECT state FROM round WHERE id = NEW.round_id) <> 'open'",
        update=(
            "(OLD.id IS DISTINCT FROM NEW.id OR OLD.round_id IS DISTINCT FROM NEW.round_id OR OLD.option_code IS DISTINCT FROM NEW.option_code OR OLD.stance IS DISTINCT FROM NEW.stance OR OLD.text IS DISTINCT FROM NEW.text)\n"
            "OR ((OLD.sector_id IS DISTINCT FROM NEW.sector_id) AND NEW.sector_id IS NOT NULL)"
        ),
        delete="TRUE",
    ),
    Guard(
        "round", "what a round asks and promises is fixed when it opens",
        update=(
            "(OLD.state <> 'draft' AND (OLD.id IS DISTINCT FROM NEW.id OR OLD.workshop_id IS DISTINCT FROM NEW.workshop_id OR OLD.number IS DISTINCT FROM NEW.number OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.subject IS DISTINCT FROM NEW.subject OR OLD.title IS DISTINCT FROM NEW.title OR OLD.question IS DISTINCT FROM NEW.question OR OLD.help IS DISTINCT FROM NEW.help OR OLD.settings IS DISTINCT FROM NEW.settings OR OLD.secrecy IS DISTINCT FROM NEW.secrecy OR OLD.visibility IS DISTINCT FROM NEW.visibility OR OLD.electorate IS DISTINCT FROM NEW.electorate OR OLD.opened_at IS DISTINCT FROM NEW.opened_at OR OLD.reruns_id IS DISTINCT FROM NEW.reruns_id OR OLD.previous_id IS DISTINCT FROM NEW.previous_id))\n"
            "OR (OLD.state NOT IN ('draft', 'open') AND (OLD.closing_at IS DISTINCT FROM NEW.closing_at OR OLD.ends_at IS DISTINCT FROM NEW.ends_at OR OLD.closed_at IS DISTINCT FROM NEW.closed_at))\n"
            "OR (OLD.state <> NEW.state AND NOT ((OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR (OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR (OLD.state = 'open' AND NEW.state = 'closed')))\n"
            "OR ((OLD.published_at IS DISTINCT FROM NEW.published_at) AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))\n"
            "OR ((OLD.annul_reason IS DISTINCT FROM NEW.annul_reason) AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))\n"
            "OR (OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND ((OLD.ballot_key IS DISTINCT FROM NEW.ballot_key) OR NEW.state <> 'open'))"
        ),
        delete="OLD.state <> 'draft'",
    ),
    Guard(
        "option", "what is put to the vote is fixed when the round opens",
        insert="(SELECT state FROM round WHERE id = NEW.round_id) <> 'draft'",
        update="(SELECT state FROM round WHERE id = OLD.round_id) <> 'draft' OR (SELECT state FROM round WHERE id = NEW.round_id) <> 'draft'",
        delete="(SELECT state FROM round WHERE id = OLD.round_id) <> 'draft'",
    ),
    Guard(
        "process", "the protocol is fixed when the first round opens",
        update="OLD.protocol_frozen_at IS NOT NULL AND (OLD.id IS DISTINCT FROM NEW.id OR OLD.code IS DISTINCT FROM NEW.code OR OLD.simulated IS DISTINCT FROM NEW.simulated OR OLD.protocol IS DISTINCT FROM NEW.protocol OR OLD.protocol_frozen_at IS DISTINCT FROM NEW.protocol_frozen_at OR OLD.created_at IS DISTINCT FROM NEW.created_at)",
        delete="OLD.protocol_frozen_at IS NOT NULL",
    ),
    Guard(
        "sector", "the sectors are fixed with the protocol",
        insert="(SELECT protocol_frozen_at FROM process WHERE id = NEW.process_id) IS NOT NULL",
        update="(SELECT protocol_frozen_at FROM process WHERE id = OLD.process_id) IS NOT NULL OR (SELECT protocol_frozen_at FROM process WHERE id = NEW.process_id) IS NOT NULL",
        delete="(SELECT protocol_frozen_at FROM process WHERE id = OLD.process_id) IS NOT NULL",
    ),
    Guard(
        "item", "the words of an item are fixed once a vote on it has opened",
        update=(
            "(OLD.id IS DISTINCT FROM NEW.id OR OLD.process_id IS DISTINCT FROM NEW.process_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.code IS DISTINCT FROM NEW.code OR OLD.quadrant IS DISTINCT FROM NEW.quadrant OR OLD.wording IS DISTINCT FROM NEW.wording OR OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id OR OLD.round_id IS DISTINCT FROM NEW.round_id)\n"
            "AND EXISTS (SELECT 1 FROM option JOIN round ON round.id = option.round_id WHERE option.item_id = OLD.id AND round.state <> 'draft')"
        ),
        delete="EXISTS (SELECT 1 FROM option JOIN round ON round.id = option.round_id WHERE option.item_id = OLD.id AND round.state <> 'draft')",
    ),
    Guard(
        "contribution", "a note stays as it was given",
        update=(
            "(OLD.id IS DISTINCT FROM NEW.id OR OLD.round_id IS DISTINCT FROM NEW.round_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.seat_id IS DISTINCT FROM NEW.seat_id OR OLD.sector_id IS DISTINCT FROM NEW.sector_id OR OLD.quadrant IS DISTINCT FROM NEW.quadrant OR OLD.text IS DISTINCT FROM NEW.text OR OLD.evidence IS DISTINCT FROM NEW.evidence OR OLD.theme IS DISTINCT FROM NEW.theme OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.entered_by_id IS DISTINCT FROM NEW.entered_by_id OR OLD.submission_key IS DISTINCT FROM NEW.submission_key)\n"
            "OR ((OLD.withdrawn IS DISTINCT FROM NEW.withdrawn) AND (OLD.withdrawn OR (SELECT state FROM round WHERE id = OLD.round_id) <> 'open'))"
        ),
        delete="TRUE",
    ),
    Guard(
        "merge", "a merge stays on record; it is undone, not unwritten",
        update="OLD.undone_at IS NOT NULL OR (OLD.id IS DISTINCT FROM NEW.id OR OLD.process_id IS DISTINCT FROM NEW.process_id OR OLD.act IS DISTINCT FROM NEW.act OR OLD.item_id IS DISTINCT FROM NEW.item_id OR OLD.detail IS DISTINCT FROM NEW.detail OR OLD.user_id IS DISTINCT FROM NEW.user_id OR OLD.done_at IS DISTINCT FROM NEW.done_at)",
        delete="TRUE",
    ),
    Guard(
        "acta", "a sealed acta stays; what is to be corrected goes into an annex",
        update=(
            "OLD.state = 'sealed'\n"
            "OR (OLD.number > 0 AND (OLD.id IS DISTINCT FROM NEW.id OR OLD.workshop_id IS DISTINCT FROM NEW.workshop_id OR OLD.number IS DISTINCT FROM NEW.number OR OLD.state IS DISTINCT FROM NEW.state OR OLD.remarks IS DISTINCT FROM NEW.remarks OR OLD.corrections_until IS DISTINCT FROM NEW.corrections_until OR OLD.document IS DISTINCT FROM NEW.document OR OLD.sealed_at IS DISTINCT FROM NEW.sealed_at))\n"
            "OR (OLD.number > 0 AND OLD.pdf_sha256 IS NOT NULL AND (OLD.pdf_sha256 IS DISTINCT FROM NEW.pdf_sha256 OR OLD.data_sha256 IS DISTINCT FROM NEW.data_sha256 OR OLD.rendered_at IS DISTINCT FROM NEW.rendered_at))"
        ),
        delete="OLD.state = 'sealed' OR OLD.number > 0",
    ),
    Guard(
        "correction", "the corrections of a sealed acta stay as they are",
        insert="(SELECT state FROM acta WHERE id = NEW.acta_id) = 'sealed'",
        update="(SELECT state FROM acta WHERE id = OLD.acta_id) = 'sealed' OR (SELECT state FROM acta WHERE id = NEW.acta_id) = 'sealed'",
        delete="(SELECT state FROM acta WHERE id = OLD.acta_id) = 'sealed'",
    ),
    Guard(
        "agreement", "an agreement stays once it rests on a vote or stands in a sealed acta",
        update="OLD.round_id IS NOT NULL OR EXISTS (SELECT 1 FROM acta WHERE acta.workshop_id = OLD.workshop_id AND acta.state = 'sealed')",
        delete="OLD.round_id IS NOT NULL OR EXISTS (SELECT 1 FROM acta WHERE acta.workshop_id = OLD.workshop_id AND acta.state = 'sealed')",
    ),
)


def upgrade() -> None:
    for guard in GUARDS:
        put(op.get_bind(), guard)


def downgrade() -> None:
    for guard in reversed(GUARDS):
        drop(op.get_bind(), guard.table)
