"""What shows the faults of stability, of errors and of crashes."""

from __future__ import annotations

from checks.client import ALICE_SESSION, BOB_SESSION, LIVE, Client
from checks.facts import (
    ALL_FIELDS,
    Check,
    all_of,
    crawls,
    head_is_get,
    methods_refused,
    opens,
    opens_different,
    pages_of_two_threads,
    read_refused,
    times,
    write_refused,
)
from checks.refusals import ID, NOWHERE
from store import ALICE, BOB, PROMISED_THREAD

plain, promised = opens(), crawls(200)
head = all_of(head_is_get, promised)

STABILITY: dict[str, Check] = {
    'read-marks': times(2, promised),
    'read-moves-updated-at': times(2, promised),
    'read-delivers': times(2, promised),
    'ids-change': promised,
    'ids-of-view': promised,
    'order-changes': promised,
    'order-changes-once': times(5, promised),
    'read-adds': times(2, promised),
    'read-deletes': plain,
    'head-edits': head,
    'write-spills': all_of(plain, promised),
    'write-replaces': opens_different(2),
    'refused-writes': all_of(
        write_refused(403, session=ALICE_SESSION, changes={'customer_id': BOB}),
        promised,
    ),
    'answer-of-before': times(15, promised),
    'stale-pages': pages_of_two_threads,
    'sometimes-500': times(13, promised),
    'sometimes-404': times(10, promised),
    'sometimes-empty': times(8, promised),
    'refusals-wear-out': times(10, read_refused(400, 'limit=0')),
}

invalid, no_session = read_refused(400, 'limit=0'), read_refused(401, session=None)
forbidden, absent = read_refused(403, session=BOB_SESSION), read_refused(404, thread=NOWHERE)
others, options = methods_refused('DELETE', 'PUT', 'PATCH'), methods_refused('OPTIONS')

ERRORS: dict[str, Check] = {
    'code-missing-on-400': invalid,
    'code-missing-on-401': no_session,
    'code-missing-on-403': forbidden,
    'code-missing-on-404': absent,
    'code-missing-on-405': others,
    'code-number': invalid,
    'code-null': no_session,
    'message-missing': invalid,
    'message-list': forbidden,
    'hint-list': no_session,
    'limit-text': invalid,
    'text-on-403': forbidden,
    'problem-on-400': invalid,
    'html-on-404': absent,
    'empty-on-401': no_session,
    'flat-on-400': invalid,
    'string-on-403': forbidden,
    'cut-on-404': absent,
    'list-on-401': no_session,
    'latin-1-on-400': invalid,
    'no-media-type-on-404': absent,
    '422-for-400': invalid,
    '200-for-400': invalid,
    '418-for-403': forbidden,
    '302-for-401': no_session,
    'page-as-text': promised,
    'creation-as-html': plain,
    'method-no-allow': others,
    'method-allow-too-much': others,
    'method-allow-too-little': others,
    'method-options-crashes': options,
    'method-put-crashes': others,
    'method-delete-accepted': others,
    'method-any-accepted': others,
    'method-empty-405': others,
    'method-put-creates': lambda client: client.write(method='PUT').refusal(405),
    'head-with-body': head_is_get,
    'head-404': head_is_get,
    'wire-length-too-long': promised,
    'wire-length-too-short': promised,
    'wire-two-lengths': plain,
    'wire-chunks-without-end': promised,
    'wire-header-without-colon': forbidden,
    'wire-byte-order-mark': promised,
}

ASTRONAUT = '👩🏽‍🚀'


def read_works(client: Client) -> None:
    """A thread in upper case is the same thread."""
    client.read(thread=ALICE.upper()).refusal(404)
    client.read(thread=PROMISED_THREAD.upper()).json(200)


CRASH: dict[str, Check] = {
    'emoji-in-subject': opens(subject=ASTRONAUT),
    'emoji-in-name': opens(customer_name=ASTRONAUT),
    'not-ascii': opens(message='é'),
    'right-to-left': opens(subject='شكرا'),
    'long-message': opens(message='a' * 5000),
    'long-subject': opens(subject='a' * 256),
    'long-name': opens(customer_name='a' * 101),
    'empty-subject': opens(subject=''),
    'empty-message': opens(message=''),
    'empty-phone': opens(customer_phone=''),
    'spaces-alone': opens(message='  '),
    'apostrophe': opens(subject="it's"),
    'percent': opens(subject='100 %'),
    'nul': opens(message='a\0b'),
    'line-end': opens(subject='a\nb'),
    'backslash': opens(message='a\\b'),
    'quoted-address': opens(customer_email='"a b"@example.org'),
    'plus-address': opens(customer_email='a+b@example.org'),
    'product-id': opens(product_id=ID),
    'both-ids': opens(product_id=ID, order_id=ID),
    'upper-case-uuid': opens(order_id=ID),
    'return': opens(thread_type='return'),
    'urgent-complaint': opens(thread_type='complaint', priority='urgent'),
    'unknown-field': opens(colour='blue'),
    'customer-id': opens(customer_id=ALICE),
    'all-fields': opens(
        customer_id=ALICE,
        customer_phone='+254700000001',
        order_id=ID,
        product_id=ID,
        priority='low',
        thread_type='support',
    ),
    'limit-200': promised,
    'limit-1': crawls(1, pages=2),
    'limit-128': crawls(128),
    'desc-with-cursor': crawls(128, 'desc'),
    'fields-with-cursor': crawls(128, fields='id'),
    'desc-with-fields': crawls(200, 'desc', ALL_FIELDS),
    'no-limit': crawls(order='desc'),
    'metadata-alone': crawls(200, fields='metadata'),
    'upper-case-thread': read_works,
    'hangs-up-on-emoji': opens(message=ASTRONAUT),
    'hangs-up-on-large': promised,
    'deep-body': opens(tags=[[1]]),
    'charset': opens(media_type='application/json; charset=utf-8'),
    'live-key': opens(key=LIVE),
    'no-key': read_refused(401, key=None),
    'own-text': absent,
}

CHECKS = {'stability': STABILITY, 'errors': ERRORS, 'crash': CRASH}
