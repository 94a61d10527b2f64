"""Saving a page of a survey, which everybody who answers does again and again: one statement that decides and stores.

It knows nothing that answering.save() does not, and stores nothing where that would refuse: whoever was not taken here
goes there. What it stands on is compared inside the statement, so a draft or a link that has changed since it was seen
stores nothing.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    and_,
    bindparam,
    exists,
    literal_column,
    not_,
    or_,
    select,
    update,
)

from smd_workshop.database import Prepared
from smd_workshop.models import Invitation, SurveyDraft, Wave
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import standing
from smd_workshop.surveys.answers.drafts import Stored
from smd_workshop.surveys.answers.visits import Visit


def _unchanged() -> Any:
    """Return the condition that a draft is as it was seen, and that nobody is refused who saves it now."""
    taking: list[Any] = [literal_column(f"'{state}'") for state in waves.TAKES]
    takes = exists(
        select(1).select_from(Wave).where(Wave.id == Invitation.wave_id, Wave.state.in_(taking))
    )
    again = or_(bindparam("changeable", type_=Boolean), not_(standing.took_part()))
    link = select(1).where(
        Invitation.id == bindparam("link"), Invitation.revoked_at.is_(None), takes, again
    )
    return and_(SurveyDraft.content == bindparam("seen"), exists(link))


_OVER = Prepared(
    lambda: (
        update(SurveyDraft)
        .where(SurveyDraft.name == bindparam("draft"), _unchanged())
        .values(content=bindparam("words"))
    )
)


def put_over(connection: Any, here: Visit, words: Stored) -> bool:
    """Put a draft in place of the one that was seen, in one statement that decides by itself whether it may.

    False if anything is not as it was seen, another page saved, answers sent, the wave closed: then save() says
    what is the matter, or puts both together.
    """
    if here.kept is None:
        return False
    sealed = here.kept.sealed(words)
    changed = _OVER.run(
        connection, draft=here.kept.name, seen=here.kept.content, words=sealed,
        link=here.of.invitation_id, changeable=here.changeable,
    )  # fmt: skip
    return changed == 1
