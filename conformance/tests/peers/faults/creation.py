"""Faults of what is created, of what is told of it, and of how it is read again."""

from __future__ import annotations

import html
import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contract import Contract, Key, Wanted
from exchange import Refusal, Request, Response
from faults.table import Counting, add, fault
from store import PROMISED_THREAD, Message, Thread, new_message

ASTRAL = re.compile('[\U00010000-\U0010ffff]')
Change = Callable[[str], str]


def mojibake(text: str) -> str:
    """UTF-8 that was read as Latin-1."""
    return text.encode().decode('latin-1')


def asciified(text: str) -> str:
    """A question mark for each character beyond ASCII."""
    return text.encode('ascii', 'replace').decode()


def composed(text: str) -> str:
    """The text in normal form C."""
    return unicodedata.normalize('NFC', text)


CHANGES: dict[str, tuple[str, Change]] = {
    'trimmed': ('loses the spaces around it', str.strip),
    'lower-cased': ('is lower-cased', str.lower),
    'nfc': ('is put into normal form C', composed),
    'nfkc': ('is put into normal form KC', lambda text: unicodedata.normalize('NFKC', text)),
    'emoji-lost': ('loses characters beyond the basic plane', lambda text: ASTRAL.sub('', text)),
    'mojibake': ('is read as Latin-1', mojibake),
    'asciified': ('has question marks for what is not ASCII', asciified),
    'escaped': ('is escaped for HTML', html.escape),
    'one-line': ('has spaces for line ends', lambda text: text.replace('\n', ' ').replace('\r', ' ')),
    'spaces-collapsed': ('has one space for several', lambda text: re.sub(' {2,}', ' ', text)),
    'cut-at-nul': ('ends at a NUL', lambda text: text.partition('\0')[0]),
    'quotes-lost': ('loses its apostrophes', lambda text: text.replace("'", '')),
}


def subject(name: str, phrase: str, change: Change) -> None:
    """A fault that tells another subject."""

    class Subject(Contract):
        def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
            thread = super().open(body, key, owner)
            thread.subject = change(thread.subject)
            return thread

    add(f'creation/subject-{name}', f'The subject {phrase}.', Subject)


def message(name: str, phrase: str, change: Change) -> None:
    """A fault that keeps another message."""

    class ChangedMessage(Contract):
        def first_message(self, body: dict[str, Any], key: Key, owner: str | None) -> Message:
            first = super().first_message(body, key, owner)
            first.item['message_content'] = change(first.item['message_content'])
            return first

    add(f'creation/message-{name}', f'The message {phrase} when it is read.', ChangedMessage)


for told, (how, changed) in CHANGES.items():
    subject(told, how, changed)
    message(told, how, changed)
subject('cut-at-60', 'ends after 60 characters', lambda text: text[:60])
subject('cut-at-255-bytes', 'ends after 255 bytes', lambda text: text.encode()[:255].decode(errors='ignore'))
subject('filled-in', 'is filled in where it is empty', lambda text: text or '(no subject)')
message('cut-at-1000', 'ends after 1000 characters', lambda text: text[:1000])
message('cut-at-60000', 'ends after 60000 characters', lambda text: text[:60000])
message('filled-in', 'is filled in where it is empty', lambda text: text or ' ')


def created(name: str, phrase: str, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """A fault that tells something else of a new thread: takes what is told, and the body."""

    class Created(Contract):
        def created(self, thread: Thread, body: dict[str, Any]) -> dict[str, Any]:
            told = super().created(thread, body)
            change(told, body)
            return told

    add(f'creation/{name}', phrase, Created)


def hour_later(told: dict[str, Any], body: dict[str, Any]) -> None:
    """Moves the hour of `created_at`."""
    text = told['message']['created_at']
    told['message']['created_at'] = f'{text[:11]}{(int(text[11:13]) + 1) % 24:02}{text[13:]}'


def next_second(told: dict[str, Any], body: dict[str, Any]) -> None:
    """Moves the second of `created_at`."""
    text = told['message']['created_at']
    told['message']['created_at'] = f'{text[:17]}{(int(text[17:19]) + 1) % 60:02}{text[19:]}'


def epoch(told: dict[str, Any], body: dict[str, Any]) -> None:
    """Tells `created_at` in seconds."""
    told['message']['created_at'] = 1_780_000_000


created('subject-left-out', 'The subject is not told.', lambda told, body: told['thread'].pop('subject'))
created(
    'subject-is-message',
    'The message is told as the subject.',
    lambda told, body: told['thread'].update(subject=body['message']),
)
created('priority-left-out', 'The priority is not told.', lambda told, body: told['thread'].pop('priority'))
created(
    'priority-constant',
    'The priority is always told as normal.',
    lambda told, body: told['thread'].update(priority='normal'),
)
created(
    'priority-urgent-is-high',
    'An urgent thread is told as high.',
    lambda told, body: body.get('priority') == 'urgent' and told['thread'].update(priority='high'),
)
created(
    'priority-default-low',
    'The priority is low where none is said.',
    lambda told, body: told['thread'].update(priority=body.get('priority', 'low')),
)
created(
    'priority-default-null',
    'The priority is null where none is said.',
    lambda told, body: told['thread'].update(priority=body.get('priority')),
)
created('thread-id-null', 'The id of the thread is null.', lambda told, body: told['thread'].update(id=None))
created(
    'thread-id-no-dashes',
    'The id of the thread has no dashes.',
    lambda told, body: told['thread'].update(id=told['thread']['id'].replace('-', '')),
)
created(
    'status-number',
    'The status of the thread is a number.',
    lambda told, body: told['thread'].update(status=1),
)
created('message-left-out', 'The message is not told.', lambda told, body: told.pop('message'))
created(
    'message-id-left-out', 'The id of the message is not told.', lambda told, body: told['message'].pop('id')
)
created(
    'message-id-differs',
    'The id of the message is another one when it is read.',
    lambda told, body: told['message'].update(id=str(uuid.uuid4())),
)
created(
    'message-id-of-thread',
    'The id of the thread is told as that of the message.',
    lambda told, body: told['message'].update(id=told['thread']['id']),
)
created('time-number', 'The time is told as a number.', epoch)
created(
    'time-without-offset',
    'The time is told without an offset.',
    lambda told, body: told['message'].update(created_at=told['message']['created_at'][:19]),
)
created('time-hour-later', 'The time is told an hour later than it is read.', hour_later)
created('time-second-later', 'The time is told a second later than it is read.', next_second)
created(
    'wrapped',
    'All of the answer is in a field `data`.',
    lambda told, body: told.update(data={'thread': told.pop('thread'), 'message': told.pop('message')}),
)


@fault('creation/status-200', 'A creation gives 200.')
class Status200(Contract):
    def create(self, request: Request, key: Key) -> Response:
        response = super().create(request, key)
        response.status = 200
        return response


@fault('creation/status-202', 'A creation gives 202.')
class Status202(Contract):
    def create(self, request: Request, key: Key) -> Response:
        response = super().create(request, key)
        response.status = 202
        return response


@fault('creation/id-repeats', 'Every fifth thread has the id of the one before.')
class IdRepeats(Counting):
    last = ''

    def new_id(self, body: dict[str, Any]) -> str:
        if self.count('threads') % 5 or not self.last:
            self.last = super().new_id(body)
        return self.last


@fault('creation/id-of-subject', 'Threads of one subject have one id.')
class IdOfSubject(Contract):
    def new_id(self, body: dict[str, Any]) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, body['subject']))


