"""A sealed document must say what it said, on any machine, and printing it must not reach into the network or the disk."""

import hashlib
import io
import os
import re
import socket
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError
from pypdf import PdfReader

from reports import environment, pdf, store
from reports.spoken import Gettext
from smd_workshop.core.errors import NotFound
from smd_workshop.library.charts.spec import BarRow, Bars, DotRow, Dots

HTML = '<!doctype html><html lang="es"><title>Acta</title><link rel="stylesheet" href="report:print.css"><body><h1>Acta</h1><p>¿Qué ✓ ◐ ✕ ● ▲ ■ ◆ ✚ ✱ ☐ ≥ ñuqanchik, ch’ama</p></body></html>'
HIDDEN = '<!doctype html><html lang="es"><title>x</title><link rel="stylesheet" href="report:print.css"><body><table style="table-layout: fixed"><caption class="hidden">¿Qué tan importante es?</caption><tr><td>uno</td></tr></table></body></html>'
ROOT = Path(__file__).resolve().parents[2]


def english(message: str) -> str:
    return message


def plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def shouting(message: str) -> str:
    return re.sub(
        r"%\(\w+\)s|[^%]+",
        lambda found: found.group() if found.group().startswith("%") else found.group().upper(),
        message,
    )


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def html_of(source: str, *, gettext: Gettext = english, **values: object) -> str:
    made = environment.environment(gettext, plural, "es")
    base = {"language": "es", "title": "Acta", "process": "SMD", "simulated": False, "digest": ""}
    return made.from_string(source).render({**base, **values})


def body(content: str) -> str:
    return (
        '{% extends "base.html" %}{% import "parts.html" as parts with context %}{% block content %}'
        + content
        + "{% endblock %}"
    )


def test_a_document_is_readable_by_a_screen_reader_and_carries_its_fonts() -> None:
    reader = PdfReader(io.BytesIO(pdf.pdf(HTML, title="Acta 3", language="es")))
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "es"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata.title == "Acta 3"
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert all("Noto-Sans" in name for name in names), names
    assert "ñuqanchik, ch’ama" in pages(pdf.pdf(HTML, title="t", language="es"))[0]


def test_the_same_document_has_the_same_bytes_in_another_process() -> None:
    here = hashlib.sha256(pdf.pdf(HTML, title="t", language="es")).hexdigest()
    program = "import sys,hashlib; from reports.pdf import pdf; print(hashlib.sha256(pdf(sys.stdin.read(), title='t', language='es')).hexdigest())"
    there = subprocess.run(
        [sys.executable, "-c", program],
        input=HTML,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        text=True,
        capture_output=True,
        check=True,
    )
    assert there.stdout.strip() == here
    assert (
        here
        != hashlib.sha256(
            pdf.pdf(HTML.replace("Acta", "Otra"), title="t", language="es")
        ).hexdigest()
    )


def test_nothing_is_fetched_from_the_network_or_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secreto.txt"
    secret.write_text("CLAVE-SECRETA")

    def no_network(*_: object, **__: object) -> None:
        pytest.fail("a document opened a connection")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    addresses = (
        f"file://{secret}",
        "http://127.0.0.1:9/x.png",
        "//example.com/x",
        "data:text/css,body{}",
        "report:../store.py",
        "/etc/passwd",
        "report:/print.css",
    )
    html = "".join(
        f'<img src="{a}" alt="x"><link rel="stylesheet" href="{a}"><link rel="attachment" href="{a}"><object data="{a}"></object><p style="background:url({a})">y</p>'
        for a in addresses
    )
    data = pdf.pdf(f'<html lang="es"><body>{html}</body></html>', title="t", language="es")
    reader = PdfReader(io.BytesIO(data))
    assert "CLAVE-SECRETA" not in "".join(pages(data))
    assert not reader.attachments
    assert caplog.text.count("not in the list") >= len(addresses)


@pytest.mark.parametrize("simulated", [True, False])
def test_every_page_says_whether_the_votes_are_simulated(simulated: bool) -> None:
    html = html_of(
        body('<p>uno</p><p class="page-break">dos</p>'),
        simulated=simulated,
        digest="ab" * 32,
        gettext=shouting,
    )
    said = pages(pdf.pdf(html, title="Acta", language="es"))
    assert len(said) == 2
    for number, page in enumerate(said, 1):
        assert ("SIMULATED VOTES" in page) is simulated
        assert "ab" * 32 in page.replace("\n", "")
        assert str(number) in page
        assert "SMD" in page


