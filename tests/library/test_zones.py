"""A day is made of a moment in one place, where the people are."""

from datetime import UTC, date, datetime

from smd_workshop.core import zones
from smd_workshop.core.numbers import LIMA, day, day_words, hour, moment_words

EVENING = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)


def test_the_same_moment_is_another_day_elsewhere():
    assert zones.day_of(EVENING, "America/Lima") == date(2026, 11, 28)
    assert zones.day_of(EVENING, "Europe/Madrid") == date(2026, 11, 29)


def test_a_day_begins_at_midnight_of_its_own_clock():
    assert zones.day_began(EVENING, "America/Lima") == datetime(2026, 11, 28, 5, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert zones.day_began(summer, "Europe/Madrid") == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_every_zone_that_is_offered_is_known_and_an_unknown_one_is_limas():
    for name in zones.OFFERED[1:]:
        assert str(zones.zone(name)) == name
    assert zones.zone("America/Lima") is LIMA
    assert zones.zone("Atlantis/Poseidonia") is LIMA
    assert zones.zone("../etc/passwd") is LIMA


def test_words_and_figures_follow_the_zone():
    madrid = zones.zone("Europe/Madrid")
    assert day_words(EVENING) == "28 de noviembre de 2026"
    assert day_words(EVENING, zone=madrid) == "29 de noviembre de 2026"
    assert (day(EVENING), day(EVENING, madrid)) == ("28/11/2026", "29/11/2026")
    assert (hour(EVENING), hour(EVENING, madrid)) == ("20:30", "02:30")
    assert moment_words(EVENING, zone=madrid) == "29 de noviembre de 2026, 02:30"
