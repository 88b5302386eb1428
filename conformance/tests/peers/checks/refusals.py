"""What shows the faults of validation, of credentials and of the environment."""

from __future__ import annotations

import uuid

from checks.client import ALICE_SESSION, BOB_SESSION, LIVE, PUBLISHABLE, SECRET, Client
from checks.facts import (
    Check,
    all_of,
    crawls,
    later_read_refused,
    media_refused,
    opens,
    read_refused,
    times,
    value_refused,
    write_refused,
)
from store import ALICE, BOB, PROMISED_THREAD
from values import encoded_cursor

NOWHERE = str(uuid.UUID(int=0x99999999111141118111111111111111))
ID = '3F2504E0-4F89-41D3-9A0C-0305E82C3301'


def query_refused(*queries: str) -> Check:
    """Queries are refused."""
    return all_of(*[read_refused(400, query) for query in queries])


def key_refused(authorization: str | None) -> Check:
    """A key is refused everywhere."""
    return all_of(read_refused(401, key=authorization), write_refused(401, key=authorization))


def link_refused(status: int, session: str | None, customer_id: str) -> Check:
    """A customer_id is refused."""
    return write_refused(status, session=session, changes={'customer_id': customer_id})


def created_refused(session: str) -> Check:
    """A session does not read what Alice opened."""

    def check(client: Client) -> None:
        thread = client.write(session=ALICE_SESSION).json(201)['thread']['id']
        client.read(thread=thread, session=session).refusal(403)

    return check


def short_page(client: Client) -> None:
    """The last page tells its environment."""
    client.read(limit=200, order='desc', cursor=encoded_cursor('2026-06-01T08:05:00Z')).json(200)


def raw_refused(body: bytes) -> Check:
    """A body is refused."""
    return write_refused(400, raw=body)


BODY = b'{"customer_name": "A", "customer_email": "a@example.org", "subject": "S", "message": "M"'
no_key, no_session = read_refused(401, key=None), read_refused(401, session=None)
unknown_session = read_refused(401, session='nobody')
foreign_session = read_refused(403, session=BOB_SESSION)
publishable_write = write_refused(403, key=PUBLISHABLE)
no_such_thread = read_refused(404, thread=NOWHERE)
no_uuid = read_refused(400, thread='not-a-uuid')
not_owner = link_refused(403, ALICE_SESSION, BOB)
not_signed_in = link_refused(401, None, ALICE)
number = query_refused('limit=x')

VALIDATION: dict[str, Check] = {
    'limit-above-200': query_refused('limit=500'),
    'limit-201': query_refused('limit=201'),
    'limit-clamped-above-200': query_refused('limit=500'),
    'limit-above-32-bits': query_refused('limit=2147483648', 'limit=99999999999'),
    'limit-zero': query_refused('limit=0'),
    'limit-negative': query_refused('limit=-1'),
    'limit-decimal': query_refused('limit=10.0'),
    'limit-fraction': query_refused('limit=10.5'),
    'limit-exponent': query_refused('limit=1e1'),
    'limit-word': number,
    'limit-empty': query_refused('limit='),
    'limit-number-then-text': query_refused('limit=10abc'),
    'limit-hexadecimal': query_refused('limit=0x10'),
    'limit-spaces': query_refused('limit=%2010', 'limit=10%20'),
    'order-anything': query_refused('order=up'),
    'order-upper-case': query_refused('order=DESC'),
    'order-empty': query_refused('order='),
    'order-newest': query_refused('order=newest'),
    'order-longer-word': query_refused('order=descending'),
    'fields-unknown-left-out': query_refused('fields=id,colour'),
    'fields-only-first-checked': query_refused('fields=id,colour'),
    'fields-edited-at': query_refused('fields=edited_at'),
    'fields-any-case': query_refused('fields=ID'),
    'cursor-garbage': query_refused('cursor=garbage'),
    'cursor-plain-time': query_refused('cursor=2026-06-01T08:05:00Z'),
    'cursor-empty': query_refused('cursor='),
    'cursor-garbage-crashes': query_refused('cursor=garbage'),
    'path-not-uuid-is-404': no_uuid,
    'path-not-uuid-crashes': no_uuid,
    'path-lenient': read_refused(400, thread=f'{PROMISED_THREAD}0'),
    'email-unchecked': value_refused('customer_email', 'nobody'),
    'email-with-an-at': value_refused('customer_email', '@', 'a@@b', 'a b@example.org'),
    'email-with-spaces': value_refused('customer_email', ' a@example.org '),
    'order-id-unchecked': value_refused('order_id', 'x'),
    'product-id-unchecked': value_refused('product_id', 'x'),
    'order-id-lenient': value_refused('order_id', ID.replace('-', ''), f'{{{ID}}}', f'urn:uuid:{ID}'),
    'order-id-empty': value_refused('order_id', ''),
    'product-id-any-36': value_refused('product_id', f'G{ID[1:]}'),
    'priority-anything': value_refused('priority', 'soon'),
    'priority-medium': value_refused('priority', 'medium'),
    'priority-any-case': value_refused('priority', 'High'),
    'priority-null': value_refused('priority', None),
    'priority-number': value_refused('priority', 1),
    'thread-type-anything': value_refused('thread_type', 'chat'),
    'thread-type-billing': value_refused('thread_type', 'billing'),
    'thread-type-null': value_refused('thread_type', None),
    'phone-null': value_refused('customer_phone', None),
    'order-id-null': value_refused('order_id', None),
    'subject-null': value_refused('subject', None),
    'message-null': value_refused('message', None),
    'phone-number': value_refused('customer_phone', 254700000001),
    'name-number': value_refused('customer_name', 1),
    'message-list': value_refused('message', ['a']),
    'subject-boolean': value_refused('subject', True),
    'message-object': value_refused('message', {'text': 'a'}),
    'customer-name-optional': write_refused(400, without='customer_name'),
    'customer-email-optional': write_refused(400, without='customer_email'),
    'subject-optional': write_refused(400, without='subject'),
    'message-optional': write_refused(400, without='message'),
    'body-in-list': raw_refused(b'[' + BODY + b'}]'),
    'media-type-unchecked': media_refused('application/xml'),
    'media-type-text': media_refused('text/plain'),
    'media-type-absent': media_refused(None),
    'json-malformed-crashes': raw_refused(b'{'),
    'json-cut-short': raw_refused(BODY),
    'json-trailing-text': raw_refused(BODY + b'}!'),
    'json-not-utf-8': raw_refused(BODY + b', "customer_phone": "\xff"}'),
    'body-absent-crashes': raw_refused(b''),
    'only-without-cursor': later_read_refused(400, limit=201),
}

