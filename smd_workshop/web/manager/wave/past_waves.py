"""Waves that were gathered elsewhere: a file, what its columns and words are, a verdict per row, and a yes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.surveys.survey import PastWaveForm
from reports.sheets.spreadsheets import Table, read_table, remarks
from smd_workshop.core import names
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.database import transaction
from smd_workshop.library.survey.instrument import past, past_headings
from smd_workshop.library.survey.instrument.model import NA_CODE
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.library.survey.instrument.past import Reading
from smd_workshop.making import wave_figures
from smd_workshop.models import Survey, Wave
from smd_workshop.processes.works import Asked
from smd_workshop.surveys import instruments, past_waves
from smd_workshop.surveys.past_waves import Plan, Source
from smd_workshop.surveys.respondents.population_headings import is_name, is_private
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import address, of_wave, page, survey_for, with_versions
from smd_workshop.web.manager.survey_works import plan_of
from smd_workshop.web.manager.wave import kept_waves
from smd_workshop.web.manager.wave.kept_waves import KeptWave
from smd_workshop.web.sheets.survey_sheets import language_of
from smd_workshop.web.staff import previews
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.staff.works import MANY, start
from smd_workshop.web.words.verdict_words import asides_remarks

#: Rows, and words of a question, that are shown on a page.
SHOWN, WORDS = 500, 60
#: Names of fields: what column a number is, what a word of a question means.
COLUMN, MEANS = "column-", "means-"


@bp.get("/<survey>/waves/import")
def import_wave(process: str, survey: str) -> str:
    """Explain what a past wave is, and ask for its file."""
    found = survey_for("run surveys", process, survey)
    return _asked(found, with_versions(found, PastWaveForm(data={"mode": "anonymous"})))


def _asked(survey: Survey, form: PastWaveForm) -> str:
    return page("past_new.html", survey, form=form)


@bp.post("/<survey>/waves/import")
def upload_wave(process: str, survey: str) -> Any:
    """Read the file and keep it for a day; no answer is stored."""
    found = survey_for("run surveys", process, survey)
    form = with_versions(found, PastWaveForm(request.form))
    if not form.validate():
        return _asked(found, form), 422
    try:
        data, filename = previews.sent_file()
        known = past_headings.headings_of(
            instruments.read(instruments.find(found, form.instrument.data))
        )
        score = lambda cells: 2 * sum(names.bare(cell) in known for cell in cells)  # noqa: E731
        table = kept_waves.without_private(read_table(data, filename, score))
        name = kept_waves.keep(_kept(found, form, table, Source(filename, _digest(data))))
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _asked(found, form), 422
    return redirect(address(found, "waves", "import", name), 303)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _kept(survey: Survey, form: PastWaveForm, table: Table, source: Source) -> KeptWave:
    version = instruments.find(survey, form.instrument.data)
    questions = instruments.read(version)
    return KeptWave(
        survey.id, version.number, form.name.data, int(form.year.data or 0), form.mode.data,
        form.population.data, source.filename, source.sha256, table.headers, table.rows, table.numbers,
        _proposed(questions, table.headers), notes=remarks(table),
    )  # fmt: skip


def _proposed(questions: Questionnaire, headings: Sequence[str]) -> tuple[str, ...]:
    """Return what each column is by its heading; what people are called where there is a code to look them up by."""
    found = list(past_headings.proposed(questions, headings))
    named = [p for p, role in enumerate(found) if role == past.IGNORED and is_name(headings[p])]
    if past.WHO in found and named:
        found[named[0]] = past.NAME
    return tuple(found)


@bp.get("/<survey>/waves/import/<past_wave>")
def read_wave_file(process: str, survey: str, past_wave: str) -> str:
    """Show what each column and word is read as, and a verdict per row; nothing is written."""
    found = survey_for("run surveys", process, survey)
    kept = kept_waves.load(found, past_wave)
    return _shown(found, past_wave, kept, plan_of(found, kept))


def _shown(
    survey: Survey, name: str, kept: KeptWave, plan: Plan, *, changed: bool = False, problem: str = ""
) -> str:  # fmt: skip
    reading = plan.reading
    language = language_of(reading.instrument)
    told = sorted(plan.rows, key=lambda row: (_ORDER[row.kind], row.row))
    return page(
        "past_reading.html", survey, name=name, kept=kept, plan=plan, totals=plan.totals(),
        roles=past_headings.roles(reading.instrument, language), rows=told[:SHOWN], examples=_examples(kept),
        words=_words(reading, kept, language), changed=changed, problem=problem, field_of=field_of,
        private=[h for h in kept.headings if is_private(h)],
        notes=(*kept.notes, *asides_remarks(kept.asides(), chosen=True)),
        waiting=[
            (kept.headings[place], item.code, reading.instrument.said(item.text, language) if item.text else item.code)
            for place, item in past_headings.waiting(reading.instrument, kept.headings).items()
            if kept.columns[place] == past.IGNORED
        ],
        asking=sum(row.asks and row.kind == past.REFUSED for row in plan.rows),
    )  # fmt: skip


#: What needs a reader stands first.
_ORDER = {past.REFUSED: 0, past.WITH_LOSS: 1, past.ACCEPTED: 2}


def _examples(kept: KeptWave) -> list[str]:
    """Return what stands in each column: up to three different cells."""
    found = []
    for place in range(len(kept.headings)):
        cells = dict.fromkeys(row[place] for row in kept.rows[:50] if row[place])
        found.append(" · ".join(cell[:30] for cell in list(cells)[:3]))
    return found


def _words(reading: Reading, kept: KeptWave, language: str) -> list[dict[str, Any]]:
    """Return by question the words of the file and what they can be, those that nobody understands first."""
    found = []
    for code, words in reading.words(kept.rows).items():
        ordered = sorted(words, key=lambda word: word.means is not None)[:WORDS]
        if not all(word.means == word.text for word in ordered):
            found.append({
                "code": code, "words": ordered, "choices": _choices(reading, code, language),
                "text": reading.instrument.asks(code, language),
                "unknown": sum(word.means is None for word in words),
            })  # fmt: skip
    return found


def _choices(reading: Reading, code: str, language: str) -> list[tuple[str, str]]:
    """Return what a word of a question can mean: an answer, not applicable, or none."""
    instrument, item = reading.instrument, reading.instrument.items[code]
    scale = instrument.scale_of.get(item.question.scale or "")
    found = [(o.code, instrument.said(o.text, language)) for o in item.question.options]
    if scale is not None:
        labels = zip(scale.points, scale.labels, strict=True)
        found = [
            (str(point), f"{point} {instrument.said(text, language)}") for point, text in labels
        ]
    offered = dict.fromkeys(reading.known[code].values())
    found += [(c, c) for c in offered if c and c not in {*dict(found), NA_CODE}]
    if NA_CODE in offered:
        found.append((NA_CODE, _("Not applicable")))
    return [*found, (past.NO_ANSWER, _("no answer"))]


@bp.post("/<survey>/waves/import/<past_wave>")
def say_how_to_read(process: str, survey: str, past_wave: str) -> Any:
    """Keep what somebody said of columns and words, and judge the rows again."""
    found = survey_for("run surveys", process, survey)
    kept = kept_waves.load(found, past_wave)
    questions = instruments.read(instruments.find(found, kept.version))
    allowed = {
        past.IGNORED,
        past.WHO,
        past.NAME,
        past.GROUP,
        *dict(past_headings.roles(questions, questions.default)),
    }
    columns = tuple(
        said if (said := request.form.get(f"{COLUMN}{n}", role)) in allowed else past.IGNORED
        for n, role in enumerate(kept.columns)
    )
    twice = [role for role in columns if role not in {past.IGNORED, past.GROUP}]
    if len(set(twice)) < len(twice):
        problem = _("Two columns cannot be the same question. Nothing was changed.")
        return _shown(found, past_wave, kept, plan_of(found, kept), problem=problem), 422
    reading = Reading(questions, kept.headings, columns, kept.meanings)
    made = replace(kept, columns=columns, meanings=_said(reading, kept), same=_same(kept))
    kept_waves.change(past_wave, made)
    return redirect(f"{address(found, 'waves', 'import', past_wave)}#rows", 303)


def _same(kept: KeptWave) -> tuple[int, ...]:
    """Return the rows of which a person says that the code is that of the same person; of rows not shown what was said stays."""
    asked, said = (set(request.form.getlist(name)) for name in ("asks", "same"))
    before = {number for number in kept.same if str(number) not in asked}
    return tuple(n for n in kept.numbers if n in before or {str(n)} <= asked & said)


def _said(reading: Reading, kept: KeptWave) -> dict[str, dict[str, str]]:
    """Return what words mean as a form says it, where that is an answer of the question."""
    found: dict[str, dict[str, str]] = {}
    for code, words in reading.words(kept.rows).items():
        allowed = {past.NO_ANSWER, *reading.known[code].values()}
        before = kept.meanings.get(code, {})
        for word in words:
            said = request.form.get(field_of(code, word.text), word.means)
            if said in allowed and (said != word.means or word.text in before):
                found.setdefault(code, {})[word.text] = str(said)
    return found


def field_of(code: str, text: str) -> str:
    """Return the name of the field that says what a word of a question means."""
    return f"{MEANS}{code}-{_digest(text.encode())[:12]}"


@bp.post("/<survey>/waves/import/<past_wave>/keep")
def keep_past_wave(process: str, survey: str, past_wave: str) -> Any:
    """Write exactly what was shown, and compute its figures; show it anew if it would be something else now."""
    found = survey_for("run surveys", process, survey)
    if kept_waves.rows(found, past_wave) > MANY:
        return redirect(start(found.process, _asked_to_keep(found, past_wave)), 303)
    made: list[Wave] = []

    def act() -> str:
        kept = kept_waves.load(found, past_wave)
        plan = plan_of(found, kept)
        if plan.digest() != request.form.get("plan"):
            raise previews.Changed
        version = instruments.find(found, kept.version)
        source = Source(kept.filename, kept.sha256)
        made.append(past_waves.keep(found, version, plan, source, now(), my_id()))
        return of_wave(made[0], "results")

    try:
        with transaction(of=found.process_id):
            leads_to = once(act)
    except (previews.Changed, Invalid) as error:
        kept = kept_waves.load(found, past_wave)
        changed = isinstance(error, previews.Changed)
        problem = "" if isinstance(error, previews.Changed) else sentence(error)
        again = _shown(
            found, past_wave, kept, plan_of(found, kept), changed=changed, problem=problem
        )
        return again, 409 if changed else 422
    for wave in made:
        wave_figures.count(wave)
        kept_waves.forget(past_wave)
        many = wave.imported.kept if wave.imported else 0
        flash(ngettext("%(num)s row was kept.", "%(num)s rows were kept.", many))
    return redirect(leads_to, 303)


def _asked_to_keep(survey: Survey, past_wave: str) -> Asked:
    kept, here = kept_waves.load(survey, past_wave), address(survey, "waves", "import", past_wave)
    about = {"survey": survey.id, "name": past_wave, "plan": request.form.get("plan", "")}
    title = f"{kept.filename} → {kept.name}"
    return Asked("past wave", about, "run surveys", title, here, current_language())
