"""A rating without a unit gives a sign, a strength and how sure one is, by rules that can be said in a sentence."""

from decimal import Decimal

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.strategy.effects import Sign
from smd_workshop.library.strategy.rated_effects import Confidence, Strength, read


@each_case(
    ("median", "middle", "sectors", "sign", "strength", "confidence"),
    [
        (-2, (-3, -1), (-2, -3), Sign.MINUS, Strength.CLEAR, Confidence.HIGH),
        (-2, (-3, -1), (-2,), Sign.MINUS, Strength.CLEAR, Confidence.MEDIUM),
        (-2, (-3, -1), (-2, 1), Sign.MINUS, Strength.CLEAR, Confidence.MEDIUM),
        (1, (0, 2), (1, 2), Sign.PLUS, Strength.SLIGHT, Confidence.LOW),
        (2.5, (1, 3), (2, 3), Sign.PLUS, Strength.STRONG, Confidence.HIGH),
        (1, (-1, 2), (1, 2), Sign.UNKNOWN, Strength.NONE, Confidence.LOW),
        (0, (0, 0), (0, 0), Sign.NO_EFFECT, Strength.NONE, Confidence.HIGH),
        (40, None, (), Sign.PLUS, Strength.STRONG, Confidence.MEDIUM),
    ],
)
def test_what_follows_from_a_median(median, middle, sectors, sign, strength, confidence):
    found = read(median, middle, sectors)
    assert (found.sign, found.strength, found.confidence) == (sign, strength, confidence)
    assert abs(found.median) <= Decimal(3)


NUMBERS = st.integers(-12, 12).map(lambda quarters: quarters / 4)


@given(NUMBERS, NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=4))
def test_the_other_way_round_only_the_sign_is_another(median, one, other, sectors):
    low, high = min(one, other), max(one, other)
    there = read(median, (low, high), sectors)
    back = read(-median, (-high, -low), [-each for each in sectors])
    assert (there.strength, there.confidence) == (back.strength, back.confidence)
    turned = {Sign.PLUS: Sign.MINUS, Sign.MINUS: Sign.PLUS}
    assert back.sign is turned.get(there.sign, there.sign)
