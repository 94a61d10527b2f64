"""Versions of what a survey asks: one draft that may change, and published ones that never do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import Invalid, NotFound, Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db, identity
from smd_workshop.library.documents import sha256
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument import versions
from smd_workshop.library.survey.instrument.drafts import editing, publishable
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.models import Instrument, Survey
from smd_workshop.processes import journal

#: By the digest of its document: a published version is read on every page of every respondent.
_read: Bounded[tuple[object, str], Questionnaire] = Bounded("instruments", 64)


class Changed(Refusal):
    """What somebody edited is not what they saw any more."""

    message = N_(
        "Somebody changed this meanwhile, so nothing was saved. What you wrote is still below, with what is there now: "
        "look at both and save again."
    )


class Faulty(Invalid):
    """A change after which the questionnaire would not be well formed."""

    def __init__(self, document: Mapping[str, Any], error: FormatError) -> None:
        super().__init__(error.message, **error.params)
        #: The questionnaire as it would have been, and where in it the error lies.
        self.document, self.steps = document, error.steps


@dataclass(frozen=True, slots=True)
class Seen:
    """Which part of a draft a form was made of, and the mark of what it showed."""

    kind: str
    code: str
    mark: str


def find(survey: Survey, number: int) -> Instrument:
    """Return the version of this survey with this number, or raise NotFound."""
    version = db.session.scalar(
        select(Instrument).where(Instrument.survey_id == survey.id, Instrument.number == number)
    )
    if version is None:
        raise NotFound
    return version


def published(survey: Survey) -> list[Instrument]:
    """Return the published versions, the newest first."""
    found = [version for version in survey.instruments if version.state == "published"]
    return sorted(found, key=lambda version: -version.number)


def draft(survey: Survey) -> Instrument | None:
    """Return the version that may still change, if there is one."""
    return next((v for v in survey.instruments if v.state == "draft"), None)


def before(version: Instrument) -> Instrument | None:
    """Return the last published version before this one."""
    return next((v for v in published(version.survey) if v.number < version.number), None)


def put_draft(
    survey: Survey, document: Mapping[str, Any], at: datetime, user_id: int | None
) -> Instrument:
    """Keep a document as the draft, in place of the draft there was. Raises FormatError if it is not well formed."""
    instrument_of(document)
    version = draft(survey)
    if version is None:
        last = db.session.scalar(
            select(func.max(Instrument.number)).where(Instrument.survey_id == survey.id)
        )
        version = Instrument(survey=survey, number=(last or 0) + 1)
        db.session.add(version)
    version.document, version.sha256 = dict(document), sha256(document)
    db.session.flush()  # its number is its address
    journal.record(
        "draft instrument", at, process=survey.process, user_id=user_id,
        survey=survey.code, version=version.number,
    )  # fmt: skip
    return version


def edit(
    version: Instrument,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    at: datetime,
    user_id: int | None,
    *,
    seen: Seen | None = None,
) -> None:
    """Change a draft, by one who is alone at it now.

    Raises WrongState for what is published, Changed if the part is not what was seen, Faulty with the error that
    would come out.
    """
    db.session.refresh(version)
    if version.state != "draft":
        raise WrongState(N_("A published version does not change. Make a new version of it."))
    there = version.document
    if seen is not None and marked(there, seen.kind, seen.code) != seen.mark:
        raise Changed
    made: Mapping[str, Any] = there
    try:
        made = change(there)
        put_draft(version.survey, made, at, user_id)
    except editing.Gone:
        raise Changed from None
    except FormatError as error:
        raise Faulty(made, error) from None


def marked(document: Mapping[str, Any], kind: str, code: str = "") -> str:
    """Return the mark of a part of a document, by which a change meanwhile is known."""
    return editing.mark(editing.part(document, kind, code))


def fixed_codes(survey: Survey) -> frozenset[str]:
    """Return the codes under which published versions of a survey keep answers."""
    return frozenset(code for version in published(survey) for code in read(version).items)


def changes(version: Instrument) -> tuple[versions.Change, ...]:
    """Return what a version changes against the last published one before it; nothing for the first."""
    earlier = before(version)
    return () if earlier is None else changes_between(earlier, version)


def changes_between(earlier: Instrument, later: Instrument) -> tuple[versions.Change, ...]:
    """Return what changed from one version to another, with what people said of it when those on the way were published."""
    found = versions.changes(read(earlier), read(later))
    first, last = sorted((earlier.number, later.number))
    same: dict[str, bool] = {}
    unsaid: set[str] = set()
    for each in later.survey.instruments:
        if first < each.number <= last:
            for code, said in (each.judged or {}).items():
                same[code] = same.get(code, True) and said
            unsaid |= _unsaid(each)
    return versions.judged(found, {c: s for c, s in same.items() if not s or c not in unsaid})


def _unsaid(version: Instrument) -> set[str]:
    """Return the codes that a version asks in other words of which nobody said whether they ask the same.

    Drafts have such codes, and versions that were published before it was asked.
    """
    earlier = before(version)
    if earlier is None:
        return set()
    changed = versions.open_codes(versions.changes(read(earlier), read(version)))
    return set(changed) - set(version.judged or {})


def publish(
    version: Instrument, at: datetime, user_id: int | None, judged: Mapping[str, bool] | None = None
) -> None:
    """Fix a version for good; `judged` says of each item in other words whether it still asks the same.

    Raises WrongState for one that is published already, Invalid for one that nobody could answer, or where that is
    not said of just the items that it is asked of.
    """
    if version.state != "draft":
        raise WrongState(N_("This version is published already."))
    for fault in publishable.faults(read(version)):
        raise Invalid(fault.message)
    if set(judged or {}) != set(versions.open_codes(changes(version))):
        raise Invalid(N_("Say of each question in other words whether it still asks the same."))
    version.judged = dict(judged or {})
    version.state, version.published_at, version.published_by_id = "published", at, user_id
    journal.record(
        "publish instrument", at, process=version.survey.process, user_id=user_id,
        survey=version.survey.code, version=version.number, sha256=version.sha256,
    )  # fmt: skip


def read(version: Instrument) -> Questionnaire:
    """Return a version as questions, checked when it was kept."""
    key = identity(db.engine), version.sha256
    return _read.get(key) or _read.put(key, instrument_of(version.document))


def known(version_id: int, sha256: str) -> Questionnaire:
    """Return a version as questions by its digest; it is looked for only where its questions are not known yet."""
    found = _read.get((identity(db.engine), sha256))
    return found or read(db.session.get_one(Instrument, version_id))
