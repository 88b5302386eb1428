"""Faults of single messages: one of 250 breaks the schema, or only in some views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from contract import Contract, Wanted
from faults.table import Counting, add, fault
from store import FIRST_MOMENT, PROMISED_THREAD, Message, Thread
from style import Style


def one(position: int, name: str, phrase: str, change: Callable[[dict[str, Any]], object]) -> None:
    """A fault of one message of the promised thread, whatever the view."""

    class One(Contract):
        def __init__(self, style: Style) -> None:
            super().__init__(style)
            change(self.threads[PROMISED_THREAD].messages[position].item)

    add(f'items/{name}', f'The message {position} {phrase}.', One)


one(
    173,
    'type-unknown',
    'has a message_type that is not listed',
    lambda item: item.update(message_type='video'),
)
one(26, 'type-empty', 'has an empty message_type', lambda item: item.update(message_type=''))
one(
    241,
    'status-unknown',
    'has a message_status that is not listed',
    lambda item: item.update(message_status='seen'),
)
one(
    59,
    'sender-type-unknown',
    'has a sender_type that is not listed',
    lambda item: item.update(sender_type='agent'),
)
one(211, 'edited-text', 'has a text as is_edited', lambda item: item.update(is_edited='no'))
one(34, 'deleted-null', 'has null as is_deleted', lambda item: item.update(is_deleted=None))
one(
    97,
    'time-with-space',
    'has a space in created_at',
    lambda item: item.update(created_at=item['created_at'].replace('T', ' ')),
)
one(
    140,
    'time-impossible',
    'was updated on 30 February',
    lambda item: item.update(updated_at='2026-02-30T10:00:00Z'),
)
one(
    152,
    'time-without-offset',
    'has an updated_at without an offset',
    lambda item: item.update(updated_at=item['updated_at'][:19]),
)
one(82, 'read-at-empty', 'has an empty text as read_at', lambda item: item.update(read_at=''))
one(186, 'read-at-date', 'has a date as read_at', lambda item: item.update(read_at='2026-06-01'))
one(230, 'id-no-uuid', 'has an id that is no UUID', lambda item: item.update(id='msg_230'))
one(45, 'attachments-null', 'has null as attachments', lambda item: item.update(attachments=None))
one(
    46,
    'attachments-of-objects',
    'has an object among its attachments',
    lambda item: item.update(attachments=[{'url': 'a.png'}]),
)
one(
    201,
    'attachment-null',
    'has null among its attachments',
    lambda item: item.update(attachments=['https://files.example.org/a.png', None]),
)
one(165, 'metadata-list', 'has a list as metadata', lambda item: item.update(metadata=[]))
one(12, 'metadata-null', 'has null as metadata', lambda item: item.update(metadata=None))
one(219, 'sender-name-number', 'has a number as sender_name', lambda item: item.update(sender_name=7))
one(199, 'content-null', 'has null as message_content', lambda item: item.update(message_content=None))
one(248, 'last-broken', 'has a number as id', lambda item: item.update(id=248))
one(1, 'first-broken', 'has a number as message_content', lambda item: item.update(message_content=1))


@fault('items/id-shared', 'The messages 60 and 160 have one id.')
class IdShared(Contract):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        messages = self.threads[PROMISED_THREAD].messages
        messages[160].item['id'] = messages[60].item['id']


def in_the_middle(message: Message) -> bool:
    """Whether it is the message of the promised thread whose position is 70."""
    return abs(message.at - FIRST_MOMENT - timedelta(minutes=70)) < timedelta(seconds=1)


def view(name: str, phrase: str, when: Callable[[Wanted], Any], change: dict[str, Any]) -> None:
    """A fault of a field of that message, in some views."""

    class View(Contract):
        def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
            item = super().item(message, wanted)
            if when(wanted) and in_the_middle(message):
                return item | {field: value for field, value in change.items() if field in item}
            return item

    add(f'items/{name}', f'A message in the middle {phrase}.', View)


view(
    'broken-with-fields',
    'has a bad message_type where fields are selected',
    lambda wanted: wanted.fields,
    {'message_type': 'video'},
)
view(
    'broken-with-cursor',
    'has a number as sender_name where there is a cursor',
    lambda wanted: wanted.after,
    {'sender_name': 4},
)
view(
    'broken-desc',
    'has a bad read_at in descending order',
    lambda wanted: wanted.descending,
    {'read_at': 'yesterday'},
)
view(
    'broken-at-200',
    'has null as metadata where the limit is 200',
    lambda wanted: wanted.size == 200,
    {'metadata': None},
)
view(
    'differs-desc',
    'has another message_content in descending order',
    lambda wanted: wanted.descending,
    {'message_content': '…'},
)
view(
    'differs-later',
    'has another message_status where there is a cursor',
    lambda wanted: wanted.after,
    {'message_status': 'failed'},
)


@fault(
    'items/content-left-out', 'A message in the middle has no message_content where all fields are asked for.'
)
class ContentLeftOut(Contract):
    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        item = super().item(message, wanted)
        if wanted.fields is not None or not in_the_middle(message):
            return item
        return {name: value for name, value in item.items() if name != 'message_content'}


@fault('items/broken-second-time', 'A page that is read again has a bad message_status in its last message.')
class BrokenSecondTime(Counting):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if (
            page['messages']
            and self.count((thread.id, wanted)) > 1
            and 'message_status' in page['messages'][-1]
        ):
            page['messages'][-1] = page['messages'][-1] | {'message_status': 'opened'}
        return page


@fault('items/as-strings', 'Messages are JSON in texts.')
class AsStrings(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        return page | {'messages': [self.body_of(item).decode() for item in page['messages']]}


@fault('items/by-id', 'Messages are an object by id.')
class ById(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        return page | {'messages': {str(number): item for number, item in enumerate(page['messages'])}}


@fault('items/null-when-empty', 'Messages are null where there are none.')
class NullWhenEmpty(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        return page | {'messages': page['messages'] or None}
