"""Faults of keys, roles, sessions and environments."""

from __future__ import annotations

import re
from typing import Any

from contract import Contract, Key, Wanted
from exchange import Refusal, Request, Response
from faults.table import Counting, add, fault
from store import ALICE, PROMISED_THREAD, SESSIONS, Thread

ANY_KEY = Key(secret=True, live=False)


def without_key(name: str, method: str) -> None:
    """A fault that lets requests of a method do without a key."""

    class WithoutKey(Contract):
        def allowed_key(self, request: Request, key: Key | None) -> Key:
            if key is None and request.method == method and 'authorization' not in request.headers:
                return ANY_KEY
            return super().allowed_key(request, key)

    add(f'credentials/{name}', f'A {method} needs no key.', WithoutKey)


without_key('no-key-reads', 'GET')
without_key('no-key-writes', 'POST')


@fault('credentials/any-bearer', 'Any bearer token is a key.')
class AnyBearer(Contract):
    def allowed_key(self, request: Request, key: Key | None) -> Key:
        if request.headers.get('authorization', '').lower().startswith('bearer '):
            return key or ANY_KEY
        return super().allowed_key(request, key)


def key_form(name: str, phrase: str, pattern: str) -> None:
    """A fault that takes keys of another form."""

    class OtherForm(Contract):
        key_form = re.compile(pattern)

    add(f'credentials/key-{name}', phrase, OtherForm)


key_form('without-rest', 'A key may end after its environment.', 'tybrite_(sk|pk)_(live|test)_[A-Za-z0-9]*')
key_form('with-symbols', 'A key may end with symbols.', 'tybrite_(sk|pk)_(live|test)_[A-Za-z0-9].*')
key_form(
    'with-dashes', 'A key may have dashes and underscores.', 'tybrite_(sk|pk)_(live|test)_[A-Za-z0-9_-]+'
)
key_form('in-any-case', 'A key may begin in upper case.', '(?i:tybrite_(sk|pk)_(live|test)_[A-Za-z0-9]+)')
key_form('of-any-kind', 'A key may be of an unknown kind.', 'tybrite_([a-z]{2})_(live|test)_[A-Za-z0-9]+')
key_form(
    'of-any-environment', 'A key may be of an unknown environment.', 'tybrite_(sk|pk)_([a-z]+)_[A-Za-z0-9]+'
)
key_form('of-any-vendor', 'A key may begin with any word.', '[a-z]+_(sk|pk)_(live|test)_[A-Za-z0-9]+')


@fault('credentials/any-scheme', 'The word before the key may be any.')
class AnyScheme(Contract):
    def key(self, request: Request) -> Key | None:
        credential = request.headers.get('authorization', '').rpartition(' ')[2]
        return super().key(Request('GET', '/', headers={'authorization': f'Bearer {credential}'}))


@fault('credentials/no-scheme', 'The key may stand alone in Authorization.')
class NoScheme(Contract):
    def key(self, request: Request) -> Key | None:
        credential = request.headers.get('authorization', '')
        if ' ' in credential:
            return super().key(request)
        return super().key(Request('GET', '/', headers={'authorization': f'Bearer {credential}'}))


@fault('credentials/scheme-case', 'The scheme is only taken as Bearer.')
class SchemeCase(Contract):
    def key(self, request: Request) -> Key | None:
        if not request.headers.get('authorization', '').startswith('Bearer '):
            return None
        return super().key(request)


def key_status(name: str, phrase: str, status: int, malformed: bool) -> None:
    """A fault that refuses a key with another status."""

    class KeyStatus(Contract):
        def allowed_key(self, request: Request, key: Key | None) -> Key:
            if key is None and malformed == ('authorization' in request.headers):
                raise Refusal(status, 'This key is not known')
            return super().allowed_key(request, key)

    add(f'credentials/{name}', phrase, KeyStatus)


key_status('malformed-key-403', 'A key of another form gives 403.', 403, malformed=True)
key_status('no-key-403', 'No key gives 403.', 403, malformed=False)
key_status('no-key-400', 'No key gives 400.', 400, malformed=False)


@fault('credentials/unknown-session-reads', 'Any session reads, as the owner.')
class UnknownSessionReads(Contract):
    def reading_session(self, request: Request, wanted: Wanted) -> str | None:
        return SESSIONS.get(request.headers.get('x-auth-token', ''), ALICE)


@fault('credentials/no-session-reads', 'A read needs no session.')
class NoSessionReads(Contract):
    def reading_session(self, request: Request, wanted: Wanted) -> str | None:
        return self.session(request) if 'x-auth-token' in request.headers else ALICE


@fault('credentials/empty-session-reads', 'An empty session reads.')
class EmptySessionReads(Contract):
    def customer(self, token: str) -> str | None:
        return super().customer(token) if token else ALICE