def test_a_chart_is_printed_whole_over_as_many_pages_as_it_needs() -> None:
    rows = tuple(
        DotRow(f"F{n} palabra{n} " + "integrar y organizar la información dispersa " * 3, 5, 4, 6)
        for n in range(20)
    )
    html = html_of(
        body("{{ parts.chart(chart) }}"), chart=Dots("Media de los factores", "Nota", rows)
    )
    said = pages(pdf.pdf(html, title="Acta", language="es"))
    assert len(said) > 2
    drawings = html.split("<table>")[0]
    for n in range(20):
        assert drawings.count(f"palabra{n} ") + drawings.count(f"palabra{n}<") >= 1
        assert any(f"palabra{n} " in page for page in said)
    heights = [float(h) for h in re.findall(r'<svg[^>]* height="([\d.]+)"', html)]
    assert len(heights) > 1
    assert max(heights) <= environment.PAPER_HEIGHT


def test_a_table_speaks_the_reader_s_language_and_aligns_its_decimals() -> None:
    html = html_of(
        body("{{ parts.chart(chart) }}"),
        gettext=shouting,
        chart=Bars(
            "title", "unit", (BarRow("uno", 1.5), BarRow("dos", 1234), BarRow("tres", None))
        ),
    )
    assert '<th scope="col">OPTION</th>' in html
    for cell in ("1.5", "1,234.0", "–"):
        assert f">{cell}</td>" in html


