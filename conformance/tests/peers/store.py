"""Threads and messages, and what is there at the start."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from style import Style

ALICE = '3c90c3cc-0d44-4b50-8888-8dd25736052a'
BOB = '7a0c5f62-1111-4c3e-9d55-0123456789ab'
SESSIONS = {'alice_session_token': ALICE, 'bob_session_token': BOB}
"""The customer of each session."""

PROMISED_THREAD = '11111111-1111-4111-8111-111111111111'
FIRST_MOMENT = datetime(2026, 6, 1, 8, 0, 0, 250_000, UTC)
MESSAGES = 250
DELETED = frozenset({0, 57, 123, 188, 249})
"""Positions of deleted messages; both ends are among them."""

SELECTABLE = (
    'id',
    'message_content',
    'message_type',
    'sender_type',
    'sender_id',
    'sender_name',
    'attachments',
    'metadata',
    'message_status',
    'read_at',
    'is_edited',
    'is_deleted',
    'created_at',
    'updated_at',
)
"""What `fields` may name."""

TYPES = ('text', 'image', 'file', 'product_link', 'order_update', 'system_notification')
STATUSES = ('sent', 'delivered', 'read', 'failed')
NAMES = ('Amina Odhiambo', None, 'Zoë Müller-Åström', '李小龍', None, 'Ωmega & <Söhne>')
TEXTS = (
    'Does the blue jacket run small?',
    'Ja — größer als die grüne.',
    'شكرا جزيلا',
    '👩🏽‍🚀 sent a picture 🚀',
    '',
    'e\u0301 is not é',
    'A long one. ' * 90,
    '  spaces,\ttabs\nand lines  ',
)


@dataclass(slots=True)
class Message:
    """A message: when it was sent, and its fields as clients see them."""

    at: datetime
    item: dict[str, Any]
    deleted: bool = False


@dataclass(slots=True)
class Thread:
    """A thread; `owner` is a customer, or nobody."""

    id: str
    owner: str | None
    live: bool
    subject: str = ''
    priority: str = 'normal'
    kind: str = 'general'
    messages: list[Message] = field(default_factory=list)


def new_message(style: Style, at: datetime, live: bool, **values: Any) -> Message:
    """A message with plain values for all that is not told."""
    moment = style.text_of_time(at)
    deleted = bool(values.get('is_deleted'))
    item: dict[str, Any] = {
        'updated_at': moment,
        'created_at': moment,
        'sender_type': 'customer',
        'sender_name': None,
        'sender_id': None,
        'read_at': None,
        'metadata': {},
        'message_type': 'text',
        'message_status': 'sent',
        'message_content': '',
        'is_edited': False,
        'is_deleted': False,
        'attachments': [],
        'id': str(uuid.uuid4()),
    }
    if style.extra_fields == 'on':
        item |= {
            'edited_at': None,
            'deleted_at': moment if deleted else None,
            'environment': 'production' if live else 'sandbox',
            'reactions': {},
        }
    return Message(at, item | values, deleted)


def promised_thread(style: Style) -> Thread:
    """Alice's thread, with varied messages a minute apart."""
    thread = Thread(PROMISED_THREAD, ALICE, live=False, subject='Blue jacket', kind='support')
    for position in range(MESSAGES):
        at = style.tick(FIRST_MOMENT + timedelta(minutes=position))
        thread.messages.append(new_message(style, at, live=False, **varied(style, position, at)))
    return thread


def varied(style: Style, position: int, at: datetime) -> dict[str, Any]:
    """The fields of the message at a position."""
    later = style.text_of_time(style.tick(at + timedelta(seconds=position * 7 % 50 + 1)))
    edited = position % 11 == 3
    values: dict[str, Any] = {
        'id': str(uuid.uuid5(uuid.NAMESPACE_URL, f'urn:tybrite:message:{position}')),
        'message_content': TEXTS[position % len(TEXTS)],
        'message_type': TYPES[position % len(TYPES)],
        'sender_type': ('customer', 'store', 'system')[position % 3],
        'sender_id': ALICE if position % 3 == 0 else None,
        'sender_name': NAMES[position % len(NAMES)],
        'attachments': [f'https://files.example.org/{position}/{n}.png' for n in range(position % 4)],
        'metadata': {'order': {'lines': [position, None, 1.5]}, 'ключ': True} if position % 5 == 0 else {},
        'message_status': STATUSES[position % len(STATUSES)],
        'read_at': later if position % 4 == 2 else None,
        'is_edited': edited,
        'is_deleted': position in DELETED,
        'updated_at': later if edited else style.text_of_time(at),
    }
    if edited and style.extra_fields == 'on':
        values['edited_at'] = later
    return values