@fault('credentials/session-prefix', 'A session is known by how it begins.')
class SessionPrefix(Contract):
    def customer(self, token: str) -> str | None:
        return next((owner for known, owner in SESSIONS.items() if token.startswith(known)), None)


@fault('credentials/session-any-case', 'A session is known in any case.')
class SessionAnyCase(Contract):
    def customer(self, token: str) -> str | None:
        return super().customer(token.lower())


@fault('credentials/unknown-session-writes', 'A session that is not known opens threads.')
class UnknownSessionWrites(Contract):
    def session(self, request: Request) -> str | None:
        token = request.headers.get('x-auth-token', '')
        if request.method == 'POST' and token not in SESSIONS:
            return None
        return super().session(request)


def foreign_reads(name: str, phrase: str, when: Any) -> None:
    """A fault that lets foreign sessions read in some cases."""

    class ForeignReads(Contract):
        def may_read(self, thread: Thread, customer: str | None, wanted: Wanted) -> None:
            if not when(thread, wanted):
                super().may_read(thread, customer, wanted)

    add(f'credentials/{name}', phrase, ForeignReads)


foreign_reads('foreign-session-reads', 'Any session reads any thread.', lambda thread, wanted: True)
foreign_reads(
    'foreign-session-reads-created',
    'Any session reads threads that were created.',
    lambda thread, wanted: thread.id != PROMISED_THREAD,
)
foreign_reads(
    'foreign-session-reads-with-cursor',
    'Who reads is only looked at for the first page.',
    lambda thread, wanted: wanted.after,
)
foreign_reads(
    'foreign-session-reads-desc',
    'Who reads is not looked at in descending order.',
    lambda thread, wanted: wanted.descending,
)
foreign_reads(
    'foreign-session-reads-one',
    'Who reads is not looked at where the limit is 1.',
    lambda thread, wanted: wanted.limit == 1,
)
foreign_reads(
    'foreign-session-reads-ids',
    'Who reads is not looked at where fields are selected.',
    lambda thread, wanted: wanted.fields,
)


@fault('credentials/created-shared', 'A thread without customer_id is readable by every session.')
class CreatedShared(Contract):
    def owner(self, body: dict[str, Any], customer: str | None) -> str | None:
        return body.get('customer_id', '').lower() or None


@fault('credentials/foreign-session-empty', 'A foreign session gets an empty page.')
class ForeignSessionEmpty(Contract):
    def read(self, request: Request, key: Key, thread_id: str | None) -> Response:
        try:
            return super().read(request, key, thread_id)
        except Refusal as refusal:
            if refusal.status != 403:
                raise
            return self.json_response(
                200, {'messages': [], 'pagination': self.pagination([], False, Wanted())}
            )


@fault('credentials/foreign-session-404', 'A foreign session gets 404.')
class ForeignSession404(Contract):
    def may_read(self, thread: Thread, customer: str | None, wanted: Wanted) -> None:
        if thread.owner not in (None, customer):
            raise Refusal(404, 'There is no such thread')


@fault('credentials/foreign-session-401', 'A foreign session gets 401.')
class ForeignSession401(Contract):
    def may_read(self, thread: Thread, customer: str | None, wanted: Wanted) -> None:
        if thread.owner not in (None, customer):
            raise Refusal(401, 'Not this session')


def session_status(name: str, phrase: str, status: int, absent: bool) -> None:
    """A fault that refuses a session with another status."""

    class SessionStatus(Contract):
        def reading_session(self, request: Request, wanted: Wanted) -> str | None:
            token = request.headers.get('x-auth-token')
            if (token is None) if absent else (token is not None and token not in SESSIONS):
                raise Refusal(status, 'Send x-auth-token')
            return super().reading_session(request, wanted)

    add(f'credentials/{name}', phrase, SessionStatus)


session_status('no-session-400', 'A read without a session gives 400.', 400, absent=True)
session_status('no-session-403', 'A read without a session gives 403.', 403, absent=True)
session_status('no-session-500', 'A read without a session gives 500.', 500, absent=True)
session_status('unknown-session-403', 'A session that is not known gives 403.', 403, absent=False)
session_status('unknown-session-404', 'A session that is not known gives 404.', 404, absent=False)


@fault('credentials/publishable-writes', 'A publishable key writes.')
class PublishableWrites(Contract):
    def may_write(self, request: Request, key: Key) -> None:
        pass


@fault('credentials/publishable-writes-with-session', 'A publishable key writes where a session is sent.')
class PublishableWritesWithSession(Contract):
    def may_write(self, request: Request, key: Key) -> None:
        if 'x-auth-token' not in request.headers:
            super().may_write(request, key)


