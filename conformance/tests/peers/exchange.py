"""A request that was read, a response that will be written, and why a request is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Request:
    """A request; header names are in lower case, path and query are as they were sent.

    `old`: the client speaks HTTP/1.0.
    """

    method: str
    path: str
    query: str = ''
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b''
    old: bool = False
    problem: Problem | None = None


@dataclass(slots=True)
class Problem(Exception):
    """Why HTTP itself does not allow to go on; the connection ends with the answer."""

    status: int
    message: str


@dataclass(slots=True)
class Response:
    """A response; `only_head` keeps the length of the body, but not the body."""

    status: int
    body: bytes = b''
    headers: dict[str, str] = field(default_factory=dict)
    only_head: bool = False


class Refusal(Exception):
    """Ends a request with an error."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers: dict[str, str] = more.pop('headers', {})
        self.more: dict[str, Any] = more
