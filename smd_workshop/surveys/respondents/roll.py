"""Who was asked in a wave and what groups them: as the list says until the close, and as it said then ever after.

Whoever moved somebody to another group afterwards would change the figures of two groups by one person, and read
that person's answers from the difference.
"""

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import insert, literal, or_, select

from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import Respondent, Response, SurveyParticipation, Wave, WaveMember

#: Somebody who is asked, or was.
Member: TypeAlias = Respondent | WaveMember


def write_down(wave: Wave, at: datetime) -> None:
    """Keep what the list says of those who are asked, and of those who left it after they took part."""
    took_part = select(SurveyParticipation.respondent_id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id.is_not(None)
    )
    asked = select(
        literal(wave.id), Respondent.id, Respondent.code, Respondent.name, Respondent.attributes
    ).where(
        Respondent.survey_id == wave.survey_id,
        or_(Respondent.active, Respondent.id.in_(took_part)),
    )
    columns = ["wave_id", "respondent_id", "code", "name", "attributes"]
    db.session.execute(insert(WaveMember).from_select(columns, asked))
    wave.roll_at = at


def of(wave: Wave) -> list[Member]:
    """Return who is asked in a wave, by name; of a closed one as it was written down."""
    found: list[Member] = []
    if wave.state == "closed":
        found += db.session.scalars(select(WaveMember).where(WaveMember.wave_id == wave.id))
    else:
        query = select(Respondent).where(Respondent.survey_id == wave.survey_id)
        took_part = set(
            db.session.scalars(
                select(SurveyParticipation.respondent_id).where(
                    SurveyParticipation.wave_id == wave.id
                )
            )
        )
        found += [r for r in db.session.scalars(query) if r.active or r.id in took_part]
    return names.by_name(found, lambda member: member.name, lambda member: member.code)


def of_responses(wave: Wave, first: str = "", last: str = "") -> dict[str, WaveMember]:
    """Return who gave each response of a closed confidential wave, where that is known, by the name of the response.

    `first`, `last`: only of responses whose names are from one to the other.
    """
    query = (
        select(Response.id, WaveMember)
        .join(SurveyParticipation, Response.participation_id == SurveyParticipation.id)
        .join(
            WaveMember,
            (WaveMember.wave_id == SurveyParticipation.wave_id)
            & (WaveMember.respondent_id == SurveyParticipation.respondent_id),
        )
        .where(Response.wave_id == wave.id)
    )
    if last:
        query = query.where(Response.id.between(first, last))
    return dict(db.session.execute(query).all())
