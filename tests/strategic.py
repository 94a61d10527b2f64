"""Scorecards that are measured, served and drawn, built on the real acts."""

from decimal import Decimal

from builders import NOON, cast, close, make_round
from planned import TODAY, add, publish_all

from smd_workshop.board import item_links, items
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import territory
from smd_workshop.library.recount import tally
from smd_workshop.models import (
    FodaEdition,
    Item,
    Objective,
    Plan,
    PlanObjective,
    PlanTarget,
    Process,
    Scorecard,
    Wording,
)
from smd_workshop.plans import plans
from smd_workshop.processes import processes
from smd_workshop.publishing import entering, scorecards
from smd_workshop.rounds import opening, workshops
from smd_workshop.strategy import aligning, foda, foda_editions
from smd_workshop.strategy.scorecards import arranging, arrows, editions, initiatives, statements
from smd_workshop.strategy.territory import clusters, components, effect_ratings, effects

WHY = "Lo dijo la mesa del 14 de octubre"


def entered(process: Process, wording: str, perspective: str = "results", card="") -> Objective:
    """An objective of the secretariat in the first scorecard. Committed."""
    with transaction():
        scorecards.ensure(process)
        row = scorecards.find_perspective(process, perspective, card)
        return entering.enter(row, wording, WHY, NOON, None)


def named(objective: Objective, name: str) -> None:
    """Name the first indicator of an objective. Committed."""
    with transaction():
        scorecards.rename_indicator(objective, objective.indicators[0], name, NOON, None)


def measured(scorecard: Scorecard, *values, years=(2023, 2025), target=100) -> Plan:
    """Begin the plan of a scorecard and publish a value of 2023 of each indicator, its target this or none. Committed."""
    with transaction():
        plan = arranging.begin_plan(scorecard, years, NOON, None)
        plan.state = "in_force"
        for each in plan.indicators:
            for year in range(years[0], years[1] + 1) if target is not None else ():
                each.targets.append(PlanTarget(year=year, value=Decimal(target), said_at=NOON))
    for each, value in zip(plan.indicators, values, strict=False):
        add(plan, each.code, "2023", value)
    publish_all(plan, TODAY)
    db.session.expire_all()
    return plans.find(plan.process, plans.address_of(plan.code))


def made_item(process: Process, kind: str, code: str, wording: str) -> Item:
    """An item that can be put to the vote. Committed."""
    with transaction():
        made = Item(process_id=process.id, kind=kind, code=code, wording=wording, state="active")
        made.wordings.append(Wording(text=wording, written_at=NOON))
        db.session.add(made)
    return made


def ratified(room, chosen, answer="yes", **fields):
    """A published ratification of these items in which everybody says the same. Committed."""
    round_ = make_round(room, "ratify", items=chosen, subject=chosen[0].kind, **fields)
    for card in room.cards:
        cast(card, round_, {each.code: answer for each in chosen})
    close(round_, publish=True)
    return round_


def begun_scorecard(room, objective: Objective, **fields) -> dict[str, object]:
    """Around an adopted objective all that staff may still do something about; what addresses and forms are made of."""
    process = room.process
    below = entered(process, f"Formar técnicos de {process.code}", "enablers")
    third = entered(process, f"Contar lo que se hace en {process.code}", "processes")
    named(objective, "Hogares con agua segura")
    with transaction():
        made = initiatives.add(objective, initiatives.Fields("Planta", "EPS"), NOON, None)
        arrow = arrows.draw(below, objective, "Sin técnicos no hay plantas", NOON, None)
        theme = item_links.add_theme(process, f"Agua de {process.code}", NOON, None)
    chosen = made_item(
        process, "indicator", f"I-{process.code}".upper(), f"Muestras de {process.code}"
    )
    with transaction():
        item_links.link(chosen, objective.item, "from", NOON, None)
    ratified(room, [chosen], **fields)
    with transaction():
        shown = scorecards.add(process, f"Cuadro de {process.code}", NOON, None)
        entering.enter(shown.perspectives[0], f"Meta de {process.code}", WHY, NOON, None)
        made_public = editions.publish(shown, NOON, None)
    if process.code == "moq":  # one edition more than the other process has
        with transaction():
            entering.enter(shown.perspectives[0], f"Otra meta de {process.code}", WHY, NOON, None)
            made_public = editions.publish(shown, NOON, None, "Faltaba una meta")
    with transaction():
        entering.enter(shown.perspectives[1], f"Meta nueva de {process.code}", WHY, NOON, None)
    return two_plans(process) | {"scorecard": shown.code, "card_edition": made_public.number} | {
        "initiative": made.id, "arrow": arrow.id, "theme_of_card": theme.id, "cause": third.id,
        "objective_id": objective.id,
    }  # fmt: skip


