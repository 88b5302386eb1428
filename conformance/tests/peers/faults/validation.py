"""Faults of what is accepted, and of how invalid requests are refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from contract import Contract, Rule, Wanted
from exchange import Refusal, Request
from faults.table import add, fault
from store import SELECTABLE
from values import is_email, is_text, is_uuid, time_of


def accepts_limit(name: str, phrase: str, read: Callable[[str], int | None]) -> None:
    """A fault that reads limits which the contract refuses: None leaves it to the contract."""

    class AcceptsLimit(Contract):
        def limit(self, text: str) -> int | None:
            found = read(text)
            return super().limit(text) if found is None else found

    add(f'validation/limit-{name}', f'A limit is accepted {phrase}.', AcceptsLimit)


def is_number(text: str) -> bool:
    """Whether a text is an integer as Python reads it."""
    return re.fullmatch('-?[0-9]{1,18}', text) is not None


def matched(pattern: str, text: str, take: Callable[[re.Match[str]], int]) -> int | None:
    """A number from a text of a form, kept within the bounds; None for other texts."""
    found = re.fullmatch(pattern, text)
    return min(200, max(1, take(found))) if found else None


accepts_limit(
    'above-200',
    'beyond 200',
    lambda text: min(int(text), 999) if is_number(text) and int(text) > 200 else None,
)
accepts_limit('201', 'of 201', lambda text: 201 if text == '201' else None)
accepts_limit(
    'clamped-above-200',
    'beyond 200, as 200',
    lambda text: 200 if is_number(text) and int(text) > 200 else None,
)
accepts_limit(
    'above-32-bits', 'beyond 32 bits', lambda text: 50 if is_number(text) and int(text) >= 2**31 else None
)
accepts_limit('zero', 'of 0, as the default', lambda text: 50 if text == '0' else None)
accepts_limit('negative', 'below 0', lambda text: 50 if is_number(text) and int(text) < 0 else None)
accepts_limit(
    'decimal', 'as 10.0', lambda text: matched(r'([0-9]{1,9})\.0+', text, lambda found: int(found[1]))
)
accepts_limit(
    'fraction',
    'as 10.5',
    lambda text: matched(r'([0-9]{1,9})\.[0-9]*[1-9][0-9]*', text, lambda found: int(found[1])),
)
accepts_limit(
    'exponent',
    'as 1e1',
    lambda text: matched('[0-9]{1,9}[eE][+]?[0-9]{1,2}', text, lambda found: int(float(found[0]))),
)
accepts_limit('word', 'that is a word', lambda text: 50 if re.fullmatch('[A-Za-z]+', text) else None)
accepts_limit('empty', 'that is empty', lambda text: 50 if text == '' else None)
accepts_limit(
    'number-then-text',
    'as 10abc',
    lambda text: matched('([0-9]{1,9})[a-zA-Z]+', text, lambda found: int(found[1])),
)
accepts_limit(
    'hexadecimal', 'as 0x10', lambda text: matched('0x([0-9a-f]{1,8})', text, lambda found: int(found[1], 16))
)
accepts_limit(
    'spaces',
    'with spaces around',
    lambda text: matched(' +([0-9]+) *|([0-9]+) +', text, lambda found: int(found[0])),
)


def accepts_order(name: str, phrase: str, read: Callable[[str], bool | None]) -> None:
    """A fault that reads orders which the contract refuses."""

    class AcceptsOrder(Contract):
        def order(self, text: str) -> bool:
            found = read(text)
            return super().order(text) if found is None else found

    add(f'validation/order-{name}', phrase, AcceptsOrder)


accepts_order('anything', 'Any order is accepted, and read as asc.', lambda text: text == 'desc')
accepts_order('upper-case', 'ASC and DESC are accepted.', lambda text: {'ASC': False, 'DESC': True}.get(text))
accepts_order('empty', 'An empty order is accepted.', lambda text: False if text == '' else None)
accepts_order('newest', 'The order newest is accepted.', lambda text: True if text == 'newest' else None)
accepts_order(
    'longer-word',
    'Any order that begins with desc is accepted.',
    lambda text: text.startswith('desc') or None,
)


@fault('validation/fields-unknown-left-out', 'Unknown fields are accepted, and left out.')
class UnknownFieldsLeftOut(Contract):
    def fields(self, text: str) -> tuple[str, ...] | None:
        return super().fields(','.join(name for name in text.split(',') if name in SELECTABLE) or 'id')


@fault('validation/fields-only-first-checked', 'Only the first of the fields is checked.')
class OnlyFirstFieldChecked(Contract):
    def fields(self, text: str) -> tuple[str, ...] | None:
        first, *others = text.split(',')
        return super().fields(','.join([first, *(name for name in others if name in SELECTABLE)]))


@fault('validation/fields-edited-at', 'The field edited_at is accepted, though it cannot be selected.')
class EditedAtSelectable(Contract):
    selectable = (*SELECTABLE, 'edited_at')


@fault('validation/fields-any-case', 'Fields are accepted in any case.')
class FieldsInAnyCase(Contract):
    def fields(self, text: str) -> tuple[str, ...] | None:
        return super().fields(text.lower())


@fault('validation/cursor-garbage', 'A cursor that means nothing begins at the beginning.')
class CursorGarbage(Contract):
    def cursor(self, text: str) -> datetime | None:
        try:
            return super().cursor(text)
        except Refusal:
            return None


@fault('validation/cursor-plain-time', 'A cursor is accepted as a time that is not encoded.')
class CursorPlainTime(Contract):
    def cursor(self, text: str) -> datetime | None:
        return time_of(text) or super().cursor(text)


@fault('validation/cursor-empty', 'An empty cursor is accepted.')
class CursorEmpty(Contract):
    def cursor(self, text: str) -> datetime | None:
        return super().cursor(text) if text else None


@fault('validation/cursor-garbage-crashes', 'A cursor that means nothing gives 500.')
class CursorGarbageCrashes(Contract):
    def cursor(self, text: str) -> datetime | None:
        try:
            return super().cursor(text)
        except Refusal:
            raise RuntimeError('no time') from None


@fault('validation/path-not-uuid-is-404', 'A thread that is no UUID gives 404.')
class PathIs404(Contract):
    def thread_id(self, text: str | None) -> str:
        if not is_uuid(text):
            raise Refusal(404, 'There is no such thread')
        return super().thread_id(text)


@fault('validation/path-not-uuid-crashes', 'A thread that is no UUID gives 500.')
class PathCrashes(Contract):
    def thread_id(self, text: str | None) -> str:
        return str(uuid.UUID(text))


@fault('validation/path-lenient', 'What stands behind the UUID in the path is passed over.')
class PathLenient(Contract):
    def thread_id(self, text: str | None) -> str:
        return super().thread_id(text and text[:36])


def accepts(name: str, phrase: str, field: str, holds: Callable[[Any], bool], use: Any = None) -> None:
    """A fault that accepts more values of a body's field, and uses a text in their place."""

    class Accepts(Contract):
        rules = {**Contract.rules, field: replace_holds(Contract.rules[field], holds)}

        def new_conversation(self, request: Request) -> dict[str, Any]:
            body = super().new_conversation(request)
            if field in body and not Contract.rules[field].holds(body[field]):
                body[field] = str(body[field]) if use is None else use
            return body

    add(f'validation/{name}', phrase, Accepts)


