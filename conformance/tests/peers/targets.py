"""Paths and queries."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from exchange import Refusal

KNOWN = ('limit', 'cursor', 'order', 'fields')


def decoded(text: str) -> str | None:
    """A text without percent-encoding; None where it has none that is valid."""
    if re.search('%(?![0-9A-Fa-f]{2})', text):
        return None
    try:
        return unquote_to_bytes(text.encode('latin-1')).decode()
    except UnicodeDecodeError:
        return None


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query that the contract knows."""
    found: dict[str, str] = {}
    for part in query.split('&'):
        name, value = (decoded(side.replace('+', ' ')) for side in part.partition('=')[::2])
        if name is None or value is None:
            raise Refusal(400, 'The query is not well encoded')
        if name not in KNOWN:
            continue
        if name in found:
            raise Refusal(400, 'A parameter is there twice', details={'parameter': name})
        found[name] = value
    return found
