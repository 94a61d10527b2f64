"""Every figure of a wave computed again from the file of its answers, by docs/surveys.md alone and without a line of ours."""

import csv
import io
import random
import statistics
from collections import Counter
from fractions import Fraction

import pytest
from scipy import stats
from surveyed import close, zed

from reports.surveys import survey_data
from smd_workshop.database import transaction
from smd_workshop.surveys import closing, instruments
from smd_workshop.surveys.answers import questionnaire
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.results import exports, facts

PEOPLE, POPULATION = 40, 47
TOP, SATISFIED = {5}, {4, 5}


def drawn(items):
    """Answers of people who lean one way each; some do not apply, some are missing."""
    chance = random.Random(7)
    for _person in range(PEOPLE):
        lean, given = chance.gauss(4, 0.8), {}
        for code, item in items.items():
            low, high = {"nps": (0, 10), "long_text": (0, 0)}.get(item.question.type, (1, 5))
            told = chance.random()
            if not high or told < 0.03:
                continue
            middle = lean if high == 5 else 2 * lean
            answer = min(high, max(low, round(chance.gauss(middle, 0.7))))
            given[code] = None if told < 0.06 and item.question.na is not None else answer
        yield questionnaire.stored_all(given)


def numbers(cells):
    return [int(cell) for cell in cells if cell not in {"", "na"}]


def pooled(columns, counted):
    given = [n for cells in columns for n in numbers(cells)]
    return sum(n in counted for n in given), len(given)


def correlation(one, other):
    return statistics.correlation(one, other)


def alpha_of(rows):
    """Cronbach 1951."""
    many = len(rows[0])
    each = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    return many / (many - 1) * (1 - each / statistics.variance([sum(row) for row in rows]))


def check_shares(found, columns, inside, by_code):
    of_all = [columns[code] for codes in inside.values() for code in codes]
    k, n = pooled(of_all, TOP)
    assert (found["headline"]["numerator"], found["headline"]["denominator"]) == (k, n)
    assert (found["satisfied"]["numerator"], found["satisfied"]["denominator"]) == pooled(
        of_all, SATISFIED
    )
    per_person = [numbers(cells) for cells in zip(*of_all, strict=True)]
    content = [sum(a in TOP for a in own) * 2 > len(own) for own in per_person if own]
    people = found["people"]["top"]
    assert (people["numerator"], people["denominator"]) == (sum(content), PEOPLE)
    missing = Fraction(POPULATION - PEOPLE) * Fraction(n, PEOPLE)
    bounds = [Fraction(k) / (n + missing), (k + missing) / (n + missing)]
    assert found["bounds"] == pytest.approx([float(each) for each in bounds])
    share = k / n
    spread = sum((sum(a in TOP for a in own) - share * len(own)) ** 2 for own in per_person)
    clustered = PEOPLE / (PEOPLE - 1) * spread / n**2
    assert found["headline"]["design_effect"] == pytest.approx(
        clustered / (share * (1 - share) / n)
    )
    assert found["headline"]["interval"][0] < share < found["headline"]["interval"][1]
    for code, own in inside.items():
        of = found["dimensions"][code]
        assert (of["top"]["k"], of["top"]["n"]) == pooled([columns[c] for c in own], TOP)
        assert (of["satisfied"]["k"], of["satisfied"]["n"]) == pooled(
            [columns[c] for c in own], SATISFIED
        )
        given = [a for c in own for a in numbers(columns[c])]
        assert of["mean"] == pytest.approx(statistics.mean(given))
    for code, of in by_code.items():
        given = Counter(columns[code])
        assert of["distribution"] == {str(p): given[str(p)] for p in range(1, 6)}
        assert (of["na"], of["missing"]) == (given["na"], given[""])
        assert of["mean"] == pytest.approx(statistics.mean(numbers(columns[code])))


def check_people(found):
    """The share of people: Wilson 1927, and all counts that are not rejected of these N."""
    people = found["people"]["top"]
    k, n = people["numerator"], people["denominator"]
    wilson = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert people["wilson"] == pytest.approx([wilson.low, wilson.high])
    kept = [
        m for m in range(POPULATION + 1)
        if stats.hypergeom.sf(k - 1, POPULATION, m, n) > 0.025 < stats.hypergeom.cdf(k, POPULATION, m, n)
    ]  # fmt: skip
    assert people["exact"] == [kept[0], kept[-1]]


def check_reliability(found, columns, inside):
    for code, own in inside.items():
        of = found["dimensions"][code]
        rows = [
            tuple(map(int, row))
            for row in zip(*(columns[c] for c in own), strict=True)
            if not {"", "na"} & set(row)
        ]
        assert of["complete"] == len(rows)
        alpha = alpha_of(rows)
        assert of["alpha"] == pytest.approx(alpha)
        one, two = len(rows) - 1, (len(rows) - 1) * (len(own) - 1)
        low, high = (1 - (1 - alpha) * stats.f.ppf(p, one, two) for p in (0.975, 0.025))
        assert of["alpha_interval"] == pytest.approx([low, high])
        items = list(zip(*rows, strict=True))
        for place, item in enumerate(own):
            rest = [sum(row) - row[place] for row in rows]
            assert of["item_total"][item] == pytest.approx(correlation(items[place], rest))
            without = alpha_of([row[:place] + row[place + 1 :] for row in rows])
            assert of["alpha_if_dropped"][item] == pytest.approx(without)
        pairs = [correlation(a, b) for n, a in enumerate(items) for b in items[:n]]
        assert of["mean_inter_item_r"] == pytest.approx(statistics.mean(pairs))


def check_nps(found, given):
    """Rocks 2016, The American Statistician 70:365: three people more, ¾ of them promoters and ¾ detractors."""
    up, down = sum(a >= 9 for a in given), sum(a <= 6 for a in given)
    assert found["nps"]["score"] == pytest.approx((up - down) / len(given))
    many = len(given) + 3
    centre, loud = (up - down) / many, (up + down + 1.5) / many
    half = stats.norm.ppf(0.975) * ((loud - centre**2) / many) ** 0.5
    assert found["nps"]["interval"] == pytest.approx([centre - half, centre + half])


def check_derived(found, columns):
    whole = columns["general"]
    for code, of in found["derived_importance"]["items"].items():
        both = [
            (int(a), int(b))
            for a, b in zip(columns[code], whole, strict=True)
            if not {"", "na"} & {a, b}
        ]
        assert of["n"] == len(both)
        assert of["importance"] == pytest.approx(
            stats.spearmanr(*zip(*both, strict=True)).statistic
        )


def test_whoever_reads_the_file_of_answers_comes_to_the_figures_that_are_shown(app):
    asked = zed(many=1, population=POPULATION)
    questions = instruments.read(asked.wave.instrument)
    with transaction():
        closing.write_unnamed(asked.wave, list(drawn(questions.items)))
    close(asked)
    text = survey_data.to_csv(exports.table(asked.wave, "es-PE")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    found = dataset.shown(asked.wave).figures
    inside = dataset.dimensions_of(asked.wave)
    assert (found["n"], len(rows)) == (PEOPLE, PEOPLE)

    check_shares(found, columns, inside, found["items"])
    check_people(found)
    check_reliability(found, columns, inside)
    check_nps(found, numbers(columns["recomienda"]))
    check_derived(found, columns)
    told = facts.facts(asked.wave, "es-PE", public=True)
    assert told.figures == found, "the public reads the same"
