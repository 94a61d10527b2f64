"""Questionnaires that come from elsewhere and go there: an XLSForm or our own file, with a verdict per row."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _

from forms.surveys.survey import QuestionnaireForm
from reports.tables import XLSX
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.library.documents import parse
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.xlsform.verdict import REFUSED, Finding, Verdict
from smd_workshop.models import Survey
from smd_workshop.surveys import instruments
from smd_workshop.web.errors import sentence
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once

#: Findings shown; a form with more wants a look at the first ones anyway.
SHOWN = 200


@bp.get("/<survey>/versions/import")
def import_questionnaire(process: str, survey: str) -> str:
    """Ask for a form of ODK or KoboToolbox, or for a questionnaire in our own format."""
    return _page(survey_for("run surveys", process, survey), QuestionnaireForm(), None)


def _page(survey: Survey, form: QuestionnaireForm, verdict: Verdict | None) -> str:
    document = None if verdict is None or verdict.document is None else verdict.document
    return page(
        "questionnaire.html", survey, form=form, verdict=verdict, shown=SHOWN,
        refused=verdict is not None and verdict.outcome == REFUSED,
        document=None if document is None else json.dumps(document, ensure_ascii=False),
        taken=[] if document is None else _asked(instrument_of(document)),
    )  # fmt: skip


def _asked(questions: Questionnaire) -> list[str]:
    """Return what a questionnaire asks, in order: its words, or its code where it has none."""
    return [questions.asks(code) for code in questions.items]


@bp.post("/<survey>/versions/import")
def judge_questionnaire(process: str, survey: str) -> Any:
    """Say what of a form is taken, lost or refused; nothing is kept yet."""
    found = survey_for("run surveys", process, survey)
    form = QuestionnaireForm(request.form)
    sent = request.files.get("file")
    content = sent.read() if sent is not None and sent.filename else b""
    if not content:
        form.file.errors = [str(_("Choose a file first."))]
        return _page(found, form, None), 422
    verdict = _own(content) if content.lstrip()[:1] == b"{" else _xlsform(content)
    return _page(found, form, verdict), 422 if verdict.document is None else 200


def _xlsform(content: bytes) -> Verdict:
    # Where it is needed: pyxform and openpyxl take time to start.
    from smd_workshop.library.survey.instrument.xlsform.importing import (  # noqa: PLC0415
        verdict_of,
    )

    return verdict_of(content)


def _own(content: bytes) -> Verdict:
    """Return the verdict on a file of our own format: its one error, or the document."""
    try:
        document: Mapping[str, Any] = parse(content)
        instrument_of(document)
    except FormatError as error:
        return Verdict(errors=(Finding(error.message, error.params, None, None, error.path),))
    return Verdict(document=document)


@bp.post("/<survey>/versions/keep")
def keep_questionnaire(process: str, survey: str) -> Any:
    """Keep a questionnaire that was judged as the draft, in place of the draft there was."""
    found = survey_for("run surveys", process, survey)

    def act() -> str:
        try:
            document = parse(request.form.get("document", "").encode())
            version = instruments.put_draft(found, document, now(), my_id())
        except FormatError:
            raise Invalid(N_("This questionnaire cannot be read. Send the file again.")) from None
        return address(found, "versions", version.number)

    try:
        with transaction(of=found.process_id):
            leads_to = once(act)
    except Refusal as refusal:
        form = QuestionnaireForm()
        form.file.errors = [sentence(refusal)]
        return _page(found, form, None), 422
    flash(_("The questionnaire is kept as a draft. Look at it and publish it."))
    return redirect(leads_to, 303)


@bp.get("/<survey>/versions/<int:version>/questionnaire.xlsx")
def version_as_xlsform(process: str, survey: str, version: int) -> Response:
    """Give a version as an XLSForm, as ODK and KoboToolbox read it."""
    from smd_workshop.library.survey.instrument.xlsform.files.workbook import workbook_of  # noqa: PLC0415 - as above

    found = survey_for("see surveys", process, survey)
    chosen = instruments.find(found, version)
    name = f"{found.code}-{chosen.number}.xlsx"
    return attachment(workbook_of(instruments.read(chosen)), XLSX, name)


@bp.get("/<survey>/versions/<int:version>/questionnaire.json")
def version_as_file(process: str, survey: str, version: int) -> Response:
    """Give a version as smd-instrument/1, as it is kept."""
    found = survey_for("see surveys", process, survey)
    chosen = instruments.find(found, version)
    text = json.dumps(chosen.document, ensure_ascii=False, indent=1)
    return attachment(text.encode(), "application/json", f"{found.code}-{chosen.number}.json")
