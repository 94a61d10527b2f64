"""What a process remembers: one kind of cache, bounded, named, and emptied by one call.

The rule: whatever depends on arguments, on a database or on files that may change is a `Bounded`.
`functools.cache` is for what is one and the same as long as the program is: a schema, a table of
widths, a text that is shipped with it. What belongs to a database engine and must live as long as
the engine does (its queue of writers, its second pool of connections) is no cache, for forgetting
it would be wrong; it stays beside the engine.
"""

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")

#: Every cache of the process that something still holds.
_all: "weakref.WeakSet[Bounded[Hashable, object]]" = weakref.WeakSet()
_registering = threading.Lock()


class Bounded(Generic[K, V]):
    """A cache of at most `most` values: the one that was used longest ago makes room (LRU).

    `seconds` is the age from which on a value counts no more; None where it is true for ever. Safe
    in threads. Values may be None: ask with a default of your own where that matters.
    """

    def __init__(
        self,
        name: str,
        most: int,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if most < 1:
            raise ValueError(f"the cache {name!r} must be allowed to hold something")
        self.name, self.most, self.seconds = name, most, seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[K, tuple[V, float]] = OrderedDict()
        with _registering:
            _all.add(self)  # type: ignore[arg-type]

    def get(self, key: K, default: V | None = None) -> V | None:
        """Return what is remembered under the key and mark it as used, or the default."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return default
            if self.seconds is not None and self._clock() >= found[1] + self.seconds:
                del self._kept[key]
                return default
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V) -> V:
        """Remember the value, and return it; the oldest make room."""
        born = 0.0 if self.seconds is None else self._clock()
        with self._lock:
            self._kept[key] = value, born
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        """Remember this no more; nothing happens where it was not remembered."""
        with self._lock:
            self._kept.pop(key, None)

    def items(self) -> list[tuple[K, V]]:
        """Return all that is held with its keys, those too old among them; none of it is marked as used."""
        with self._lock:
            return [(key, value) for key, (value, _born) in self._kept.items()]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        """Return how many values are held, those too old among them."""
        return len(self._kept)


def bounded(
    name: str, most: int, seconds: float | None = None
) -> Callable[[Callable[P, V]], Callable[P, V]]:
    """Remember what a function returns for its last `most` different arguments, all hashable.

    Two threads that ask at once may both work; what a function may not do twice it guards itself.
    """

    def decorate(function: Callable[P, V]) -> Callable[P, V]:
        cache: Bounded[Hashable, tuple[V]] = Bounded(name, most, seconds)

        @wraps(function)
        def remembering(*args: P.args, **kwargs: P.kwargs) -> V:
            key = (args, *sorted(kwargs.items())) if kwargs else args
            found = cache.get(key)
            return (found or cache.put(key, (function(*args, **kwargs),)))[0]

        return remembering

    return decorate


def caches() -> list["Bounded[Hashable, object]"]:
    """Return every cache of the process, by name."""
    with _registering:
        return sorted(_all, key=lambda cache: cache.name)


def clear_all() -> None:
    """Empty every cache of the process: for tests, and for whoever replaces the database under it."""
    for cache in caches():
        cache.clear()
