"""What the address of a page about a plan or the repository asks for; and which day it is there."""

from datetime import date

from flask import request

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.models import Process
from smd_workshop.repository.variables import FILTERS


def today_in(process: Process) -> date:
    """Return the day it is where the process lives."""
    return day_of(now(), process.time_zone)


def asked_year() -> int | None:
    """Return the year that the address asks for, None where it asks for none; NotFound for what is none."""
    text = request.args.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotFound
    return int(text)


def asked_variables() -> tuple[str, dict[str, str]]:
    """Return the words that variables are searched by, and what a list of them is narrowed to."""
    most = 200
    chosen = {name: request.args.get(name, "")[:most] for name in FILTERS}
    return request.args.get("q", "")[:most], chosen
