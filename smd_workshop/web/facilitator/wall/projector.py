"""The projector: what the room reads from the back row."""

from io import BytesIO
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext, ngettext

from reports.spoken import Speaker
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.library.charts.marks import mark
from smd_workshop.models import Round, Workshop
from smd_workshop.processes import vocabulary
from smd_workshop.rounds import closing
from smd_workshop.rounds.results import projection, results
from smd_workshop.rounds.results.projection import Wall
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.rounds.room import attendance, room, timer
from smd_workshop.rounds.room.attendance import Presence
from smd_workshop.rounds.seats import seat_queries
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.wall.wall_pages import Fit, Page
from smd_workshop.web.facilitator.wall.wall_result import result_wall
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, page, workshop_for
from smd_workshop.web.serving.live import fragment
from smd_workshop.web.staff.process_access import allowed


@bp.app_template_global("mark_shape")
def mark_shape(place: int) -> str:
    """Return the outline of a sector's mark in a square from -1 to 1; `place` counts from 0."""
    return mark(place + 1).shape


def public_address() -> str:
    """Return where phones reach us: what the installation says, or how this page was reached."""
    return str(current_app.config["SMD_PUBLIC_URL"] or request.host_url).rstrip("/")


@bp.get("/<process>/w/<workshop>/projector")
def projector(process: str, workshop: str) -> str:
    """Show the room what to do now."""
    found = workshop_for("see workshop", process, workshop)
    return page("projector/projector.html", found, **_state(found))


@bp.get("/<process>/w/<workshop>/projector/live")
def projector_live(process: str, workshop: str) -> Response:
    """Show the same again if anything moved."""
    found = workshop_for("see workshop", process, workshop)
    wall = projection.now_on(found)
    round_ = wall.round
    view = _shown(wall)
    parts: tuple[object, ...] = (
        *attendance.counters(found, round_), wall.shows, wall.dark,
        round_ and (round_.id, round_.revision),
        round_ and closing.is_over(round_, now()),
        results.stage(view) if view is not None and view.live else None,
    )  # fmt: skip
    return fragment(parts, lambda: page("projector/live.html", found, **_state(found)))


def _state(workshop: Workshop) -> dict[str, Any]:
    wall = projection.now_on(workshop)
    round_ = wall.round
    at = now()
    rows = room.presence(workshop, round_)
    join = public_address() + "/e"
    asked = request.args.get("page", "")
    view = _shown(wall)
    acta = _acta_address(workshop) if wall.shows == "room" else ""
    screen = _screen(wall, view, acta)
    state: dict[str, Any] = {
        "wall": wall, "round": round_, "rows": rows, "totals": room.Totals.of(rows), "acta": acta,
        "anybody": "/p/" in acta,
        "next": room.next_draft(workshop, round_), "screen": screen,
        "join": join.split("://", 1)[-1], "live": address(workshop) + "/projector/live",
        "left": 0, "clock_left": 0, "over": round_ is not None and closing.is_over(round_, at), "view": view, "labels": view and view.labels,
        "groups": {g.code: g for g in vocabulary.grouping_of(workshop.process).groups},
        "pages": _pages(workshop, wall, screen, rows), "on_wall": None,
        "asked": int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1,
        "refresh": min(current_app.config["SMD_POLL_SECONDS"], 2) * 5,
    }  # fmt: skip
    if view is not None and view.findings is not None:
        fit = Fit(simulated=workshop.process.simulated)
        state["on_wall"] = result_wall(view, view.findings, fit, Speaker(gettext, ngettext))
        state["pages"] = state["on_wall"].pages
    if round_ is not None:
        state["left"] = timer.seconds_left(round_.closing_at if round_.is_closing else None, at)
        state["clock_left"] = timer.seconds_left(round_.ends_at, at)
    return state


def _screen(wall: Wall, view: ResultView | None, acta: str) -> str:
    """Return which of the screens in templates/facilitator/projector/screens is on."""
    if wall.shows in {"join", "board", "nothing"}:
        return wall.shows
    if acta:
        return "acta"
    if wall.round is None:
        return "join"
    if view is not None:
        return "result" if view.findings is not None else "uncounted"
    return _screen_of_round(wall.round)


def _screen_of_round(round_: Round) -> str:
    """Return the screen of a round that shows no result; one whose grace is over is closed, as the phones say."""
    # What was published by itself and has nothing to show is over, as one that is closed.
    if closing.is_over(round_, now()) or round_.state == "published":
        return "closed"
    return "organise" if round_.state == "open" and round_.step == "organise" else round_.state


def _pages(workshop: Workshop, wall: Wall, screen: str, rows: list[Presence]) -> list[Page]:
    fit = Fit(simulated=workshop.process.simulated)
    if screen == "open" and wall.round is not None:
        return fit.sectors(rows, wall.round.question, above=1, below=2)
    if screen == "join":
        return fit.sectors(rows, "", above=0, below=2)
    if screen == "board" and wall.round is not None:
        return fit.board(projection.notes(wall.round))
    return [Page(())]


def _acta_address(workshop: Workshop) -> str:
    """Return where those who were there read the acta, or nothing while a round is open or there is none."""
    state = seat_queries.acta_state(workshop.id)
    if room.open_round(workshop) or not state:
        return ""
    process = workshop.process
    if state == "sealed" and process.public:  # anybody may read it then
        return f"{public_address()}/p/{process.code}/actas/{workshop.code}/"
    return f"{public_address()}/s/{workshop.code}/acta"


@bp.get("/<process>/w/<workshop>/acta-qr.svg")
def acta_code(process: str, workshop: str) -> Response:
    """Return the code that leads phones to the acta."""
    found = workshop_for("see workshop", process, workshop)
    there = _acta_address(found)
    if not there:
        raise NotFound
    return qr_code(there)


def _shown(wall: Wall) -> ResultView | None:
    """Return the result that the room may see: published, or as it grows where that was promised.

    Whoever looks on from outside reads what is published; the wall is put up by who runs the room.
    """
    round_: Round | None = wall.round
    if wall.shows not in {"room", "round", "result"}:
        return None
    if round_ is None or not results.room_may_see(round_):
        return None
    first = allowed("see result first", round_.workshop.process)
    if not (first or results.public_may_see(round_)):
        return None
    return results.view(round_, wall=True)


@bp.get("/<process>/w/<workshop>/qr.svg")
def join_code(process: str, workshop: str) -> Response:
    """Return the code that leads phones to the page where they join."""
    workshop_for("see workshop", process, workshop)
    return qr_code(public_address() + "/e")


def qr_code(text: str) -> Response:
    """Return an address as a QR code to be scanned from a screen."""
    import segno  # noqa: PLC0415 - only these pictures need it

    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=2, scale=8, dark="#1d2733", light="#ffffff", omitsize=True
    )
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
