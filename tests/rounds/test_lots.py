"""The seed of a draw: promised when a round opens, joined with its ballots, checked by anybody, chosen by nobody."""

import hashlib
import json

from builders import cast, close, make_room, make_round

from smd_workshop.library.recount import tally
from smd_workshop.rounds import lots
from smd_workshop.rounds.count import counting
from smd_workshop.rounds.results import results


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def tied(room, round_):
    """Everybody marks both, so that only a draw can choose one."""
    for card in room.cards:
        cast(card, round_, ["A", "B"])


def test_before_the_close_only_the_digests_are_known(app):
    room = make_room()
    round_ = make_round(room, "approval", ("A", "B"), settings={"k": 1})
    assert "seed" not in round_.settings, "staff and pages read the settings"
    promised = lots.promised(round_)
    assert promised.nonce_sha256 == sha(round_.draw_nonce)
    assert promised.salt_sha256 == sha(round_.draw_salt)
    assert (promised.nonce, promised.seed, promised.salt) == (None, None, None)


def test_anybody_can_check_the_seed_from_what_is_published(app):
    room = make_room()
    round_ = make_round(room, "approval", ("A", "B"), settings={"k": 1})
    promised = lots.promised(round_)
    tied(room, round_)
    close(round_, publish=True)
    (part,) = results.view(round_).parts
    assert part.document["ladder"] == "draw"
    lot = part.lot
    assert sha(lot.nonce) == promised.nonce_sha256
    assert sha(lot.salt) == promised.salt_sha256, "all sectors are shown, so the ballots are too"
    ballots = json.dumps(
        part.data["ballots"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert lot.ballots_sha256 == sha(f"{lot.salt}:{sha(ballots)}")
    assert part.document["settings"]["seed"] == sha(f"{lot.nonce}:{lot.ballots_sha256}") == lot.seed
    drawn = min(["A", "B"], key=lambda c: sha(json.dumps([lot.seed, [c]], separators=(",", ":"))))
    assert part.document["winners"] == [drawn]
    assert tally.recount(part.data) == part.document


def test_another_ballot_gives_another_seed(app):
    room = make_room()
    seeds = set()
    round_ = make_round(room, "approval", ("A", "B"), settings={"k": 1})
    nonce, salt = round_.draw_nonce, round_.draw_salt
    tied(room, round_)
    close(round_)
    for ballots in ([], [{"sector": "com", "count": 1, "answer": ["A"]}]):
        seeds.add(lots.seed_of(round_, ballots))
    seeds.add(lots.seed_of(round_, counting.tally_documents(round_)[0][1]["ballots"]))
    assert len(seeds) == 3
    assert (round_.draw_nonce, round_.draw_salt) == (nonce, salt)


def test_the_salt_stays_hidden_where_the_ballots_do(app):
    """Few hidden people have few possible answers: with the salt each could be tried against the digest."""
    room = make_room(per_sector=(6, 2, 2))
    round_ = make_round(room, "approval", ("A", "B"), settings={"k": 1})
    tied(room, round_)
    close(round_, publish=True)
    (part,) = results.view(round_).parts
    assert part.protected
    assert part.lot.salt is None
    assert part.data is None
    assert round_.draw_salt not in json.dumps(part.document)


def test_the_running_result_of_a_round_by_name_does_not_tell_the_seed(app):
    room = make_room()
    round_ = make_round(
        room, "approval", ("A", "B"), settings={"k": 1}, secrecy="nominal", visibility="live"
    )
    tied(room, round_)
    (part,) = results.view(round_, staff=True).parts
    assert part.document["settings"]["seed"] == lots.promised(round_).nonce_sha256
    assert round_.draw_nonce not in json.dumps(part.document)


def test_only_practice_repeats_its_lots(app):
    real = [make_round(make_room(code=code)).draw_nonce for code in ("uno", "dos")]
    assert real[0] != real[1]
    practice = [make_round(make_room(code=code, simulated=True)) for code in ("tres", "cuatro")]
    assert len({round_.draw_nonce for round_ in practice}) == 1
    assert practice[0].draw_nonce != practice[0].draw_salt
