"""A workshop evaluates a plan: begun from it, answered on phones, decided by a planner, read by anybody on a phone."""

import re

from builders import NOON, cast, close, make_room, make_user
from planned import SMALL, make_plan
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.database import db, transaction
from smd_workshop.plans.reviews import reviewing
from smd_workshop.rounds import opening

PLAN = "/f/moq/plans/pei-2023-2025/"


def published(room, review, subject, answer):
    """What a round of the workshop about a subject came to, everybody answering the same."""
    round_ = next(each for each in review.workshop.rounds if each.subject == subject)
    with transaction():
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, {option.code: answer for option in round_.options})
    close(round_, publish=True)
    db.session.rollback()


def test_a_plan_is_evaluated_in_a_workshop_and_the_public_reads_what_was_decided(
    page, phone, shot, axe, fits, big_enough
):
    room = make_room()
    plan = make_plan(room.process, SMALL)
    sign_in(page, *make_user())
    page.goto(f"{PLAN}reviews")
    page.get_by_label("Nombre del taller").fill("Evaluación de mitad de año")
    page.get_by_label("Periodo que se evalúa").select_option("2023-S2")
    page.get_by_label("Año cuyas metas").select_option("2023")
    page.get_by_role("button", name="Empezar el taller").click()
    expect(page.get_by_text("Avance de cada acción").first).to_be_visible()
    expect(page.get_by_text("Acordar los compromisos").first).to_be_visible()
    (review,) = reviewing.of_plan(plan)
    published(room, review, "action", 8)
    published(room, review, "target", 72.5)
    page.goto(f"{PLAN}reviews")
    expect(page.get_by_text("4 propuestas esperan una decisión")).to_be_visible()
    decide(page, "M1", "Aceptar", "Se midió mejor")
    expect(page.get_by_text("3 propuestas esperan una decisión")).to_be_visible()
    decide(page, "AE2", "Rechazar", "")
    refused = page.locator("li[id$='-AE2']").get_by_role("alert")
    expect(refused).to_contain_text("Escriba por qué se rechaza")
    look(page, "plan-reviews", shot, axe, fits)
    reader = phone()
    reader.goto("/p/moq/plans/pei-2023-2025/reviews")
    expect(reader.get_by_text("avanzó mucho").first).to_be_visible()
    expect(reader.get_by_text("Se midió mejor")).to_be_visible()
    look(reader, "plan-reviews-public", shot, axe, fits)
    reader.get_by_role("link", name="IND.01.AEI.01.01").click()
    expect(reader.locator("del").filter(has_text="40").first).to_be_visible()
    reader.get_by_role("link", name=re.compile("propuesto por el taller")).click()
    expect(reader.locator("h1")).to_contain_text("Metas corregidas")
    look(reader, "plan-reviews-vote", shot, axe, fits)
    page.goto(f"{PLAN}money")
    look(page, "plan-money", shot, axe, fits)
    page.goto(f"{PLAN}reports/2023-Q4/preview")
    look(page, "plan-follow-up", shot, axe, fits)


def decide(page, code, act, reason):
    """Open the form of a proposal, say why, press the button."""
    own = page.locator(f"li[id$='-{code}']")
    own.locator("summary").click()
    own.locator("textarea").fill(reason)
    own.get_by_role("button", name=act).click()


def look(page, name, shot, axe, fits):
    fits(page)
    axe(page)
    shot(page, name)
