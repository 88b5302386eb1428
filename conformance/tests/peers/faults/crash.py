"""Faults that fail on valid requests which are out of the ordinary."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import wire
from contract import Contract, Key, Wanted
from exchange import Request, Response
from faults.table import add, fault

ASTRAL = re.compile('[\U00010000-\U0010ffff]')


def on_body(name: str, phrase: str, fails: Callable[[dict[str, Any]], Any]) -> None:
    """A fault that gives 500 on some valid bodies."""

    class OnBody(Contract):
        def new_conversation(self, request: Request) -> dict[str, Any]:
            body = super().new_conversation(request)
            if fails(body):
                raise RuntimeError('not this body')
            return body

    add(f'crash/{name}', f'A creation gives 500 {phrase}.', OnBody)


on_body('emoji-in-subject', 'where the subject has an emoji', lambda body: ASTRAL.search(body['subject']))
on_body('emoji-in-name', 'where the name has an emoji', lambda body: ASTRAL.search(body['customer_name']))
on_body('not-ascii', 'where the message is not ASCII', lambda body: not body['message'].isascii())
on_body(
    'right-to-left',
    'where the subject has Hebrew or Arabic',
    lambda body: re.search('[\u0590-\u06ff]', body['subject']),
)
on_body(
    'long-message',
    'where the message has more than 4999 characters',
    lambda body: len(body['message']) >= 5000,
)
on_body(
    'long-subject', 'where the subject has more than 255 characters', lambda body: len(body['subject']) > 255
)
on_body(
    'long-name', 'where the name has more than 100 characters', lambda body: len(body['customer_name']) > 100
)
on_body('empty-subject', 'where the subject is empty', lambda body: not body['subject'])
on_body('empty-message', 'where the message is empty', lambda body: not body['message'])
on_body('empty-phone', 'where the telephone number is empty', lambda body: body.get('customer_phone') == '')
on_body(
    'spaces-alone',
    'where the message is nothing but spaces',
    lambda body: body['message'] and not body['message'].strip(),
)
on_body('apostrophe', 'where the subject has an apostrophe', lambda body: "'" in body['subject'])
on_body('percent', 'where the subject has a percent sign', lambda body: '%' in body['subject'])
on_body('nul', 'where the message has a NUL', lambda body: '\0' in body['message'])
on_body('line-end', 'where the subject has a line end', lambda body: '\n' in body['subject'])
on_body('backslash', 'where the message has a backslash', lambda body: '\\' in body['message'])
on_body(
    'quoted-address',
    'where the part before the @ is quoted',
    lambda body: body['customer_email'].startswith('"'),
)
on_body('plus-address', 'where the part before the @ has a plus', lambda body: '+' in body['customer_email'])
on_body('product-id', 'where there is a product_id', lambda body: 'product_id' in body)
on_body(
    'both-ids',
    'where there are both an order_id and a product_id',
    lambda body: 'product_id' in body and 'order_id' in body,
)
on_body(
    'upper-case-uuid',
    'where an order_id is in upper case',
    lambda body: body.get('order_id', '').lower() != body.get('order_id', ''),
)
on_body('return', 'where the thread_type is return', lambda body: body.get('thread_type') == 'return')
on_body(
    'urgent-complaint',
    'where a complaint is urgent',
    lambda body: body.get('thread_type') == 'complaint' and body.get('priority') == 'urgent',
)
on_body(
    'unknown-field', 'where the body has a field of its own', lambda body: set(body) - set(Contract.rules)
)
on_body('customer-id', 'where there is a customer_id', lambda body: 'customer_id' in body)
on_body(
    'all-fields',
    'where the body has all fields',
    lambda body: len(set(body) & set(Contract.rules)) == len(Contract.rules),
)


def on_page(name: str, phrase: str, fails: Callable[[Wanted], Any]) -> None:
    """A fault that gives 500 on some valid queries."""

    class OnPage(Contract):
        def wanted(self, query: dict[str, str]) -> Wanted:
            wanted = super().wanted(query)
            if fails(wanted):
                raise RuntimeError('not this page')
            return wanted

    add(f'crash/{name}', f'A read gives 500 {phrase}.', OnPage)


on_page('limit-200', 'where the limit is 200', lambda wanted: wanted.size == 200)
on_page('limit-1', 'where the limit is 1', lambda wanted: wanted.size == 1)
on_page('limit-128', 'where the limit is 128', lambda wanted: wanted.size == 128)
on_page(
    'desc-with-cursor', 'in descending order with a cursor', lambda wanted: wanted.descending and wanted.after
)
on_page(
    'fields-with-cursor',
    'where fields are selected and there is a cursor',
    lambda wanted: wanted.fields and wanted.after,
)
on_page(
    'desc-with-fields',
    'in descending order where fields are selected',
    lambda wanted: wanted.descending and wanted.fields,
)
on_page(
    'no-limit',
    'in descending order where there is no limit',
    lambda wanted: wanted.descending and wanted.limit is None,
)
on_page('metadata-alone', 'where metadata alone is selected', lambda wanted: wanted.fields == ('metadata',))


@fault('crash/upper-case-thread', 'A thread whose id is in upper case gives 500.')
class UpperCaseThread(Contract):
    def thread_id(self, text: str | None) -> str:
        if text and text != text.lower():
            raise RuntimeError('not this case')
        return super().thread_id(text)


@fault('crash/hangs-up-on-emoji', 'The connection ends without an answer where the message has an emoji.')
class HangsUpOnEmoji(Contract):
    def new_conversation(self, request: Request) -> dict[str, Any]:
        body = super().new_conversation(request)
        if ASTRAL.search(body['message']):
            raise wire.HangUp
        return body


@fault('crash/hangs-up-on-large', 'The connection ends without an answer where the limit is beyond 180.')
class HangsUpOnLarge(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        wanted = super().wanted(query)
        if wanted.size > 180:
            raise wire.HangUp
        return wanted


@fault('crash/deep-body', 'A body with lists within lists gives 500.')
class DeepBody(Contract):
    def new_conversation(self, request: Request) -> dict[str, Any]:
        body = super().new_conversation(request)
        if '[[' in json.dumps(body).replace(' ', ''):
            raise RuntimeError('too deep')
        return body


@fault('crash/charset', 'A content type with a charset gives 500.')
class Charset(Contract):
    def check_media_type(self, request: Request) -> None:
        if 'charset' in request.headers.get('content-type', ''):
            raise RuntimeError('not this type')
        super().check_media_type(request)


@fault('crash/live-key', 'A live key gives 500.')
class LiveKey(Contract):
    def allowed_key(self, request: Request, key: Key | None) -> Key:
        if key is not None and key.live:
            raise RuntimeError('not here')
        return super().allowed_key(request, key)


@fault('crash/no-key', 'A request without a key gives 500.')
class NoKey(Contract):
    def allowed_key(self, request: Request, key: Key | None) -> Key:
        if 'authorization' not in request.headers:
            raise RuntimeError('no key')
        return super().allowed_key(request, key)


@fault('crash/own-text', 'An error of a crash shows the place in the code, as text.')
class OwnText(Contract):
    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        if request.path.endswith('/messages') and response.status == 404:
            text = b'Traceback (most recent call last):\n  File "contract.py", line 1, in read\nKeyError\n'
            return Response(500, text, {'content-type': 'text/plain', 'tybrite-environment': 'sandbox'})
        return response
