"""The freedoms that the contract leaves to a server, each one a switch."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

NAIROBI = timezone(timedelta(hours=3))

CHOICES: dict[str, tuple[str, ...]] = {
    'cursor': ('strict', 'opaque'),
    'order-of-checks': ('body-first', 'auth-first'),
    'keep-alive': ('on', 'off'),
    'extra-fields': ('on', 'off'),
    'times': ('fraction', 'z', 'offset', 'mixed'),
    'ownerless': ('open', 'closed'),
    'unicode': ('raw', 'escaped'),
    'framing': ('length', 'chunked'),
    'other-media': ('415', '400'),
    'limited': ('keys', 'everybody'),
}


@dataclass(frozen=True, slots=True)
class Style:
    """One conforming way to answer; every value of every field conforms.

    `cursor`: the text in a cursor is that of `created_at`, or the same time written otherwise.
    `order_of_checks`: which refusal comes first where a request has several mistakes.
    `times`: the legal text of times; `mixed` writes neighbours with different offsets.
    `ownerless`: a thread that belongs to nobody is readable by every session, or by none.
    `unicode`: whether JSON texts have characters or `\\u` escapes beyond ASCII.
    `framing`: bodies with a length, or in chunks.
    `other_media`: the status for a body of another media type.
    `slow_start`: seconds in which connections are accepted, but not answered.
    `rate_limit`: every so many requests, one is answered 429; 0 for never.
    `limited`: whether requests without a key count for the rate limit.
    """

    cursor: str = 'strict'
    order_of_checks: str = 'body-first'
    keep_alive: str = 'on'
    extra_fields: str = 'on'
    times: str = 'fraction'
    ownerless: str = 'open'
    unicode: str = 'raw'
    framing: str = 'length'
    other_media: str = '415'
    limited: str = 'keys'
    slow_start: float = 0.0
    rate_limit: int = 0

    def with_switch(self, switch: str) -> Style:
        """This style with `NAME=VALUE` changed; a `ValueError` says what is wrong with it."""
        name, _, value = switch.partition('=')
        if name in CHOICES:
            if value not in CHOICES[name]:
                raise ValueError(f'{name} is one of {", ".join(CHOICES[name])}')
            changes: dict[str, Any] = {name.replace('-', '_'): value}
            return replace(self, **changes)
        if name == 'slow-start':
            return replace(self, slow_start=float(value))
        if name == 'rate-limit':
            return replace(self, rate_limit=int(value))
        known = ', '.join(field.name.replace('_', '-') for field in fields(self))
        raise ValueError(f'there is no style {name}; there are {known}')

    def tick(self, moment: datetime) -> datetime:
        """The moment as precise as this style writes it, so that no text loses anything."""
        if self.times == 'fraction':
            return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        return moment.replace(microsecond=0)

    def text_of_time(self, moment: datetime) -> str:
        """The moment as clients see it."""
        match self.times:
            case 'fraction':
                return moment.isoformat(timespec='milliseconds')
            case 'offset':
                return moment.astimezone(NAIROBI).isoformat(timespec='seconds')
            case 'mixed' if moment.minute % 2:
                return moment.astimezone(NAIROBI).isoformat(timespec='seconds')
            case _:
                return moment.strftime('%Y-%m-%dT%H:%M:%SZ')

    def text_in_cursor(self, moment: datetime) -> str:
        """The moment as a cursor has it, before it is encoded."""
        if self.cursor == 'opaque':
            return moment.strftime('%Y-%m-%dT%H:%M:%S.%fZ')
        return self.text_of_time(moment)