@fault('credentials/publishable-401', 'A publishable key that writes gets 401.')
class Publishable401(Contract):
    def may_write(self, request: Request, key: Key) -> None:
        if not key.secret:
            raise Refusal(401, 'Not this key')


@fault(
    'credentials/publishable-keeps-nothing',
    'A publishable key that writes gets 201, though the thread cannot be read.',
)
class PublishableKeepsNothing(Contract):
    def may_write(self, request: Request, key: Key) -> None:
        pass

    def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
        thread = super().open(body, key, owner)
        if not key.secret:
            thread.live = not thread.live
        return thread


@fault('credentials/publishable-reads-not', 'A publishable key does not read.')
class PublishableReadsNot(Contract):
    def allowed_key(self, request: Request, key: Key | None) -> Key:
        if key is not None and not key.secret and request.method == 'GET':
            raise Refusal(403, 'Not this key')
        return super().allowed_key(request, key)


@fault('credentials/customer-without-session', 'A customer_id needs no session.')
class CustomerWithoutSession(Contract):
    def may_link(self, customer_id: str, customer: str | None) -> None:
        if customer is not None:
            super().may_link(customer_id, customer)


@fault('credentials/another-customer', "Another customer's id is taken.")
class AnotherCustomer(Contract):
    def may_link(self, customer_id: str, customer: str | None) -> None:
        if customer is None:
            super().may_link(customer_id, customer)


@fault('credentials/known-customer', "Another known customer's id is taken.")
class KnownCustomer(Contract):
    def may_link(self, customer_id: str, customer: str | None) -> None:
        if customer is None or customer_id.lower() not in SESSIONS.values():
            super().may_link(customer_id, customer)


def link_status(name: str, phrase: str, missing: int, foreign: int) -> None:
    """A fault that refuses a customer_id with another status."""

    class LinkStatus(Contract):
        def may_link(self, customer_id: str, customer: str | None) -> None:
            if customer_id.lower() != customer:
                raise Refusal(missing if customer is None else foreign, 'Not this customer')

    add(f'credentials/{name}', phrase, LinkStatus)


link_status('customer-without-session-403', 'A customer_id without a session gives 403.', 403, 403)
link_status('customer-without-session-400', 'A customer_id without a session gives 400.', 400, 403)
link_status('another-customer-401', "Another customer's id gives 401.", 401, 401)
link_status('another-customer-404', "Another customer's id gives 404.", 401, 404)


@fault('credentials/customer-case', 'A customer_id is only taken in lower case.')
class CustomerCase(Contract):
    def may_link(self, customer_id: str, customer: str | None) -> None:
        super().may_link(customer_id, customer)
        if customer_id != customer:
            raise Refusal(403, 'This session is of another customer')


@fault('credentials/live-key-sees-all', 'A live key sees sandbox threads.')
class LiveKeySeesAll(Contract):
    def visible_to(self, thread: Thread, key: Key) -> bool:
        return key.live or not thread.live


@fault('credentials/live-key-sees-created', 'A live key sees sandbox threads that were created.')
class LiveKeySeesCreated(Contract):
    def visible_to(self, thread: Thread, key: Key) -> bool:
        return super().visible_to(thread, key) or (key.live and thread.id != PROMISED_THREAD)


@fault('credentials/test-key-sees-all', 'A test key sees production threads.')
class TestKeySeesAll(Contract):
    def visible_to(self, thread: Thread, key: Key) -> bool:
        return not key.live or thread.live


@fault('credentials/live-writes-sandbox', 'A live key opens threads in the sandbox.')
class LiveWritesSandbox(Contract):
    def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
        return super().open(body, key._replace(live=False), owner)


def unknown_thread(name: str, phrase: str, status: int) -> None:
    """A fault that refuses a thread that does not exist with another status."""

    class UnknownThread(Contract):
        def thread(self, thread_id: str, key: Key) -> Thread:
            try:
                return super().thread(thread_id, key)
            except Refusal:
                raise Refusal(status, 'Not this thread') from None

    add(f'credentials/unknown-thread-{name}', phrase, UnknownThread)


unknown_thread('403', 'A thread that does not exist gives 403.', 403)
unknown_thread('400', 'A thread that does not exist gives 400.', 400)
unknown_thread('500', 'A thread that does not exist gives 500.', 500)


@fault('credentials/unknown-thread-empty', 'A thread that does not exist is an empty page.')
class UnknownThreadEmpty(Contract):
    def thread(self, thread_id: str, key: Key) -> Thread:
        try:
            return super().thread(thread_id, key)
        except Refusal:
            return Thread(thread_id, None, key.live)


@fault('credentials/key-wears-off', 'A key is refused on every fortieth request.')
class KeyWearsOff(Counting):
    def allowed_key(self, request: Request, key: Key | None) -> Key:
        return super().allowed_key(request, None if self.count('requests') % 40 == 0 else key)