def replace_holds(rule: Rule, holds: Callable[[Any], bool]) -> Rule:
    """A rule that accepts other values as well."""
    return rule._replace(holds=lambda value: rule.holds(value) or holds(value))


def python_uuid(value: Any) -> bool:
    """What `uuid.UUID` takes: braces, `urn:uuid:`, no dashes."""
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False


def is_null(value: Any) -> bool:
    """Whether it is null."""
    return value is None


def is_number_value(value: Any) -> bool:
    """Whether it is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


accepts('email-unchecked', 'Any text is an e-mail address.', 'customer_email', is_text)
accepts(
    'email-with-an-at',
    'Any text with an @ is an e-mail address.',
    'customer_email',
    lambda value: is_text(value) and '@' in value,
)
accepts(
    'email-with-spaces',
    'An e-mail address may have spaces around.',
    'customer_email',
    lambda value: is_text(value) and is_email(value.strip()),
)
accepts('order-id-unchecked', 'Any text is an order_id.', 'order_id', is_text)
accepts('product-id-unchecked', 'Any text is a product_id.', 'product_id', is_text)
accepts(
    'order-id-lenient',
    'An order_id may have no dashes, braces, or urn:uuid: before it.',
    'order_id',
    python_uuid,
)
accepts('order-id-empty', 'An empty text is an order_id.', 'order_id', lambda value: value == '')
accepts(
    'product-id-any-36',
    'Any 36 characters with four dashes are a product_id.',
    'product_id',
    lambda value: is_text(value) and len(value) == 36 and value.count('-') == 4,
)
accepts('priority-anything', 'Any text is a priority, and means normal.', 'priority', is_text, 'normal')
accepts(
    'priority-medium',
    'The priority medium is accepted.',
    'priority',
    lambda value: value == 'medium',
    'normal',
)
accepts(
    'priority-any-case',
    'Priorities are accepted in any case.',
    'priority',
    lambda value: is_text(value) and value.lower() in ('urgent', 'high', 'normal', 'low'),
    'normal',
)
accepts('priority-null', 'A priority may be null.', 'priority', is_null, 'normal')
accepts('priority-number', 'A priority may be a number.', 'priority', is_number_value, 'high')
accepts('thread-type-anything', 'Any text is a thread_type.', 'thread_type', is_text, 'general')
accepts(
    'thread-type-billing',
    'The thread_type billing is accepted.',
    'thread_type',
    lambda value: value == 'billing',
    'general',
)
accepts('thread-type-null', 'A thread_type may be null.', 'thread_type', is_null, 'general')
accepts('phone-null', 'A customer_phone may be null.', 'customer_phone', is_null)
accepts('order-id-null', 'An order_id may be null.', 'order_id', is_null)
accepts('subject-null', 'A subject may be null.', 'subject', is_null, '')
accepts('message-null', 'A message may be null.', 'message', is_null, '')
accepts('phone-number', 'A customer_phone may be a number.', 'customer_phone', is_number_value)
accepts('name-number', 'A customer_name may be a number.', 'customer_name', is_number_value)
accepts('message-list', 'A message may be a list.', 'message', lambda value: isinstance(value, list))
accepts('subject-boolean', 'A subject may be a boolean.', 'subject', lambda value: isinstance(value, bool))
accepts('message-object', 'A message may be an object.', 'message', lambda value: isinstance(value, dict))


def optional(field: str) -> None:
    """A fault that does not ask for a field."""

    class Optional(Contract):
        rules = {**Contract.rules, field: Contract.rules[field]._replace(required=False)}

        def new_conversation(self, request: Request) -> dict[str, Any]:
            return {field: '', **super().new_conversation(request)}

    add(f'validation/{field.replace("_", "-")}-optional', f'The field {field} is not asked for.', Optional)


for required in ('customer_name', 'customer_email', 'subject', 'message'):
    optional(required)


@fault('validation/body-in-list', 'A list with one body is a body.')
class BodyInList(Contract):
    def parsed(self, request: Request) -> Any:
        body = super().parsed(request)
        return body[0] if isinstance(body, list) and len(body) == 1 else body


def other_media(name: str, phrase: str, taken: Callable[[str], bool]) -> None:
    """A fault that takes bodies of other media types."""

    class OtherMedia(Contract):
        def check_media_type(self, request: Request) -> None:
            if not taken(request.headers.get('content-type', '')):
                super().check_media_type(request)

    add(f'validation/media-type-{name}', phrase, OtherMedia)


other_media('unchecked', 'The content type is not looked at.', lambda given: True)
other_media('text', 'JSON is taken as text/plain.', lambda given: given.startswith('text/plain'))
other_media('absent', 'A body without a content type is taken.', lambda given: not given)


def reads_json(name: str, phrase: str, mend: Callable[[bytes], bytes]) -> None:
    """A fault that mends a body before it reads it."""

    class ReadsJson(Contract):
        def parsed(self, request: Request) -> Any:
            try:
                return super().parsed(request)
            except Refusal:
                request.body = mend(request.body)
                return super().parsed(request)

    add(f'validation/json-{name}', phrase, ReadsJson)


def crash(body: bytes) -> bytes:
    """Reads no further."""
    raise RuntimeError('no JSON')


reads_json('malformed-crashes', 'A body that is no JSON gives 500.', crash)
reads_json('cut-short', 'A body whose last brace is missing is taken.', lambda body: body + b'}')
reads_json(
    'trailing-text', 'What stands behind the body is passed over.', lambda body: body[: body.rfind(b'}') + 1]
)
reads_json(
    'not-utf-8', 'Bytes that are no UTF-8 are taken.', lambda body: body.decode(errors='replace').encode()
)


@fault('validation/body-absent-crashes', 'A request without a body gives 500.')
class BodyAbsentCrashes(Contract):
    def check_media_type(self, request: Request) -> None:
        if not request.body:
            raise RuntimeError('no body')
        super().check_media_type(request)


@fault('validation/only-without-cursor', 'The limit is not checked where there is a cursor.')
class OnlyWithoutCursor(Contract):
    def wanted(self, query: dict[str, str]) -> Wanted:
        if 'cursor' in query and is_number(query.get('limit', '')) and int(query['limit']) > 200:
            return super().wanted({**query, 'limit': '200'})
        return super().wanted(query)