CREDENTIALS: dict[str, Check] = {
    'no-key-reads': no_key,
    'no-key-writes': write_refused(401, key=None),
    'any-bearer': key_refused('Bearer whatever'),
    'key-without-rest': key_refused('Bearer tybrite_sk_test_'),
    'key-with-symbols': key_refused('Bearer tybrite_sk_test_abc!'),
    'key-with-dashes': key_refused('Bearer tybrite_sk_test_abc-1'),
    'key-in-any-case': key_refused('Bearer TYBRITE_sk_test_abc'),
    'key-of-any-kind': key_refused('Bearer tybrite_rk_test_abc'),
    'key-of-any-environment': key_refused('Bearer tybrite_sk_prod_abc'),
    'key-of-any-vendor': key_refused('Bearer stripe_sk_test_abc'),
    'any-scheme': key_refused(SECRET.replace('Bearer', 'Basic')),
    'no-scheme': key_refused(SECRET.removeprefix('Bearer ')),
    'scheme-case': lambda client: client.read(key=SECRET.replace('Bearer', 'bearer')).json(200),
    'malformed-key-403': key_refused('Bearer whatever'),
    'no-key-403': no_key,
    'no-key-400': no_key,
    'unknown-session-reads': unknown_session,
    'no-session-reads': no_session,
    'empty-session-reads': read_refused(401, session=''),
    'session-prefix': read_refused(401, session=f'{ALICE_SESSION}x'),
    'session-any-case': read_refused(401, session=ALICE_SESSION.upper()),
    'unknown-session-writes': write_refused(401, session='nobody'),
    'foreign-session-reads': foreign_session,
    'foreign-session-reads-created': created_refused(BOB_SESSION),
    'foreign-session-reads-with-cursor': later_read_refused(403, session=BOB_SESSION),
    'foreign-session-reads-desc': read_refused(403, 'order=desc', session=BOB_SESSION),
    'foreign-session-reads-one': read_refused(403, 'limit=1', session=BOB_SESSION),
    'foreign-session-reads-ids': read_refused(403, 'fields=id', session=BOB_SESSION),
    'created-shared': created_refused(BOB_SESSION),
    'foreign-session-empty': foreign_session,
    'foreign-session-404': foreign_session,
    'foreign-session-401': foreign_session,
    'no-session-400': no_session,
    'no-session-403': no_session,
    'no-session-500': no_session,
    'unknown-session-403': unknown_session,
    'unknown-session-404': unknown_session,
    'publishable-writes': publishable_write,
    'publishable-writes-with-session': write_refused(403, key=PUBLISHABLE, session=ALICE_SESSION),
    'publishable-401': publishable_write,
    'publishable-keeps-nothing': publishable_write,
    'publishable-reads-not': lambda client: client.read(key=PUBLISHABLE).json(200),
    'customer-without-session': not_signed_in,
    'another-customer': not_owner,
    'known-customer': not_owner,
    'customer-without-session-403': not_signed_in,
    'customer-without-session-400': not_signed_in,
    'another-customer-401': not_owner,
    'another-customer-404': not_owner,
    'customer-case': opens(customer_id=ALICE.upper()),
    'live-key-sees-all': read_refused(404, key=LIVE),
    'live-key-sees-created': opens(),
    'test-key-sees-all': opens(key=LIVE),
    'live-writes-sandbox': opens(key=LIVE),
    'unknown-thread-403': no_such_thread,
    'unknown-thread-400': no_such_thread,
    'unknown-thread-500': no_such_thread,
    'unknown-thread-empty': no_such_thread,
    'key-wears-off': times(41, lambda client: client.read(limit=1).json(200)),
}

ENVIRONMENT: dict[str, Check] = {
    'missing-on-200': crawls(200),
    'missing-on-201': opens(),
    'missing-on-400': number,
    'missing-on-401': no_session,
    'missing-on-403': foreign_session,
    'missing-on-404': no_such_thread,
    'missing': no_such_thread,
    'missing-on-publishable': publishable_write,
    'missing-on-last-page': short_page,
    'constant': read_refused(404, key=LIVE),
    'production-on-201': opens(),
    'production-on-errors': number,
    'of-the-other-key': publishable_write,
    'as-in-the-key': number,
    'capital': number,
    'without-key': no_key,
    'with-malformed-key': key_refused('Bearer whatever'),
}

CHECKS = {'validation': VALIDATION, 'credentials': CREDENTIALS, 'environment': ENVIRONMENT}
