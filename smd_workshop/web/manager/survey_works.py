"""Long work of surveys: reports, files of answers, figures of many people, long lists that are written."""

from collections.abc import Callable, Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from reports.pdf import telling
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, UPDATED
from smd_workshop.database import abandon, transaction
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.instrument.past import Judged, Reading
from smd_workshop.making import wave_figures
from smd_workshop.models import Survey, Wave
from smd_workshop.processes.works import Asked
from smd_workshop.surveys import instruments, past_waves
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.past_waves import Plan, Source
from smd_workshop.surveys.respondents import population
from smd_workshop.surveys.results import exports, followed_up
from smd_workshop.surveys.waves import Terms
from smd_workshop.web.files.documents import PDF
from smd_workshop.web.files.survey_reports import name_of, report_of
from smd_workshop.web.language import current_language
from smd_workshop.web.manager.asking import kept_lists
from smd_workshop.web.manager.survey_pages import address, of_wave, today_of
from smd_workshop.web.manager.wave import kept_waves
from smd_workshop.web.manager.wave.kept_waves import KeptWave
from smd_workshop.web.manager.wave.wave_files import JSON, TYPES, content, name_of_file
from smd_workshop.web.sheets.survey_sheets import language_of
from smd_workshop.worker.long_work import Task, kind

CHANGED = N_("Nothing was written: the data changed since you looked. Look at it again.")


def asked_of_wave(wave: Wave, name: str, verb: str, title: str, **about: str) -> Asked:
    """Return what is asked for of a wave, in the languages of the reader."""
    words = language_of(instruments.read(wave.instrument))
    return Asked(
        name, {"wave": wave.id, "words": words, **about}, verb, f"{title} · {wave.name}",
        of_wave(wave, "results"), current_language(),
    )  # fmt: skip


def _wave(task: Task) -> Wave:
    return task.row(Wave, task.taken.about["wave"])


@kind("survey report")
def print_report(task: Task) -> None:
    """Lay out the report of a wave."""
    wave, words = _wave(task), task.taken.about["words"]
    called = name_of(wave)
    task.step(N_("Gathering the figures"))
    followed = followed_up.of(wave, today_of(wave), words)
    with telling(lambda page: task.step(N_("Laying out page by page"), page, 0)):
        data = report_of(wave, followed, words, task.taken.language)
    task.hand_over(data, PDF, called)


@kind("survey answers")
def write_answers(task: Task) -> None:
    """Write the answers of a wave as a file for another program."""
    wave, what = _wave(task), task.taken.about["what"]
    called = name_of_file(wave, what)
    task.step(N_("Reading the answers"), 0, 2)
    if what == JSON:
        shown = dataset.shown(wave)
        if shown is None or not shown.file:
            raise NotAllowed(disclosure.NO_FILE)
        data = canonical_json(dataset.document(wave)).encode()
    else:
        table = exports.table(wave, task.taken.about["words"])
        task.step(N_("Writing the file"), 1, 2)
        data = content(wave, table, what)
    abandon()
    task.hand_over(data, TYPES[what], called)


@kind("wave figures")
def count_wave_figures(task: Task) -> None:
    """Compute the figures of a closed wave."""
    wave = _wave(task)
    leads_to = of_wave(wave, "results")
    task.step(N_("Computing the figures"))
    said = _("The figures are computed.")
    wave_figures.count(wave, lambda: task.finish(leads_to, said))


def plan_of(
    survey: Survey, kept: KeptWave, each: Callable[[Iterator[Judged]], Iterable[Judged]] = iter
) -> Plan:
    """Return the verdict on each row of a kept file."""
    questions = instruments.read(instruments.find(survey, kept.version))
    same = frozenset(kept.same)
    reading = Reading(questions, kept.headings, kept.columns, kept.meanings, same)
    terms = Terms(kept.name, kept.year, kept.mode, population=kept.population)
    return past_waves.judge(survey, terms, reading, kept.rows, kept.numbers, now(), each)


@kind("past wave")
def keep_long_wave(task: Task) -> None:
    """Write exactly what was shown of a long file, as a closed wave, and compute its figures."""
    about = task.taken.about
    name = about["name"]
    wave_id = task.taken.written.get("wave")
    if wave_id is None:
        wave_id = _write_wave(task)
    kept_waves.forget(name)  # whatever comes now, nobody writes it a second time
    wave = task.row(Wave, wave_id)
    leads_to, many = of_wave(wave, "results"), wave.imported.kept if wave.imported else 0
    said = ngettext("%(num)s row was kept.", "%(num)s rows were kept.", many)
    task.at = (N_("Computing the figures"), 0, 0)  # what is written is not taken back any more
    wave_figures.count(wave, lambda: task.finish(leads_to, said))


def _write_wave(task: Task) -> int:
    about = task.taken.about
    survey = task.row(Survey, about["survey"])
    kept = kept_waves.load(survey, about["name"])
    judging = N_("Judging the rows")
    plan = plan_of(survey, kept, lambda rows: task.each(judging, rows, len(kept.rows)))
    if plan.digest() != about["plan"]:
        raise WrongState(CHANGED)
    task.step(N_("Writing the answers"))
    with transaction(of=task.taken.process_id):
        version = instruments.find(survey, kept.version)
        source = Source(kept.filename, kept.sha256)
        wave = past_waves.keep(survey, version, plan, source, now(), task.taken.asked_by_id)
        wave_id = wave.id
        task.write_down(wave=wave_id)
    return wave_id


@kind("population list")
def write_long_list(task: Task) -> None:
    """Write exactly what was shown of a long list of people."""
    about = task.taken.about
    survey = task.row(Survey, about["survey"])
    task.step(N_("Judging the rows"))
    kept = kept_lists.load(survey, about["name"])
    task.step(N_("Writing the list"))
    with transaction(of=task.taken.process_id):
        if kept.plan(survey).digest() != about["plan"]:
            raise WrongState(CHANGED)
        plan = kept.plan(survey, about.get("same", ()))
        population.apply(survey, plan, now(), task.taken.asked_by_id)
        task.finish(address(survey, "people"), written_words(plan))
    kept_lists.forget(survey)


def written_words(plan: population.Plan) -> str:
    """Say how many rows of a list were written."""
    totals = plan.totals()
    many = totals[ADDED] + totals[UPDATED]
    return str(ngettext("%(num)s row was written.", "%(num)s rows were written.", many))
