"""Where faults are written down: a name, a phrase, and a contract that departs from the correct one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable
from typing import NamedTuple

from contract import Contract
from style import Style


class Fault(NamedTuple):
    """One departure."""

    phrase: str
    contract: type[Contract]


FAULTS: dict[str, Fault] = {}


def add(name: str, phrase: str, contract: type[Contract]) -> None:
    """Writes a fault down."""
    assert name not in FAULTS, name
    FAULTS[name] = Fault(phrase, contract)


def fault(name: str, phrase: str) -> Callable[[type[Contract]], type[Contract]]:
    """Writes the contract that follows down as a fault."""

    def write_down(contract: type[Contract]) -> type[Contract]:
        add(name, phrase, contract)
        return contract

    return write_down


class Counting(Contract):
    """A contract that counts, for faults that come with repetition."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self._counts: Counter[Hashable] = Counter()
        self._lock = threading.Lock()

    def count(self, what: Hashable) -> int:
        """How often this was counted, this time included."""
        with self._lock:
            self._counts[what] += 1
            return self._counts[what]