def test_words_of_people_cannot_become_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x>"
    html = html_of(
        body(
            "<p>{{ words }}</p>{{ parts.signatures(people) }}{{ parts.sector(2, words) }}{{ parts.chart(chart) }}"
        ),
        words=hostile,
        title=hostile,
        process=hostile,
        people=[SimpleNamespace(name=hostile, role=hostile, sector=hostile)],
        chart=Bars(hostile, hostile, (BarRow(hostile, 1),)),
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "alert(1)" in html


def test_a_word_without_end_does_not_leave_the_paper() -> None:
    chart = Bars("t", "u", (BarRow("w" * 3_000, 1, note="v" * 300), BarRow("x", 2)))
    data = pdf.pdf(
        html_of(
            body("<p>{{ words }}</p>{{ parts.table(chart.table()) }}"), words="u" * 500, chart=chart
        ),
        title="t",
        language="es",
    )
    right_edge = 595 - 30
    for page in PdfReader(io.BytesIO(data)).pages:
        starts: list[float] = []
        page.extract_text(
            visitor_text=lambda said, cm, tm, font, size, found=starts: (
                found.append(tm[4] * cm[0] + cm[4]) if said.strip() else None
            )
        )
        assert starts
        assert max(starts) < right_edge
    assert "".join(pages(data)).count("w") == 3_000


def test_a_missing_value_stops_the_report_instead_of_leaving_a_gap() -> None:
    with pytest.raises(UndefinedError):
        html_of(body("{{ quorum }}"))


def test_figures_in_reports_have_peruvian_forms() -> None:
    html = html_of(
        "{{ 3661516.08|money }} · {{ 257|share(280) }} · {{ day|day }} · {{ 1|percent(3) }}",
        day=date(2022, 9, 14),
    )
    assert (
        html
        == "S/\N{NO-BREAK SPACE}3&#39;661,516.08 · 257 de 280 (91.8\N{NO-BREAK SPACE}%) · 14 de setiembre de 2022 · 33.3\N{NO-BREAK SPACE}%"
    )


def test_a_stored_document_is_found_whole_under_its_digest(tmp_path: Path) -> None:
    digest = store.store(b"%PDF-1", "application/pdf", tmp_path / "documents")
    assert digest == hashlib.sha256(b"%PDF-1").hexdigest()
    assert store.path(digest, tmp_path / "documents").name == f"{digest}.pdf"
    assert store.read(digest, tmp_path / "documents") == b"%PDF-1"
    assert [file.name for file in (tmp_path / "documents").iterdir()] == [f"{digest}.pdf"]


def test_a_stored_document_is_never_written_again(tmp_path: Path) -> None:
    digest = store.store(b"one", "application/pdf", tmp_path)
    file = store.path(digest, tmp_path)
    before = (file.stat().st_ino, file.stat().st_mtime_ns)
    assert store.store(b"one", "application/pdf", tmp_path) == digest
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == before


def test_a_changed_document_is_noticed_and_not_repaired_in_silence(tmp_path: Path) -> None:
    digest = store.store(b"one", "application/pdf", tmp_path)
    store.path(digest, tmp_path).write_bytes(b"two")
    with pytest.raises(store.Damaged):
        store.read(digest, tmp_path)
    with pytest.raises(store.Damaged):
        store.store(b"one", "application/pdf", tmp_path)
    assert store.path(digest, tmp_path).read_bytes() == b"two"


@pytest.mark.parametrize(
    "digest", ["", "../secret", "a" * 63, "A" * 64, "0" * 64, f"{'0' * 64}.pdf", f"{'0' * 64}\n"]
)
def test_only_a_digest_names_a_document(digest: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        store.path(digest, tmp_path)


def test_a_crash_while_writing_leaves_no_half_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.store(b"one", "application/pdf", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("links", [True, False])
def test_many_writers_of_the_same_document_leave_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:

        def no_links(*_: object) -> None:
            raise OSError("links are not known here")

        monkeypatch.setattr(os, "link", no_links)
    errors: list[BaseException] = []

    def write() -> None:
        try:
            store.store(b"x" * 100_000, "application/pdf", tmp_path)
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not errors
    assert len(list(tmp_path.iterdir())) == 1


def test_a_long_chart_begins_where_the_text_before_it_ends() -> None:
    rows = tuple(DotRow(f"F{n} palabra{n}", 5, 4, 6) for n in range(40))
    html = html_of(
        body('<div style="height: 120mm"></div>{{ parts.chart(chart, with_table=false) }}'),
        chart=Dots("Media de los factores", "Nota", rows),
    )
    first, *others = pages(pdf.pdf(html, title="Acta", language="es"))
    assert "Media de los factores" in first
    assert "palabra3" in first
    assert any("palabra39" in page for page in others)


DROP = "Agua limpia 💧 para todos 👩‍🌾"


def test_signs_outside_the_letters_are_printed_and_carried() -> None:
    said = pdf.pdf(html_of(body("<p>{{ text }}</p>"), text=DROP), title="Acta", language="es")
    reader = PdfReader(io.BytesIO(said))
    fonts = {
        str(f.get_object()["/BaseFont"]) for f in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert any("Noto-Emoji" in name or "NotoEmoji" in name for name in fonts), fonts
    assert "💧" in reader.pages[0].extract_text()


@pytest.mark.parametrize("paper", ["cards.html", "poster.html", "paper_ballots.html"])
def test_cards_and_ballots_know_the_font_of_signs_too(paper: str) -> None:
    style = (environment.TEMPLATES / paper).read_text("utf-8")
    assert 'src: url("report:NotoEmoji-Regular.ttf")' in style
    assert '"Noto Sans Signs", "Noto Emoji"' in style


def test_every_page_of_a_long_chart_has_the_numbers_of_its_scale_and_every_page_of_a_table_its_heads() -> (
    None
):
    rows = tuple(BarRow(f"Opción {n:03} " + "con un nombre largo " * 3, n % 9) for n in range(90))
    chart, half = (
        Bars("Apoyo", "Votos de nueve", some, (0, 9)) for some in (rows, rows[: len(rows) // 2])
    )
    made = pdf.pdf(
        html_of(body("{{ parts.chart(chart, false) }}"), chart=half), title="A", language="es"
    )
    said = pages(made)
    assert len(said) > 2 and all("Votos de nueve" in page for page in said)
    table = pdf.pdf(
        html_of(body("{{ parts.table(chart.table()) }}"), chart=chart), title="A", language="es"
    )
    said = pages(table)
    assert len(said) > 2 and all("Votos de nueve" in page for page in said)


def test_every_table_on_paper_has_heads_that_can_be_repeated() -> None:
    folders = (ROOT / "reports/templates", ROOT / "smd_workshop/library/methods")
    found = [p for folder in folders for p in folder.rglob("*.html")]
    written = {p: p.read_text("utf-8") for p in found}
    without = [
        p.name for p, text in written.items() if text.count("<table") != text.count("<thead")
    ]
    assert without == []


def test_words_that_are_only_read_aloud_are_copied_as_words():
    page = PdfReader(io.BytesIO(pdf.pdf(HIDDEN, title="x", language="es"))).pages[0]
    assert "¿Qué tan importante es?" in " ".join(page.extract_text().split())
