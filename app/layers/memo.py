"""A cache that is bounded by what its values weigh, not by how many they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """Keeps the values asked for last; what alone outweighs the memo is not kept. Safe for threads.

    Args:
        capacity: how much all values together may weigh.
        weigh: the weight of one value.
    """

    def __init__(self, capacity: int, weigh: Callable[[Value], int]) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Value | None:
        """The value under this key, if it is there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under this key, made when it is not there; two threads may make the same one twice."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        weight = self._weigh(value)
        with self._lock:
            if weight <= self._capacity and key not in self._values:
                self._values[key] = value
                self._weight += weight
                while self._weight > self._capacity:
                    _, oldest = self._values.popitem(last=False)
                    self._weight -= self._weigh(oldest)
        return value
