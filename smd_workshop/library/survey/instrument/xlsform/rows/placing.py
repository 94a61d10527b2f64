"""The tree of a form → pages of questions: groups become pages, tables matrices, and groups inside pages headings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.rows import kobo, tree
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import (
    PageDraft,
    QuestionDraft,
    Reading,
)
from smd_workshop.library.survey.instrument.xlsform.rows.questions import question
from smd_workshop.library.survey.instrument.xlsform.rows.tables import matrix
from smd_workshop.library.survey.instrument.xlsform.rows.tree import Node, is_table

_KOBO: Final = frozenset({tree.KOBO_SCORE, tree.KOBO_RANK, tree.KOBO_MATRIX})
_GROUPS: Final = frozenset({tree.GROUP, tree.REPEAT})
#: Rows that leave no answer, so that nothing can depend on them.
_NOT_KEPT: Final = frozenset({tree.METADATA, tree.UPLOAD, tree.IMPOSSIBLE, tree.UNKNOWN})


class Placing:
    """Puts the questions of a form on pages, in order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.pages: list[PageDraft] = []

    def place(self, roots: Sequence[Node]) -> list[PageDraft]:
        """Return the pages; every name has its code before the first condition is read."""
        nodes = [node for root in roots for node in root.walk()]
        for node in nodes:
            self._name(node)
        for name in filter(None, (node.name for node in nodes)):  # groups and notes
            self.reading.conditions.codes.setdefault(name, None)
        loose: PageDraft | None = None
        for node in roots:
            if node.kind in _GROUPS and not is_table(node):
                loose = None
                page = PageDraft(node.code, node.line)
                self.pages.append(page)
                self._refuse_repeat(node)
                self._all(page, node.children, ())
                continue
            if loose is None:
                loose = PageDraft(self.reading.codes.free(f"page_{len(self.pages) + 1}"))
                self.pages.append(loose)
            self._one(loose, node, ())
        for page in self.pages:
            if page.line is not None and not page.questions:
                self.reading.lose(page.line, N_("nothing stands in this group: it is left out"))
        return [page for page in self.pages if page.questions]

    def _name(self, node: Node) -> None:
        """Give a row its code, and remember what its name became."""
        line, known = node.line, self.reading.conditions
        if node.kind in _NOT_KEPT:
            if node.name:
                known.codes.setdefault(node.name, None)
            if line.cell("type") in {"today", "get today"}:
                known.todays.add(node.name)
            return
        if not node.name and node.kind not in {"note", tree.RANK_LEVEL}:
            self.reading.refuse(line, N_("the row has no name"))
        node.code = self.reading.codes.free(node.name or f"note_{line.number}")
        if node.name and node.code != node.name:
            message = N_("the name “%(name)s” becomes “%(code)s”")
            self.reading.lose(line, message, name=node.name, code=node.code)
        if node.kind not in _GROUPS | _KOBO | {"note"}:
            known.codes.setdefault(node.name, node.code)
        if node.kind == tree.KOBO_RANK:
            known.codes.setdefault(node.name, node.code)

    def _refuse_repeat(self, node: Node) -> None:
        if node.kind == tree.REPEAT:
            message = N_("repeated groups are not possible here")
            self.reading.refuse(node.line, message)

    def _all(self, page: PageDraft, nodes: Sequence[Node], around: tuple[Line, ...]) -> None:
        for node in nodes:
            self._one(page, node, around)

    def _one(self, page: PageDraft, node: Node, around: tuple[Line, ...]) -> None:
        """Put one row on a page, with what stands in it."""
        if node.kind in _GROUPS:
            self._refuse_repeat(node)
            made = matrix(self.reading, node) if is_table(node) else None
            if made is None:
                self._heading(page, node, around)
                return
            drafts = [made]
        elif node.kind in _KOBO:
            drafts = kobo.questions(self.reading, node)
        elif self._kept(node):
            drafts = question(self.reading, node, node.code)
        else:
            return
        page.questions += [replace(draft, around=around) for draft in drafts]

    def _kept(self, node: Node) -> bool:
        """Whether a row is a question that can be kept; if not, why is noted."""
        written = node.line.cell("type")
        match node.kind:
            case tree.METADATA:
                message = N_(
                    "“%(type)s” is left out: nothing about people is kept with their answers"
                )
                self.reading.lose(node.line, message, type=written)
            case tree.UPLOAD:
                message = N_("files and pictures cannot be sent: the question is left out")
                self.reading.lose(node.line, message)
            case tree.IMPOSSIBLE:
                message = N_("the type “%(type)s” is not possible here")
                self.reading.refuse(node.line, message, type=written)
            case tree.UNKNOWN | tree.SCORE_ROW | tree.RANK_LEVEL:
                message = N_("“%(type)s” is not a type of question")
                self.reading.refuse(node.line, message, type=written)
            case _:
                return True
        return False

    def _heading(self, page: PageDraft, node: Node, around: tuple[Line, ...]) -> None:
        """Put what stands in a group inside a page on the page, below a note with the group's label."""
        inner = (*around, node.line) if node.line.cell("relevant") else around
        text = self.reading.text(node.line, "label", "fallback")
        self.reading.lose_of_group(node.line)
        if text:
            said = {"type": model.NOTE, "code": node.code, "text": text}
            bare = Line(node.line.number, {})
            page.questions.append(QuestionDraft(bare, said, around=inner))
            self.reading.lose(node.line, N_("a group inside a page becomes a heading"))
        self._all(page, node.children, inner)
