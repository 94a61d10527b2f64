"""Links by which anybody may begin: on a poster, in a group of WhatsApp, on a device at a counter.

Whoever begins gets an invitation of their own, and answers by it as everybody does. That a person answers once is not
known of them, so their answers are counted apart and are no part of the population that was asked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from smd_workshop.core.codes import LINK_LENGTH, code_hash, new_code, normal
from smd_workshop.core.errors import Invalid, NotFound, Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Invitation, OpenLink, SurveyParticipation, Wave
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, drafts, standing, visits

PUBLIC: Final = "open"
KIOSK: Final = "kiosk"
#: Links of a wave that work at the same time.
MOST: Final = 50


def make(
    wave: Wave, kind: str, name: str, expires_at: datetime | None, at: datetime, user_id: int | None
) -> OpenLink:
    """Make a link for anybody; raises Invalid for one without a name or with its end in the past, WrongState once the wave is closed."""
    waves.lock(wave)
    if wave.state == "closed":
        raise WrongState(N_("This wave is closed."))
    if not name.strip():
        raise Invalid(N_("Write where the link will be: a poster, a group, a counter."))
    if expires_at is not None and expires_at <= at:
        raise Invalid(N_("The last day of this link is over already. Write a later one."))
    if sum(link.revoked_at is None for link in of_wave(wave)) >= MOST:
        raise Invalid(N_("A wave has at most %(most)s such links. Take one back first."), most=MOST)
    link = OpenLink(
        wave_id=wave.id, kind=kind, name=name.strip(), code=new_code(LINK_LENGTH), made_at=at,
        expires_at=expires_at,
    )  # fmt: skip
    db.session.add(link)
    db.session.flush()
    waves.record("make open link", wave, at, user_id, link=link.name, kind=kind)
    return link


def revoke(link: OpenLink, at: datetime, user_id: int | None) -> None:
    """Let nobody begin by a link any more; who has begun may still send, but at a counter, which starts over."""
    waves.hold(link.wave)
    if link.revoked_at is not None:
        return
    link.revoked_at = at
    waves.record("revoke open link", link.wave, at, user_id, link=link.name)


def of_wave(wave: Wave) -> list[OpenLink]:
    """Return the links of a wave for anybody, in the order in which they were made."""
    query = select(OpenLink).where(OpenLink.wave_id == wave.id).order_by(OpenLink.id)
    return list(db.session.scalars(query))


def find(wave: Wave, link_id: int) -> OpenLink:
    """Return a link of this wave; raises NotFound."""
    link = db.session.get(OpenLink, link_id)
    if link is None or link.wave_id != wave.id:
        raise NotFound
    return link


def by_id(link_id: int) -> OpenLink | None:
    """Return the link for anybody with this id, of whichever wave; None if there is none."""
    return db.session.get(OpenLink, link_id)


def by_code(code: str) -> OpenLink | None:
    """Return the link for anybody with this code, which may be a device at a counter; None if there is none."""
    return db.session.scalar(select(OpenLink).where(OpenLink.code == normal(code)))


def public(code: str) -> OpenLink | None:
    """Return the link for anybody with this code that people open on phones of their own; None if there is none."""
    found = by_code(code)
    return found if found is not None and found.kind == PUBLIC else None


def refusal(link: OpenLink, at: datetime) -> Refusal | None:
    """Return why nobody can begin by a link now; None if anybody can."""
    if link.revoked_at is not None:
        return visits.Revoked()
    if link.wave.state == "draft":
        return visits.NotYet()
    over = link.expires_at is not None and at >= link.expires_at
    return visits.Over() if over or not waves.begins(link.wave, at) else None


def begin(link: OpenLink, at: datetime, secret: str, read: str = "") -> str:
    """Give somebody who comes by a link an invitation and an empty draft; return its code, which is stored nowhere.

    `read`, and what is raised, as answering.begin().
    """
    waves.hold(link.wave)
    db.session.refresh(link)
    why = refusal(link, at)
    if why is not None:
        raise why
    code = new_code(LINK_LENGTH)
    db.session.add(
        Invitation(
            wave_id=link.wave_id, open_link_id=link.id, code_hash=code_hash(code, secret),
            issued_at=link.made_at, expires_at=link.expires_at,
        )
    )  # fmt: skip
    db.session.flush()
    answering.begin(code, secret, at, read)
    return code


def start_over(link: OpenLink, code: str, secret: str) -> None:
    """Destroy what somebody began at a counter and did not send; what was sent stays."""
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.code_hash == code_hash(code, secret), Invitation.open_link_id == link.id
        )
    )
    if invitation is None:
        return
    waves.hold(link.wave)
    drafts.destroy(standing.find(code, secret), code, secret)
    if invitation.revoked_at is None:
        # By when the device was opened: no moment of a person is kept.
        invitation.revoked_at = link.made_at


def arrived(wave: Wave) -> Mapping[int, int]:
    """Return how many answers came by each link of a wave for anybody, by the id of the link."""
    query = (
        select(Invitation.open_link_id, func.count())
        .join(SurveyParticipation, SurveyParticipation.invitation_id == Invitation.id)
        .where(Invitation.wave_id == wave.id, Invitation.open_link_id.is_not(None))
        .group_by(Invitation.open_link_id)
    )
    return {int(link): many for link, many in db.session.execute(query) if link is not None}
