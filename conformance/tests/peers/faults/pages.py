"""Faults of pages: how many, which, in what order, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contract import Contract, Wanted
from exchange import Refusal
from faults.table import Counting, add, fault
from store import Message, Thread
from values import encoded_cursor

Messages = list[Message]


def chosen(name: str, phrase: str, choose: Callable[[Messages, Wanted], Messages]) -> None:
    """A fault that puts other messages on the page."""

    class Chosen(Contract):
        def chosen(self, following: Messages, wanted: Wanted) -> Messages:
            return choose(following, wanted)

    add(f'pages/{name}', phrase, Chosen)


chosen(
    'one-too-many',
    'A page has one message more than the limit.',
    lambda following, wanted: following[: wanted.size + 1],
)
chosen(
    'one-too-many-at-1',
    'A page has two messages where the limit is 1.',
    lambda following, wanted: following[: 2 if wanted.size == 1 else wanted.size],
)
chosen(
    'one-too-many-desc',
    'A page has one message too many in descending order.',
    lambda following, wanted: following[: wanted.size + wanted.descending],
)
chosen(
    'one-too-many-later',
    'Every page but the first has one message too many.',
    lambda following, wanted: following[: wanted.size + (wanted.after is not None)],
)
chosen(
    'limit-ignored', 'A page has 50 messages, whatever the limit.', lambda following, wanted: following[:50]
)
chosen(
    'limit-ignored-with-cursor',
    'A page has 50 messages where there is a cursor.',
    lambda following, wanted: following[: 50 if wanted.after else wanted.size],
)
chosen(
    'one-lost-at-200',
    'A page of 200 leaves out its last message but one.',
    lambda following, wanted: (
        following[:198] + following[199:200] if wanted.size == 200 else following[: wanted.size]
    ),
)
chosen(
    'first-lost-desc',
    'The newest message is left out in descending order.',
    lambda following, wanted: following[int(wanted.descending and not wanted.after and len(following) > 1) :][
        : wanted.size
    ],
)


@fault('pages/reversed-inside', 'A page in descending order has its messages in ascending order.')
class ReversedInside(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if wanted.descending:
            page['messages'].reverse()
        return page


@fault('pages/last-two-swapped', 'The last two messages of a full page are swapped, but for the first page.')
class LastTwoSwapped(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if wanted.after and len(page['messages']) == wanted.size > 1:
            page['messages'][-2:] = page['messages'][:-3:-1]
        return page


def pagination(name: str, phrase: str, change: Callable[[dict[str, Any], Messages, Wanted], object]) -> None:
    """A fault that tells something else of where a page stands."""

    class Pagination(Contract):
        def pagination(self, chosen: Messages, more: bool, wanted: Wanted) -> dict[str, Any]:
            told = super().pagination(chosen, more, wanted)
            change(told, chosen, wanted)
            return told

    add(f'pages/{name}', phrase, Pagination)


pagination(
    'echo-constant', 'The limit is always told as 50.', lambda told, chosen, wanted: told.update(limit=50)
)
pagination(
    'echo-default-wrong',
    'The limit is told as 20 where none was said.',
    lambda told, chosen, wanted: told.update(limit=wanted.limit or 20),
)
pagination(
    'echo-default-zero',
    'The limit is told as 0 where none was said.',
    lambda told, chosen, wanted: told.update(limit=wanted.limit or 0),
)
pagination(
    'echo-at-most-100',
    'The limit is told as 100 where it is larger.',
    lambda told, chosen, wanted: told.update(limit=min(100, wanted.size)),
)
pagination(
    'echo-is-count',
    'The number of messages is told as the limit.',
    lambda told, chosen, wanted: told.update(limit=len(chosen)),
)
pagination(
    'echo-is-text',
    'The limit is told as a text.',
    lambda told, chosen, wanted: told.update(limit=str(wanted.size)),
)
pagination(
    'echo-with-cursor',
    'The limit is told as 50 where there is a cursor.',
    lambda told, chosen, wanted: told.update(limit=50 if wanted.after else wanted.size),
)
pagination(
    'more-always',
    'The last page tells of another one.',
    lambda told, chosen, wanted: told.update(has_more=True),
)
pagination(
    'more-never', 'No page tells of another one.', lambda told, chosen, wanted: told.update(has_more=False)
)
pagination(
    'more-never-desc',
    'No page tells of another one in descending order.',
    lambda told, chosen, wanted: wanted.descending and told.update(has_more=False, next_cursor=None),
)
pagination(
    'more-never-with-fields',
    'No page tells of another one where fields are selected.',
    lambda told, chosen, wanted: wanted.fields and told.update(has_more=False, next_cursor=None),
)
pagination(
    'cursor-null',
    'The next cursor is null though there is more.',
    lambda told, chosen, wanted: told.update(next_cursor=None),
)
pagination(
    'cursor-left-out-at-end',
    'The last page has no next_cursor at all.',
    lambda told, chosen, wanted: told['next_cursor'] or told.pop('next_cursor'),
)
pagination(
    'cursor-empty-at-end',
    'The next cursor of the last page is an empty text.',
    lambda told, chosen, wanted: told.update(next_cursor=told['next_cursor'] or ''),
)
pagination(
    'more-is-text',
    'Whether there is more is told as a text.',
    lambda told, chosen, wanted: told.update(has_more=str(told['has_more']).lower()),
)
pagination(
    'more-left-out', 'Whether there is more is not told.', lambda told, chosen, wanted: told.pop('has_more')
)
pagination(
    'limit-left-out',
    'The limit is not told where none was said.',
    lambda told, chosen, wanted: wanted.limit or told.pop('limit'),
)


@fault('pages/cursor-at-end', 'The last page has a next cursor.')
class CursorAtEnd(Contract):
    def pagination(self, chosen: Messages, more: bool, wanted: Wanted) -> dict[str, Any]:
        told = super().pagination(chosen, more, wanted)
        if chosen:
            told['next_cursor'] = self.next_cursor(chosen, wanted)
        return told


@fault('pages/more-on-full-page', 'A full page tells of another one, though it is the last.')
class MoreOnFullPage(Contract):
    def has_more(self, following: Messages, chosen: Messages, wanted: Wanted) -> bool:
        return len(chosen) == wanted.size


@fault('pages/more-counts-deleted', 'Deleted messages count for whether there is more.')
class MoreCountsDeleted(Contract):
    def shown(self, message: Message, wanted: Wanted) -> bool:
        return True

    def chosen(self, following: Messages, wanted: Wanted) -> Messages:
        return [message for message in following if not message.deleted][: wanted.size]

    def next_cursor(self, chosen: Messages, wanted: Wanted) -> str | None:
        return super().next_cursor(chosen, wanted) if chosen else None


@fault('pages/last-page-lost', 'The page before the last tells that it is the last.')
class LastPageLost(Contract):
    def has_more(self, following: Messages, chosen: Messages, wanted: Wanted) -> bool:
        return len(following) > 2 * len(chosen)


@fault('pages/default-20', 'A page has 20 messages where no limit is said.')
class Default20(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        return super().wanted({'limit': '20', **query})


@fault('pages/default-100', 'A page has 100 messages where no limit is said.')
class Default100(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        return super().wanted({'limit': '100', **query})


@fault('pages/default-later', 'A page has 20 messages where only a cursor is said.')
class DefaultLater(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        return super().wanted({'limit': '20', **query} if 'cursor' in query else query)


@fault('pages/capped-at-100', 'A limit beyond 100 counts as 100.')
class CappedAt100(Contract):
    def limit(self, text: str) -> int | None:
        return min(100, super().limit(text) or 100)


@fault('pages/default-desc', 'The newest message is first where no order is said.')
class DefaultDesc(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        return super().wanted({'order': 'desc', **query})


@fault('pages/desc-ignored', 'The order desc is read as asc.')
class DescIgnored(Contract):
    orders = {'asc': False, 'desc': False}


@fault('pages/orders-swapped', 'The orders asc and desc are swapped.')
class OrdersSwapped(Contract):
    orders = {'asc': True, 'desc': False}

    def wanted(self, query: dict[str, str]) -> Wanted:
        return super().wanted({'order': 'desc', **query})


def sorting(name: str, phrase: str, sort: Callable[[Messages, Wanted], Messages]) -> None:
    """A fault that sorts otherwise; takes the messages as the contract sorts them."""

    class Sorting(Contract):
        def sorted(self, messages: Messages, wanted: Wanted) -> Messages:
            return sort(super().sorted(messages, wanted), wanted)

    add(f'pages/{name}', phrase, Sorting)


def by_id(message: Message) -> str:
    """The identity."""
    return str(message.item['id'])


def by_update(message: Message) -> str:
    """When it was changed; messages in different states come by that first."""
    return f'{message.item["is_edited"]}{message.item["updated_at"]}'


sorting('sorted-by-id', 'Messages come by their ids.', lambda messages, wanted: sorted(messages, key=by_id))
sorting(
    'sorted-by-id-desc',
    'Messages come by their ids in descending order.',
    lambda messages, wanted: sorted(messages, key=by_id) if wanted.descending else messages,
)
sorting(
    'sorted-by-edit',
    'Messages that were edited come last.',
    lambda messages, wanted: sorted(messages, key=by_update, reverse=wanted.descending),
)
sorting(
    'two-swapped',
    'The messages 120 and 121 are swapped.',
    lambda messages, wanted: [*messages[:119], *messages[119:121][::-1], *messages[121:]],
)
sorting(
    'last-lost',
    'The last message is never shown.',
    lambda messages, wanted: messages[:-1] if len(messages) > 1 else messages,
)
sorting('one-lost', 'The message 77 is never shown.', lambda messages, wanted: messages[:76] + messages[77:])
sorting('one-twice', 'The message 77 is shown twice.', lambda messages, wanted: messages[:77] + messages[76:])
sorting(
    'at-most-200', 'Messages after the first 200 are never shown.', lambda messages, wanted: messages[:200]
)
sorting(
    'one-lost-desc',
    'The message 31 is not shown in descending order.',
    lambda messages, wanted: messages[:30] + messages[31:] if wanted.descending else messages,
)


def beginning(name: str, phrase: str, begin: Callable[[Message, datetime, Wanted, bool], bool]) -> None:
    """A fault that begins a page elsewhere: takes a message, the cursor, what is wanted, what is right."""

    class Beginning(Contract):
        def beyond(self, message: Message, wanted: Wanted) -> bool:
            assert wanted.after is not None
            return begin(message, wanted.after, wanted, super().beyond(message, wanted))

    add(f'pages/{name}', phrase, Beginning)


MINUTES = timedelta(seconds=90)

beginning(
    'boundary-repeated',
    'A page begins with the last message of the one before.',
    lambda message, after, wanted, right: right or message.at == after,
)
beginning(
    'boundary-repeated-desc',
    'A page in descending order begins with the last message of the one before.',
    lambda message, after, wanted, right: right or (wanted.descending and message.at == after),
)
beginning(
    'boundary-repeated-at-7',
    'A page of limit 7 begins with the last message of the one before.',
    lambda message, after, wanted, right: right or (wanted.size == 7 and message.at == after),
)
beginning(
    'boundary-repeated-with-fields',
    'A page of selected fields begins with the last message of the one before.',
    lambda message, after, wanted, right: right or (wanted.fields is not None and message.at == after),
)
beginning(
    'boundary-repeated-late',
    'Pages from the third hour on begin with the last message of the one before.',
    lambda message, after, wanted, right: right
    or (after.minute + after.hour * 60 > 660 and message.at == after),
)
beginning(
    'boundary-skipped',
    'A page begins one message too late.',
    lambda message, after, wanted, right: right and abs(message.at - after) > MINUTES,
)
beginning(
    'boundary-skipped-desc',
    'A page in descending order begins one message too late.',
    lambda message, after, wanted, right: right
    and not (wanted.descending and abs(message.at - after) < MINUTES),
)
beginning(
    'boundary-skipped-at-1',
    'A page of limit 1 begins one message too late.',
    lambda message, after, wanted, right: right
    and not (wanted.size == 1 and abs(message.at - after) < MINUTES),
)
beginning(
    'boundary-skipped-with-default',
    'A page without a limit begins one message too late.',
    lambda message, after, wanted, right: right
    and not (wanted.limit is None and abs(message.at - after) < MINUTES),
)
beginning(
    'boundary-skipped-late',
    'Pages from the third hour on begin one message too late.',
    lambda message, after, wanted, right: right
    and not (after.minute + after.hour * 60 > 660 and abs(message.at - after) < MINUTES),
)
beginning('cursor-ignored', 'Every page is the first.', lambda message, after, wanted, right: True)
beginning(
    'cursor-ignored-desc',
    'Every page is the first in descending order.',
    lambda message, after, wanted, right: right or wanted.descending,
)
beginning(
    'cursor-ignored-with-fields',
    'Every page is the first where fields are selected.',
    lambda message, after, wanted, right: right or wanted.fields is not None,
)
beginning(
    'cursor-ignored-at-200',
    'Every page of limit 200 is the first.',
    lambda message, after, wanted, right: right or wanted.size == 200,
)
beginning(
    'cursor-wrong-way-desc',
    'A page in descending order has what comes after its cursor in ascending order.',
    lambda message, after, wanted, right: message.at > after,
)
beginning(
    'cursor-by-the-hour',
    'A page begins at the full hour of its cursor.',
    lambda message, after, wanted, right: right or message.at > after.replace(minute=0),
)


@fault('pages/cursor-resets-order', 'A page with a cursor is in ascending order.')
class CursorResetsOrder(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        wanted = super().wanted(query)
        return replace(wanted, descending=False) if wanted.after else wanted


@fault('pages/cursor-of-first', 'The next cursor is that of the first message of the page.')
class CursorOfFirst(Contract):
    def next_cursor(self, chosen: Messages, wanted: Wanted) -> str | None:
        return super().next_cursor(chosen[:1], wanted)


@fault('pages/cursor-not-encoded', 'The next cursor is a time that is not encoded; it is accepted as well.')
class CursorNotEncoded(Contract):
    def next_cursor(self, chosen: Messages, wanted: Wanted) -> str | None:
        return self.style.text_in_cursor(chosen[-1].at)

    def cursor(self, text: str) -> datetime | None:
        return super().cursor(encoded_cursor(text))


@fault('pages/cursor-refused', 'A cursor of the server itself is refused in descending order.')
class CursorRefused(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        if 'cursor' in query and query.get('order') == 'desc':
            raise Refusal(400, 'The cursor is none of ours')
        return super().wanted(query)


@fault('pages/cursor-once', 'A cursor is good for one page; later it is refused.')
class CursorOnce(Counting):
    def cursor(self, text: str) -> datetime | None:
        if self.count(text) > 1:
            raise Refusal(400, 'The cursor is used up')
        return super().cursor(text)


@fault('pages/end-crashes', 'A page beyond the last message gives 500.')
class EndCrashes(Contract):
    def chosen(self, following: Messages, wanted: Wanted) -> Messages:
        if not following and wanted.after:
            raise RuntimeError('nothing there')
        return super().chosen(following, wanted)


@fault('pages/end-404', 'A page beyond the last message gives 404.')
class End404(Contract):
    def chosen(self, following: Messages, wanted: Wanted) -> Messages:
        if not following and wanted.after:
            raise Refusal(404, 'There is no such page')
        return super().chosen(following, wanted)


@fault('pages/end-repeats', 'A page beyond the last message is the first one.')
class EndRepeats(Contract):
    def following(self, thread: Thread, wanted: Wanted) -> Messages:
        return super().following(thread, wanted) or super().following(thread, replace(wanted, after=None))


def deleted(name: str, phrase: str, show: Callable[[Message, Wanted], Any]) -> None:
    """A fault that shows deleted messages in some cases."""

    class Deleted(Contract):
        def shown(self, message: Message, wanted: Wanted) -> bool:
            return super().shown(message, wanted) or bool(show(message, wanted))

    add(f'pages/deleted-{name}', phrase, Deleted)


def last(message: Message, wanted: Wanted) -> bool:
    """Whether it is the newest of the promised thread."""
    return message.at.hour == 12 and message.at.minute == 9


deleted('shown', 'Deleted messages are shown.', lambda message, wanted: True)
deleted(
    'shown-desc', 'Deleted messages are shown in descending order.', lambda message, wanted: wanted.descending
)
deleted(
    'shown-later', 'Deleted messages are shown where there is a cursor.', lambda message, wanted: wanted.after
)
deleted(
    'shown-when-asked',
    'Deleted messages are shown where is_deleted is selected.',
    lambda message, wanted: wanted.fields and 'is_deleted' in wanted.fields,
)
deleted(
    'shown-with-fields',
    'Deleted messages are shown where fields are selected without is_deleted.',
    lambda message, wanted: wanted.fields and 'is_deleted' not in wanted.fields,
)
deleted(
    'shown-at-200',
    'Deleted messages are shown where the limit is 200.',
    lambda message, wanted: wanted.size == 200,
)
deleted('last-shown', 'The last message is shown, though it is deleted.', last)


@fault('pages/deleted-disguised', 'Deleted messages are shown as if they were not deleted.')
class DeletedDisguised(Contract):
    def shown(self, message: Message, wanted: Wanted) -> bool:
        return True

    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        item = super().item(message, wanted)
        return {name: value for name, value in item.items() if name != 'deleted_at'} | (
            {'is_deleted': False} if 'is_deleted' in item else {}
        )
