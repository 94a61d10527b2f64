"""A form → a verdict, and the instrument if it has one: pyxform's own judgement, then everything it does not look at."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument.conditions.expressions import Expression, both
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.reading import INSTRUMENT, instrument_of
from smd_workshop.library.survey.instrument.writing import document_of, written
from smd_workshop.library.survey.instrument.xlsform.conditions import Conditions
from smd_workshop.library.survey.instrument.xlsform.extensions import (
    COLUMNS,
    SHUFFLE,
    YES,
    named_dimensions,
)
from smd_workshop.library.survey.instrument.xlsform.files import converting, failed
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.files.sheets import (
    Form,
    UnreadableError,
    form_of,
    read,
)
from smd_workshop.library.survey.instrument.xlsform.languages import LANGUAGES
from smd_workshop.library.survey.instrument.xlsform.limits import without_limits
from smd_workshop.library.survey.instrument.xlsform.names import slug
from smd_workshop.library.survey.instrument.xlsform.rows.choosing import offered, scale
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import (
    NOT_KEPT,
    PageDraft,
    QuestionDraft,
    Reading,
)
from smd_workshop.library.survey.instrument.xlsform.rows.lists import KNOWN, Lists
from smd_workshop.library.survey.instrument.xlsform.rows.ordering import in_order
from smd_workshop.library.survey.instrument.xlsform.rows.placing import Placing
from smd_workshop.library.survey.instrument.xlsform.rows.tree import grown, with_tables
from smd_workshop.library.survey.instrument.xlsform.verdict import (
    CHOICES,
    SETTINGS,
    SURVEY,
    Findings,
    Verdict,
)

_AT: Final = re.compile(r"pages\[(\d+)\](?:\.questions\[(\d+)\](?:\.rows\[(\d+)\])?)?")
_DEFAULT: Final = re.compile(r"pages\[(\d+)\]\.questions\[(\d+)\]\.default")
_REFUSED_SETTINGS: Final = ("public_key", "submission_url")
_LOST_SETTINGS: Final = ("instance_name", "allow_choice_duplicates")
#: Settings that are read, that are told of, or that say only where a form is kept.
_READ_SETTINGS: Final = frozenset(
    {
        *_REFUSED_SETTINGS, *_LOST_SETTINGS, "form_title", "form_id", "version", "default_language", "style",
        "name", LANGUAGES, "titles",
    }
)  # fmt: skip
#: Columns of the survey sheet that are read, or that say nothing to people.
_READ: Final = frozenset(
    {
        "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint",
        "constraint_message", "calculation", "default", "appearance", "choice_filter", "parameters",
        "read_only", "guidance_hint", "media", "trigger", "disabled", "repeat_count", "fallback",
        "hint_fallback", "na", "low_label", "high_label", *COLUMNS,
    }
)  # fmt: skip
_TITLES: Final = "titles"


def verdict_of(content: bytes) -> Verdict:
    """Return the verdict on a file: xlsx, xls, csv or Markdown; whatever it holds, there is one."""
    findings = Findings()
    try:
        form = read(content, findings)
    except UnreadableError as error:
        findings.refuse(None, None, error.message, None, **error.params)
        return findings.verdict(None)
    return _judged(form, findings)


def verdict_of_sheets(sheets: Mapping[str, Any]) -> Verdict:
    """Return the verdict on the sheets of a form: lists of rows, each a mapping from column to text."""
    findings = Findings()
    try:
        form = form_of(sheets, findings)
    except UnreadableError as error:
        findings.refuse(None, None, error.message, None, **error.params)
        return findings.verdict(None)
    return _judged(form, findings)


def _judged(form: Form, findings: Findings) -> Verdict:
    converting.judge(form, findings)
    failed.judge(form, findings)
    try:
        document = _Import(form, findings).document()
    except RecursionError:
        findings.refuse(None, None, N_("the form is nested too deeply"))
        document = None
    return findings.verdict(document)


class _Import:
    """Makes the document of one form."""

    def __init__(self, form: Form, findings: Findings) -> None:
        self.form = form
        self.findings = findings
        lists = Lists(form.choices, form.languages[0], findings)
        self.reading = Reading(form, findings, lists, Conditions(findings))

    def document(self) -> Mapping[str, Any] | None:
        """Return the document; None if anything refuses it."""
        self._settings()
        for name in self.form.other_sheets:
            self.findings.refuse(
                name, None, N_("the sheet “%(name)s” is not possible here"), name=name
            )
        roots = with_tables(grown(self.form.survey, self.findings))
        named_dimensions(self.reading)
        for list_name in self.reading.lists.by_name:
            if self.reading.lists.is_scale(list_name):
                scale(self.reading, list_name)
        pages = Placing(self.reading).place(roots)
        if not self.form.settings.cell(
            LANGUAGES
        ):  # what was written here says which lists are scales
            offered(self.reading, [node for root in roots for node in root.walk()])
        self._columns(pages)
        if not pages:
            self.findings.refuse(SURVEY, None, N_("there is no question in the form"))
            return None
        for page in pages:
            for draft in page.questions:
                self._conditions(draft)
        pages = in_order(pages, self.reading, self._page_condition)
        return None if self.findings.errors else self._checked(pages)

    def _settings(self) -> None:
        for column in _REFUSED_SETTINGS:
            if self.form.settings.cell(column):
                message = N_("the setting “%(column)s” is not possible here")
                self.findings.refuse(SETTINGS, 2, message, column=column)
        for column in _LOST_SETTINGS:
            if self.form.settings.cell(column):
                message = N_("the setting “%(column)s” is not kept")
                self.findings.lose(SETTINGS, 2, message, column=column)

        for column in sorted(set(self.form.settings.cells) - _READ_SETTINGS):
            message = N_("the setting “%(column)s” is not read")
            self.findings.note(SETTINGS, None, message, column=column)

    def _columns(self, pages: Sequence[PageDraft]) -> None:
        """Note which columns with something in them say nothing here; of choices a filter may ask for any."""
        asked = {column for draft in drafts(pages) for column in draft.attributes}
        for sheet, lines, known in (
            (SURVEY, self.form.survey, _READ),
            (CHOICES, self.form.choices, KNOWN | asked),
        ):
            used = {column for line in lines for column in (*line.cells, *line.texts)}
            for column in sorted(used - known):
                if not column.startswith(("$", "_", "kobo--")):
                    message = N_("the column “%(column)s” is not read")
                    self.findings.note(sheet, None, message, column=column)

    def _condition(
        self, line: Line, column: str, itself: str = "", **more: Any
    ) -> Expression | None:
        written = line.cell(column)
        if not written:
            return None
        return self.reading.conditions.read(written, line.number, column, itself, **more)

    def _page_condition(self, page: PageDraft) -> Expression | None:
        return self._condition(page.line, "relevant") if page.line else None

    def _conditions(self, draft: QuestionDraft) -> None:
        """Read the conditions of a question into what is said of it."""
        said, line = draft.said, draft.line
        shown = parse(draft.shown_if) if draft.shown_if else None
        for around in (line, *reversed(draft.around)):
            shown = both(self._condition(around, "relevant"), shown)
        found = {"shown_if": shown}
        if draft.kind == "score":
            found["formula"] = self._formula(line)
        elif "text" in said and line.cell("constraint"):
            found["valid_if"] = self._constraint(draft)
        if draft.attributes:
            found["options_if"] = self._condition(
                line, "choice_filter", attributes=draft.attributes
            )
        said |= {key: written(each) for key, each in found.items() if each is not None}
        for row in draft.rows:
            if (
                condition := self._condition(row.line, "relevant")
            ) is not None and row.line is not line:
                row.said["shown_if"] = written(condition)

    def _formula(self, line: Line) -> Expression | None:
        self.reading.lose_cells(line, (), ("constraint",))
        found = self._condition(line, "calculation")
        if found is None and not line.cell("calculation"):
            self.reading.refuse(line, N_("there is nothing to calculate"))
        return found

    def _constraint(self, draft: QuestionDraft) -> Expression | None:
        if draft.kind in {"note", "consent", "matrix"}:
            self.reading.lose(draft.line, NOT_KEPT, column="constraint")
            return None
        found = self._condition(draft.line, "constraint", draft.code)
        return without_limits(draft.said, found)

    def _checked(self, pages: Sequence[PageDraft]) -> Mapping[str, Any] | None:
        """Return the document if the instrument agrees; what it finds gets its row."""
        document = self._assembled(pages)
        for _ in range(1000):
            try:
                return document_of(instrument_of(copy.deepcopy(document)))
            except FormatError as error:
                found = _DEFAULT.fullmatch(error.path)
                line = _line_at(pages, error.path)
                if found is None:
                    self.findings.refuse(
                        SURVEY if line else None, line, error.message, None, **error.params
                    )
                    return None
                message = N_("the default is no answer to the question: it is left out")
                self.findings.lose(SURVEY, line, message)
                said = document["pages"][int(found[1])]["questions"][int(found[2])]
                del said["default"]
        return None

    def _assembled(self, pages: Sequence[PageDraft]) -> dict[str, Any]:
        settings, default = self.form.settings, self.form.languages[0]
        written = settings.cell("form_title") or settings.cell("form_id") or "Encuesta"
        titles = {**converting.titles(settings.cell(_TITLES)), default: written}
        return {
            "format": INSTRUMENT,
            "code": slug(settings.cell("form_id") or written, "f"),
            "title": {key: text for key, text in titles.items() if key in self.form.languages},
            "languages": list(self.form.languages),
            "dimensions": list(self.reading.dimensions.values()),
            "scales": [each["scale"] for each in self.reading.scales.values()],
            "pages": [self._page(page) for page in pages],
            "overall": self.reading.overall,
            "recommend": self.reading.recommend,
        }

    def _page(self, page: PageDraft) -> dict[str, Any]:
        said: dict[str, Any] = {"code": page.code}
        if page.line is not None:
            condition = self._page_condition(page)
            title = self.reading.text(page.line, "label", "fallback")
            said |= {"title": title} if title else {}
            said |= {"shown_if": written(condition)} if condition is not None else {}
            said |= {"shuffle": True} if page.line.cell(SHUFFLE) == YES else {}
            self.reading.lose_of_group(page.line)
        return said | {"questions": [_question(draft) for draft in page.questions]}


def _question(draft: QuestionDraft) -> dict[str, Any]:
    rows = [row.said for row in draft.rows]
    return draft.said | ({"rows": rows} if rows else {})


def _line_at(pages: Sequence[PageDraft], path: str) -> int | None:
    """Return the row that a path of the document leads to; None if it leads to no row."""
    found = _AT.match(path)
    if found is None:
        return None
    page = pages[int(found[1])]
    if found[2] is None:
        return page.number
    draft = page.questions[int(found[2])]
    return draft.line.number if found[3] is None else draft.rows[int(found[3])].line.number


def drafts(pages: Sequence[PageDraft]) -> Iterator[QuestionDraft]:
    """Return every question, in order."""
    for page in pages:
        yield from page.questions
