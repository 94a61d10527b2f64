"""What a process remembers stays small, grows old where it must, and can be forgotten at once."""

import gc
import threading

import pytest

from smd_workshop.core.caching import Bounded, bounded, caches, clear_all


def test_what_was_used_longest_ago_makes_room():
    cache = Bounded("tried", 2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)
    assert len(cache) == 2


def test_none_is_a_value_and_not_its_absence():
    cache = Bounded("tried", 2)
    cache.put("secret", None)
    assert cache.get("secret", b"absent") is None
    assert cache.get("other", b"absent") == b"absent"


def test_what_is_too_old_counts_no_more():
    moment = [100.0]
    cache = Bounded("tried", 5, seconds=10, clock=lambda: moment[0])
    cache.put("a", 1)
    moment[0] = 109.9
    assert cache.get("a") == 1, "being asked for makes nothing older or younger"
    moment[0] = 110.0
    assert cache.get("a") is None
    assert len(cache) == 0


def test_a_cache_that_may_hold_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="tried"):
        Bounded("tried", 0)


def test_a_function_works_once_for_the_same_arguments():
    worked = []

    @bounded("tried", 2)
    def double(number, *, by=2):
        """Say it twice."""
        worked.append(number)
        return number * by if number else None

    assert [double(3), double(3), double(3, by=3), double(0), double(0)] == [6, 6, 9, None, None]
    assert worked == [3, 3, 0]
    assert double.__doc__ == "Say it twice."
    double(4)
    double(3)
    assert worked == [3, 3, 0, 4, 3]


def test_one_call_empties_every_cache_that_somebody_still_holds():
    one, other = Bounded("tried", 2), Bounded("tried", 2)
    gone = Bounded("let go of", 2)
    for cache in (one, other, gone):
        cache.put("a", 1)
    del cache, gone
    gc.collect(1)  # among what is young; to look at all takes a second
    assert "let go of" not in {each.name for each in caches()}
    clear_all()
    assert (len(one), len(other)) == (0, 0)


def test_many_threads_at_once_lose_nothing_and_keep_to_the_bound():
    cache = Bounded("tried", 10)
    wrong = []

    def work(mine):
        for n in range(2_000):
            cache.put(n % 13, n % 13)
            found = cache.get((n + mine) % 13)
            if found not in {None, (n + mine) % 13}:
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(cache) == 10
