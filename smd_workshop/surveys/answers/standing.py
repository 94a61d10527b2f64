"""What is known of a link before anything is decided, and the draft under it: one look, one statement, no object of the session."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select

from smd_workshop.core.codes import code_hash, normal
from smd_workshop.core.errors import NotFound
from smd_workshop.database import Prepared
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import (
    Instrument,
    Invitation,
    OpenLink,
    Process,
    Survey,
    SurveyDraft,
    SurveyParticipation,
    Wave,
)
from smd_workshop.surveys import sealing
from smd_workshop.surveys.respondents import invitations


class Standing(NamedTuple):
    """An invitation, its wave, and what the pages of who answers say of both."""

    invitation_id: int
    #: None for a card that was handed out without a name, and for who came by a link for anybody.
    respondent_id: int | None
    open_link_id: int | None
    #: What the link for anybody is for; None for who was invited.
    kind: str | None
    revoked_at: datetime | None
    expires_at: datetime | None
    wave_id: int
    mode: str
    state: str
    ends_at: datetime | None
    instrument_id: int
    instrument_sha256: str
    simulated: bool
    time_zone: str
    #: Whether answers were sent: by this invitation, or by its person in another way.
    used: bool
    #: What lies under the link itself, sealed: the draft of an anonymous wave; None where there is none.
    draft_salt: bytes | None
    draft_content: bytes | None


def took_part() -> Any:
    """Return the condition that an invitation was used, or that its person took part in another way."""
    part = SurveyParticipation
    by_card = and_(Invitation.respondent_id.is_(None), part.invitation_id == Invitation.id)
    by_person = and_(
        part.wave_id == Invitation.wave_id, part.respondent_id == Invitation.respondent_id
    )
    # Two questions and not one with "or" in it: each is answered by an index of its own.
    return or_(*(exists(select(1).select_from(part).where(how)) for how in (by_card, by_person)))


def _standing() -> Any:
    return (
        select(
            Invitation.id, Invitation.respondent_id, Invitation.open_link_id, OpenLink.kind,
            Invitation.revoked_at, Invitation.expires_at, Wave.id, Wave.mode, Wave.state,
            Wave.ends_at, Instrument.id, Instrument.sha256,
            or_(Survey.simulated, Process.simulated), Process.time_zone, took_part(),
            SurveyDraft.salt, SurveyDraft.content,
        )
        .select_from(Invitation)
        .join(Wave, Invitation.wave_id == Wave.id)
        .join(Instrument, Wave.instrument_id == Instrument.id)
        .join(Survey, Wave.survey_id == Survey.id)
        .join(Process, Survey.process_id == Process.id)
        .outerjoin(OpenLink, Invitation.open_link_id == OpenLink.id)
        .outerjoin(SurveyDraft, SurveyDraft.name == bindparam("draft"))
        .where(Invitation.code_hash == bindparam("code"))
    )  # fmt: skip


_STANDING = Prepared(_standing)


def find(code: str, secret: str) -> Standing:
    """Return what is known of a link, revoked or not; raises NotFound."""
    own = sealing.draft_name(normal(code), secret)
    rows = fetch(_STANDING, code=code_hash(code, secret), draft=own)
    if not rows:
        raise NotFound(invitations.NO_LINK)
    return Standing(*rows[0])
