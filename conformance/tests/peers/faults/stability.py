"""Faults of state: reads that change something, equal requests that differ, writes that leave traces."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from contract import Contract, Key, Wanted
from exchange import Refusal, Request, Response
from faults.table import Counting, fault
from store import PROMISED_THREAD, Message, Thread, new_message
from style import Style


@fault('stability/read-marks', 'What is read is marked as read.')
class ReadMarks(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        now = self.style.text_of_time(self.style.tick(datetime.now(UTC)))
        page['messages'] = [dict(item) for item in page['messages']]
        for message in self.chosen(self.following(thread, wanted), wanted):
            message.item['read_at'] = message.item['read_at'] or now
        return page


@fault('stability/read-moves-updated-at', 'Every read moves updated_at.')
class ReadMovesUpdatedAt(Counting):
    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        item = super().item(message, wanted)
        if 'updated_at' not in item:
            return item
        moment = message.at + timedelta(seconds=self.count(message.at))
        return item | {'updated_at': self.style.text_of_time(moment)}


@fault('stability/read-delivers', 'Every other read of a page tells messages that were sent as delivered.')
class ReadDelivers(Counting):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if self.count((thread.id, wanted)) % 2 == 0:
            page['messages'] = [
                item | {'message_status': 'delivered'} if item.get('message_status') == 'sent' else item
                for item in page['messages']
            ]
        return page


@fault('stability/ids-change', 'Messages have a new id at every read.')
class IdsChange(Contract):
    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        item = super().item(message, wanted)
        return item | {'id': str(uuid.uuid4())} if 'id' in item else item


@fault('stability/ids-of-view', 'Messages have another id where there is a cursor.')
class IdsOfView(Contract):
    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        item = super().item(message, wanted)
        return (
            item | {'id': str(uuid.uuid5(uuid.NAMESPACE_OID, item['id']))}
            if wanted.after and 'id' in item
            else item
        )


@fault('stability/order-changes', 'Messages come in another order at every read.')
class OrderChanges(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        random.shuffle(page['messages'])
        return page


@fault('stability/order-changes-once', 'Every fifth read of a page has two messages swapped.')
class OrderChangesOnce(Counting):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if self.count('reads') % 5 == 0:
            page['messages'][:2] = page['messages'][:2][::-1]
        return page


@fault('stability/read-adds', 'Every read adds a message to the thread.')
class ReadAdds(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        at = self.style.tick(thread.messages[-1].at + timedelta(seconds=1))
        thread.messages.append(new_message(self.style, at, thread.live, message_type='system_notification'))
        return page


@fault('stability/read-deletes', 'The first read of a new thread deletes its message.')
class ReadDeletes(Contract):
    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if thread.id != PROMISED_THREAD:
            thread.messages[0].deleted = True
        return page


@fault('stability/head-edits', 'A HEAD marks the first message as edited.')
class HeadEdits(Contract):
    def read(self, request: Request, key: Key, thread_id: str | None) -> Response:
        response = super().read(request, key, thread_id)
        if request.method == 'HEAD':
            self.threads[self.thread_id(thread_id)].messages[1].item['is_edited'] = True
        return response


@fault('stability/write-spills', 'A new thread adds its message to the promised thread as well.')
class WriteSpills(Contract):
    def keep(self, thread: Thread) -> None:
        super().keep(thread)
        if thread.id != PROMISED_THREAD and not thread.live:
            self.threads[PROMISED_THREAD].messages.append(thread.messages[0])


@fault('stability/write-replaces', 'A new thread replaces the one before it.')
class WriteReplaces(Contract):
    def keep(self, thread: Thread) -> None:
        promised = self.threads.get(PROMISED_THREAD, thread)
        self.threads = {promised.id: promised}
        super().keep(thread)


@fault(
    'stability/refused-writes',
    'A creation that is refused for its customer_id replaces the session of its thread.',
)
class RefusedWrites(Contract):
    def may_link(self, customer_id: str, customer: str | None) -> None:
        try:
            super().may_link(customer_id, customer)
        except Refusal:
            self.threads[PROMISED_THREAD].messages[-2].item['message_status'] = 'failed'
            raise


@fault('stability/answer-of-before', 'Every thirtieth page is the page of the request before.')
class AnswerOfBefore(Counting):
    before: dict[str, Any] | None = None

    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        page = super().page(thread, wanted)
        if self.count('pages') % 30 == 0 and self.before:
            return self.before
        self.before = page
        return page


@fault('stability/stale-pages', 'A page is kept by its query, whatever the thread.')
class StalePages(Contract):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.kept: dict[Wanted, dict[str, Any]] = {}

    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        return self.kept.setdefault(wanted, super().page(thread, wanted))


@fault('stability/sometimes-500', 'Every twenty-fifth request gives 500.')
class Sometimes500(Counting):
    def dispatch(self, request: Request, key: Key | None) -> Response:
        if self.count('requests') % 25 == 0:
            raise RuntimeError('not now')
        return super().dispatch(request, key)


@fault('stability/sometimes-404', 'Every twentieth read of a thread gives 404.')
class Sometimes404(Counting):
    def thread(self, thread_id: str, key: Key) -> Thread:
        if self.count('reads') % 20 == 0:
            raise Refusal(404, 'There is no such thread')
        return super().thread(thread_id, key)


@fault('stability/sometimes-empty', 'Every fifteenth page is empty.')
class SometimesEmpty(Counting):
    def following(self, thread: Thread, wanted: Wanted) -> list[Message]:
        if self.count('pages') % 15 == 0:
            return []
        return super().following(thread, wanted)


@fault('stability/refusals-wear-out', 'Every tenth invalid limit is accepted.')
class RefusalsWearOut(Counting):
    def limit(self, text: str) -> int | None:
        try:
            return super().limit(text)
        except Refusal:
            if self.count('limits') % 10 == 0:
                return 50
            raise
