"""Which day it is, and what the clock on the wall says: that depends on where the people are.

A process says in which time zone it lives. Only here a day is made of a moment.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import LIMA

DEFAULT = "America/Lima"
#: Names of the IANA database that a process may choose from: where our language is spoken, or near it.
OFFERED = (
    "America/Lima", "America/La_Paz", "America/Bogota", "America/Guayaquil", "America/Santiago",
    "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Montevideo", "America/Sao_Paulo",
    "America/Caracas", "America/Panama", "America/Costa_Rica", "America/Guatemala",
    "America/Mexico_City", "America/Santo_Domingo", "America/New_York", "Europe/Madrid",
)  # fmt: skip


def zone(name: str) -> tzinfo:
    """Return the time zone with this name; Lima's for one that this machine has no data for."""
    if name == DEFAULT:
        return LIMA
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return LIMA


def day_of(at: datetime, name: str) -> date:
    """Return the day that a moment belongs to in this time zone."""
    return at.astimezone(zone(name)).date()


def written(at: datetime, name: str) -> str:
    """Return a moment as files have it, ISO 8601 to the second, on the clock of this time zone."""
    return at.astimezone(zone(name)).isoformat(timespec="seconds")


def iso(at: datetime | None) -> str | None:
    """Return a moment as documents have it, ISO 8601 to the second, in the zone it is in; None stays None."""
    return None if at is None else at.isoformat(timespec="seconds")


def day_began(at: datetime, name: str) -> datetime:
    """Return the moment, in UTC, at which the day of a moment began in this time zone."""
    local = at.astimezone(zone(name)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC)


def end_of_day(day: date, name: str) -> datetime:
    """Return the moment, in UTC, at which a day is over in this time zone; Invalid for a far year."""
    _refuse_far(day.year)
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=zone(name)).astimezone(
        UTC
    )


def moment_of(local: datetime, name: str) -> datetime:
    """Return the moment, in UTC, at which clocks in this time zone show a day and an hour; Invalid for a far year.

    An hour that clocks show twice, or skip, is the later of the two that may be meant: nothing that was said ends early.
    """
    _refuse_far(local.year)
    either = (local.replace(tzinfo=zone(name), fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(either)


def shown(moment: datetime, name: str) -> datetime:
    """Return, without a zone, the day and the hour that clocks in this time zone show at a moment."""
    return moment.astimezone(zone(name)).replace(tzinfo=None)


def _refuse_far(year: int) -> None:
    if not 1900 < year < 2200:
        raise Invalid(N_("Look at the year again."))
