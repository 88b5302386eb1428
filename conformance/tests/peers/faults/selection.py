"""Faults of the parameter `fields`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract import Contract, Wanted
from faults.table import Counting, add, fault
from store import Message

Item = dict[str, Any]


def selected(
    name: str, phrase: str, change: Callable[[Item, Message, Wanted, tuple[str, ...]], Item]
) -> None:
    """A fault that changes an item whose fields were selected: takes all that there is of it."""

    class Selected(Contract):
        def item(self, message: Message, wanted: Wanted) -> Item:
            item = super().item(message, wanted)
            return item if wanted.fields is None else change(item, message, wanted, wanted.fields)

    add(f'selection/{name}', phrase, Selected)


def without(item: Item, *names: str) -> Item:
    """The item without some fields."""
    return {name: value for name, value in item.items() if name not in names}


def changed(item: Item, name: str, change: Callable[[Any], Any]) -> Item:
    """The item with a field changed, if it has it."""
    return {**item, name: change(item[name])} if name in item else item


selected(
    'ignored',
    'Messages have all fields, whatever is selected.',
    lambda item, message, wanted, fields: message.item,
)
selected(
    'ignored-for-one',
    'Messages have all fields where one is selected.',
    lambda item, message, wanted, fields: message.item if len(fields) == 1 else item,
)
selected(
    'ignored-for-many',
    'Messages have all fields where more than eight are selected.',
    lambda item, message, wanted, fields: message.item if len(set(fields)) > 8 else item,
)
selected(
    'ignored-desc',
    'Messages have all fields in descending order.',
    lambda item, message, wanted, fields: message.item if wanted.descending else item,
)
selected(
    'ignored-later',
    'Messages have all fields where there is a cursor.',
    lambda item, message, wanted, fields: message.item if wanted.after else item,
)
selected(
    'ignored-at-200',
    'Messages have all fields where the limit is 200.',
    lambda item, message, wanted, fields: message.item if wanted.size == 200 else item,
)
selected(
    'ignored-in-one',
    'One message deep in the list has all fields.',
    lambda item, message, wanted, fields: (
        message.item if message.at.hour == 10 and message.at.minute == 41 else item
    ),
)
selected(
    'id-always',
    'Messages have their id, though it is not selected.',
    lambda item, message, wanted, fields: {**item, 'id': message.item['id']},
)
selected(
    'created-at-always',
    'Messages have created_at, though it is not selected.',
    lambda item, message, wanted, fields: {**item, 'created_at': message.item['created_at']},
)
selected(
    'environment-always',
    'Messages have environment, though it cannot be selected.',
    lambda item, message, wanted, fields: {**item, 'environment': 'sandbox'},
)
selected(
    'read-at-dropped',
    'The field read_at is never selected.',
    lambda item, message, wanted, fields: without(item, 'read_at'),
)
selected(
    'metadata-dropped-with-many',
    'The field metadata is not selected with more than three others.',
    lambda item, message, wanted, fields: without(item, 'metadata') if len(set(fields)) > 4 else item,
)
selected(
    'nulls-dropped',
    'Selected fields that are null are left out.',
    lambda item, message, wanted, fields: {name: value for name, value in item.items() if value is not None},
)
selected(
    'empty-dropped',
    'Selected fields that are empty are left out.',
    lambda item, message, wanted, fields: {
        name: value for name, value in item.items() if value not in ('', [], {})
    },
)
selected(
    'false-dropped',
    'Selected fields that are false are left out.',
    lambda item, message, wanted, fields: {name: value for name, value in item.items() if value is not False},
)
selected(
    'only-first',
    'Only the first of the fields is selected.',
    lambda item, message, wanted, fields: {fields[0]: item[fields[0]]},
)
selected(
    'last-dropped',
    'The last of several fields is not selected.',
    lambda item, message, wanted, fields: {name: item[name] for name in fields[:-1] or fields},
)
selected(
    'renamed',
    'The field sender_name is selected as senderName.',
    lambda item, message, wanted, fields: {
        'senderName' if name == 'sender_name' else name: value for name, value in item.items()
    },
)
selected(
    'read-at-null',
    'A selected read_at is null.',
    lambda item, message, wanted, fields: changed(item, 'read_at', lambda value: None),
)
selected(
    'content-cut',
    'A selected message_content ends after 100 characters.',
    lambda item, message, wanted, fields: changed(item, 'message_content', lambda value: value[:100]),
)
selected(
    'content-trimmed',
    'A selected message_content has no spaces around.',
    lambda item, message, wanted, fields: changed(item, 'message_content', str.strip),
)
selected(
    'attachments-emptied',
    'Selected attachments are empty.',
    lambda item, message, wanted, fields: changed(item, 'attachments', lambda value: []),
)
selected(
    'metadata-emptied',
    'Selected metadata are empty.',
    lambda item, message, wanted, fields: changed(item, 'metadata', lambda value: {}),
)
selected(
    'metadata-as-text',
    'Selected metadata are a text.',
    lambda item, message, wanted, fields: changed(item, 'metadata', str),
)
selected(
    'booleans-as-text',
    'A selected is_edited is a text.',
    lambda item, message, wanted, fields: changed(item, 'is_edited', lambda value: str(value).lower()),
)
selected(
    'booleans-as-numbers',
    'A selected is_deleted is a number.',
    lambda item, message, wanted, fields: changed(item, 'is_deleted', int),
)
selected(
    'attachments-null',
    'Selected attachments are null where there are none.',
    lambda item, message, wanted, fields: changed(item, 'attachments', lambda value: value or None),
)
selected(
    'updated-is-created',
    'A selected updated_at is created_at.',
    lambda item, message, wanted, fields: changed(
        item, 'updated_at', lambda value: message.item['created_at']
    ),
)
selected(
    'time-without-offset',
    'A selected created_at has no offset.',
    lambda item, message, wanted, fields: changed(item, 'created_at', lambda value: value[:19]),
)
selected(
    'type-constant',
    'A selected message_type is always text.',
    lambda item, message, wanted, fields: changed(item, 'message_type', lambda value: 'text'),
)
selected(
    'sender-swapped',
    'A selected sender_name is the sender_id.',
    lambda item, message, wanted, fields: changed(
        item, 'sender_name', lambda value: message.item['sender_id']
    ),
)


@fault('selection/twice-crashes', 'A field that is selected twice gives 500.')
class TwiceCrashes(Contract):
    def fields(self, text: str) -> tuple[str, ...] | None:
        names = super().fields(text) or ()
        if len(set(names)) < len(names):
            raise RuntimeError('twice')
        return names


@fault('selection/all-crash', 'All fourteen fields together give 500.')
class AllCrash(Contract):
    def fields(self, text: str) -> tuple[str, ...] | None:
        names = super().fields(text) or ()
        if len(set(names)) == 14:
            raise RuntimeError('too many')
        return names


@fault('selection/one-refused', 'The field is_edited is refused.')
class OneRefused(Contract):
    selectable = tuple(name for name in Contract.selectable if name != 'is_edited')


@fault('selection/sticks', 'Every eleventh selection is that of the request before.')
class Sticks(Counting):
    before: tuple[str, ...] | None = None

    def fields(self, text: str) -> tuple[str, ...] | None:
        names = super().fields(text)
        if self.count('selections') % 11 == 0 and self.before:
            return self.before
        self.before = names
        return names