def two_plans(process: Process, state="drafting") -> dict[str, object]:
    """A second plan beside that of the process, with a contribution from one to the other. Committed."""
    (first, *_rest) = plans.of_process(process)
    with transaction():
        second = plans.begin(process, f"PDRC {process.code}", (2023, 2032), NOON, None, kind="PDRC")
        second.state = state
        for place in (1, 2):
            second.objectives.append(
                PlanObjective(code=f"OER.{place:02}", name=f"Fin {place}", type="", position=place)
            )
        db.session.flush()
        goal, others = first.objectives[0], second.objectives
        made = aligning.align(process, goal, others[0], "Suma a la región", NOON, None)
        return {"alignment": made.id, "plan_aim": goal.id, "other_aim": others[1].id}


def valued(process: Process) -> dict[str, object]:
    """Shared value as the demonstration simulates it; what its addresses are made of. Committed."""
    with transaction():
        if not any(each.code == "mn" for each in process.territories):  # the demonstration has it
            processes.add_territory(process, "mn", "Mariscal Nieto")
        made = territory.fill(process, NOON, None)
        pisco = next(e for e in clusters.of_process(process, public=True) if e.members)
        first = clusters.of_process(process, public=True)[0]
        fields = {"name": f"Olivo de {process.code}", "purpose": "Aceite"}
        clusters.change(first, fields, NOON, None)  # so that the template has one to begin
        valued_most = components.of_process(process, public=True)[0]
    social, financial = made.metrics[1].social_id, made.metrics[1].financial_id
    return {
        "shared_value": made.id, "metric": made.metrics[0].id, "social": social, "financial": financial,
        "component": valued_most.id, "measure": valued_most.measures[0].id,
        "cluster": pisco.id, "member": pisco.members[0].id, "other_member": pisco.members[1].id,
        "stressor": components.stressors(process)[0].id, "territory": "mn",
    }  # fmt: skip


def rated_effect(process, cards, own, name="Efectos") -> dict[str, object]:
    """A workshop that rated two effects and published it; what the form that takes one over is made of. Committed."""
    row = components.find(process, own["component"])
    said = effects.shown(row)  # of the first something was said before: its place would be taken
    acting = sorted(components.stressors(process), key=lambda each: said.of(each) is None)[:2]
    with transaction():
        meeting = workshops.create(process, name, NOON)
        round_ = effect_ratings.put_to_vote(meeting, [(row, each) for each in acting], NOON, None)
        opening.open_round(round_, NOON, None)
    for card in cards:
        cast(card, round_, dict(zip((o.code for o in round_.options), (-2, 1), strict=True)))
    close(round_, publish=True)
    first = effect_ratings.proposals(process)[0]
    stands = first.standing.id if first.standing else ""
    return {"rated_round": round_.id, "rated_code": first.code, "rated_instead_of": stands}


def kept_foda(process: Process, many=1) -> dict[str, object]:
    """So many editions of the FODA report as it is, also where a process has no factor; the number of the last. Committed."""
    document = foda_editions.document_of(foda.report_of(process, TODAY))
    with transaction():
        for number in range(1, many + 1):
            db.session.add(
                FodaEdition(
                    process_id=process.id, number=number, reason="" if number == 1 else "Otra vez",
                    document=document, data_sha256=tally.sha256(document), published_at=NOON,
                )
            )  # fmt: skip
    return {"foda_edition": many}


def furnished_scorecard(process: Process) -> dict[str, object]:
    """A public scorecard with a vision, two objectives and an arrow; what its addresses are made of."""
    top = entered(process, f"Mejorar el agua de {process.code}")
    below = entered(process, f"Formar técnicos de {process.code}", "enablers")
    card = scorecards.of_process(process)
    with transaction():
        arrows.draw(below, top, "Sin técnicos no hay plantas", NOON, None)
        statements.enter(card, "vision", "Un territorio que se mide junto", WHY, NOON, None)
        made_public = editions.publish(card, NOON, None)
    return {"scorecard": card.code, "objective_id": top.id, "card_edition": made_public.number}


def furnished_demo(process: Process) -> dict[str, object]:
    """What the demonstration adopted, as a public scorecard with a map; what its addresses are made of."""
    card = scorecards.ensure(process)
    goals = arranging.objectives_of(card)
    themes = items.active(process, "theme")
    rows = card.perspectives
    with transaction():
        for at, goal in enumerate(goals):
            scorecards.place_objective(goal, rows[at % len(rows)], NOON, None)
            arranging.set_themes(goal, themes[at % 3 : at % 3 + 1], NOON, None)
            scorecards.rename_indicator(
                goal, goal.indicators[0], f"Avance de {goal.item.code}", NOON, None
            )
        for cause, effect in zip(goals[1:], goals, strict=False):
            arrows.draw(cause, effect, "Lo uno hace posible lo otro", NOON, None)
        fields = initiatives.Fields(
            "Mesa técnica de indicadores", "Gobierno regional", Decimal(250000)
        )
        made = initiatives.add(goals[0], fields, NOON, None)
        initiatives.say_progress(made, 2023, Decimal(60), "Informe semestral", NOON, None)
        statements.enter(card, "vision", "Un territorio que se mide junto", WHY, NOON, None)
    measured(card, 97, 60, 80)
    with transaction():
        made_public = editions.publish(card, NOON, None)
    return {
        "scorecard": card.code, "objective_id": goals[0].id, "initiative": made.id,
        "card_edition": made_public.number,
    }  # fmt: skip
