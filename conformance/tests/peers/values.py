"""What texts are: identifiers, addresses, times, cursors, numbers."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from datetime import datetime, timedelta, timezone
from typing import Any

UUID = re.compile(r'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')
INTEGER = re.compile(r'0|[1-9][0-9]{0,18}')
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART = re.compile(rf'{ATOM}(\.{ATOM})*|"([\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"')
LABEL = r'[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
DOMAIN = re.compile(rf'{LABEL}(\.{LABEL})*')
TIME = re.compile(
    r'([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?'
    r'([Zz]|[+-][0-9]{2}:[0-9]{2})'
)


def is_text(value: Any) -> bool:
    """A text that can be written in UTF-8: half a surrogate pair is none."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_uuid(value: Any) -> bool:
    """RFC 9562, in either case."""
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def is_email(value: Any) -> bool:
    """The `Mailbox` of RFC 5321."""
    if not isinstance(value, str) or not value.isascii():
        return False
    local, at, domain = value.rpartition('@')
    if not at or len(local) > 64 or len(domain) > 255 or not LOCAL_PART.fullmatch(local):
        return False
    if domain.startswith('[') and domain.endswith(']'):
        return _is_address(domain[1:-1])
    return DOMAIN.fullmatch(domain) is not None


def _is_address(literal: str) -> bool:
    try:
        if literal[:5].lower() == 'ipv6:':
            ipaddress.IPv6Address(literal[5:])
        else:
            ipaddress.IPv4Address(literal)
    except ValueError:
        return False
    return True


def time_of(text: str) -> datetime | None:
    """The moment that a text of RFC 3339 means."""
    found = TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[group]) for group in range(1, 7))
    fraction = int(f'{found[7] or ".0"}000000'[1:7])
    zone = found[8]
    offset = timedelta()
    if zone not in 'Zz':
        if int(zone[1:3]) > 23 or int(zone[4:6]) > 59:
            return None
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == '-' else 1)
    try:
        return datetime(year, month, day, hour, minute, second, fraction, timezone(offset))
    except ValueError:
        return None


def encoded_cursor(text: str) -> str:
    """Base64 of RFC 4648, section 4."""
    return base64.b64encode(text.encode()).decode()


def decoded_cursor(cursor: str) -> datetime | None:
    """The moment in a cursor, if it is one."""
    try:
        raw = base64.b64decode(cursor, validate=True)
        if base64.b64encode(raw).decode() != cursor:
            return None
        return time_of(raw.decode('ascii'))
    except (binascii.Error, ValueError):
        return None


def integer_of(text: str) -> int | None:
    """A number without sign, fraction, exponent or leading zero."""
    return int(text) if INTEGER.fullmatch(text) else None