@fault('creation/id-of-body', 'Equal bodies have one id.')
class IdOfBody(Contract):
    def new_id(self, body: dict[str, Any]) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(sorted(body.items()))))


@fault('creation/forgotten', 'A new thread cannot be read.')
class Forgotten(Contract):
    def keep(self, thread: Thread) -> None:
        if thread.id == PROMISED_THREAD:
            super().keep(thread)


@fault('creation/forgotten-sometimes', 'Every eighth new thread cannot be read.')
class ForgottenSometimes(Counting):
    def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
        thread = super().open(body, key, owner)
        if self.count('threads') % 8 == 0:
            thread.live = not thread.live
        return thread


@fault('creation/first-read-404', 'The first read of a new thread gives 404.')
class FirstRead404(Counting):
    def thread(self, thread_id: str, key: Key) -> Thread:
        thread = super().thread(thread_id, key)
        if thread_id != PROMISED_THREAD and self.count(thread_id) == 1:
            raise Refusal(404, 'There is no such thread')
        return thread


@fault('creation/late', 'A new thread can be read after a quarter of a second.')
class Late(Contract):
    def thread(self, thread_id: str, key: Key) -> Thread:
        thread = super().thread(thread_id, key)
        age = datetime.now(UTC) - thread.messages[0].at
        if thread_id != PROMISED_THREAD and age < timedelta(milliseconds=250):
            raise Refusal(404, 'There is no such thread')
        return thread


@fault('creation/empty-at-first', 'The first read of a new thread has no message.')
class EmptyAtFirst(Counting):
    def following(self, thread: Thread, wanted: Wanted) -> list[Message]:
        if thread.id != PROMISED_THREAD and self.count(thread.id) == 1:
            return []
        return super().following(thread, wanted)


@fault('creation/for-nobody', 'A thread with customer_id cannot be read by that customer.')
class ForNobody(Contract):
    def owner(self, body: dict[str, Any], customer: str | None) -> str | None:
        return 'nobody' if 'customer_id' in body else customer


@fault('creation/typed-for-nobody', 'A thread with a thread_type of refund cannot be read.')
class TypedForNobody(Contract):
    def owner(self, body: dict[str, Any], customer: str | None) -> str | None:
        return 'nobody' if body.get('thread_type') == 'refund' else customer


@fault('creation/message-twice', 'A new thread has its message twice.')
class MessageTwice(Contract):
    def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
        thread = super().open(body, key, owner)
        first = thread.messages[0]
        again = self.first_message(body, key, owner)
        again.at = self.style.tick(first.at + timedelta(seconds=1))
        again.item['created_at'] = self.style.text_of_time(again.at)
        thread.messages.append(again)
        return thread


@fault('creation/greeting', 'A new thread begins with a greeting of the store.')
class Greeting(Contract):
    def keep(self, thread: Thread) -> None:
        super().keep(thread)
        if thread.id != PROMISED_THREAD:
            at = self.style.tick(thread.messages[0].at - timedelta(seconds=1))
            thread.messages = [
                new_message(self.style, at, thread.live, sender_type='store'),
                *thread.messages,
            ]


@fault('creation/message-of-subject', 'The subject is kept as the message.')
class MessageOfSubject(Contract):
    def first_message(self, body: dict[str, Any], key: Key, owner: str | None) -> Message:
        return super().first_message({**body, 'message': body['subject']}, key, owner)


@fault('creation/message-deleted', 'The message of a new thread counts as deleted.')
class MessageDeleted(Contract):
    def first_message(self, body: dict[str, Any], key: Key, owner: str | None) -> Message:
        first = super().first_message(body, key, owner)
        first.deleted = True
        return first
