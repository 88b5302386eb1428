"""The Tybrite messaging contract, kept to the letter; every step is a method that a fault can replace."""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import wire
from exchange import Refusal, Request, Response
from store import SELECTABLE, SESSIONS, Message, Thread, new_message, promised_thread
from style import Style
from targets import decoded, parameters
from values import decoded_cursor, encoded_cursor, integer_of, is_email, is_text, is_uuid

KEY = re.compile(r'tybrite_(sk|pk)_(live|test)_[A-Za-z0-9]+')
CONVERSATIONS = ('POST', 'OPTIONS')
MESSAGES = ('GET', 'HEAD', 'OPTIONS')
PRIORITIES = ('urgent', 'high', 'normal', 'low')
THREAD_TYPES = (
    'general',
    'order_inquiry',
    'product_inquiry',
    'support',
    'complaint',
    'delivery',
    'return',
    'refund',
    'technical',
)
CODES = {
    400: 'invalid_request',
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not_found',
    429: 'rate_limit_exceeded',
    500: 'server_error',
}
NAMED_LIKE_HTTP = {405: 'method_not_allowed', 413: 'content_too_large', 415: 'unsupported_media_type'}


class Key(NamedTuple):
    """What an API key allows."""

    secret: bool
    live: bool


class Rule(NamedTuple):
    """What a field of a body must be."""

    required: bool
    holds: Callable[[Any], bool]
    phrase: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The page that is asked for; `limit` and `fields` are None where they were not said."""

    limit: int | None = None
    after: datetime | None = None
    descending: bool = False
    fields: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        """How many messages a page has at most."""
        return 50 if self.limit is None else self.limit


class Contract:
    """The correct behaviour."""

    rules: dict[str, Rule] = {
        'customer_name': Rule(True, is_text, 'a string'),
        'customer_email': Rule(True, is_email, 'an e-mail address'),
        'subject': Rule(True, is_text, 'a string'),
        'message': Rule(True, is_text, 'a string'),
        'customer_id': Rule(False, is_uuid, 'a UUID'),
        'customer_phone': Rule(False, is_text, 'a string'),
        'order_id': Rule(False, is_uuid, 'a UUID'),
        'product_id': Rule(False, is_uuid, 'a UUID'),
        'priority': Rule(False, lambda value: value in PRIORITIES, f'one of {", ".join(PRIORITIES)}'),
        'thread_type': Rule(False, lambda value: value in THREAD_TYPES, f'one of {", ".join(THREAD_TYPES)}'),
    }
    key_form = KEY
    orders = {'asc': False, 'desc': True}
    selectable: Sequence[str] = SELECTABLE

    def __init__(self, style: Style) -> None:
        self.style = style
        self.threads: dict[str, Thread] = {}
        self.keep(promised_thread(style))
        self.numbers = itertools.count(1)

    # Every request

    def answer(self, request: Request) -> Response:
        """The response to a request; nothing that goes wrong gets out of here, but for hanging up."""
        key = self.key(request)
        try:
            response = self.dispatch(request, key)
        except Refusal as refusal:
            response = self.refused(refusal)
        except wire.HangUp:
            raise
        except Exception:
            response = self.refused(Refusal(500, 'That was not meant to happen', hint='Ask again later'))
        environment = self.environment(request, key, response)
        if environment is not None:
            response.headers['tybrite-environment'] = environment
        response.only_head = self.only_head(request)
        return response

    def written(self, response: Response, close: bool, chunked: bool) -> bytes:
        """The bytes of a response."""
        return wire.written(response, close, chunked)

    def only_head(self, request: Request) -> bool:
        """Whether the body is left out."""
        return request.method == 'HEAD'

    def environment(self, request: Request, key: Key | None, response: Response) -> str | None:
        """The value of `Tybrite-Environment`, if it is sent."""
        if key is None:
            return None
        return 'production' if key.live else 'sandbox'

    def dispatch(self, request: Request, key: Key | None) -> Response:
        """Finds the operation."""
        if request.problem is not None:
            raise Refusal(request.problem.status, request.problem.message)
        if self.style.rate_limit and (key or self.style.limited == 'everybody'):
            self.limit_rate()
        match request.path.split('/'):
            case ['', 'v1', 'messaging', 'conversations']:
                if request.method != 'POST':
                    return self.other_method(request, CONVERSATIONS)
                return self.create(request, self.allowed_key(request, key))
            case ['', 'v1', 'messaging', 'threads', thread, 'messages']:
                if request.method not in ('GET', 'HEAD'):
                    return self.other_method(request, MESSAGES)
                return self.read(request, self.allowed_key(request, key), decoded(thread))
        if request.method == 'OPTIONS' and request.path == '*':
            return Response(204, headers={'allow': 'GET, HEAD, OPTIONS, POST'})
        raise Refusal(404, 'Nothing is here', hint='Look at the path')

    def limit_rate(self) -> None:
        """Refuses a request that is one too many."""
        if next(self.numbers) % self.style.rate_limit == 0:
            limited = {'limit': self.style.rate_limit, 'remaining': 0, 'reset': 1_790_000_000}
            raise Refusal(429, 'Not so fast', headers={'retry-after': '0'}, **limited)

    def other_method(self, request: Request, allowed: Sequence[str]) -> Response:
        """A method that the path has no operation for."""
        headers = {'allow': ', '.join(allowed)}
        if request.method == 'OPTIONS':
            return Response(204, headers=headers)
        raise Refusal(405, f'{request.method} is not for this path', headers=headers)

    def body_of(self, value: Any) -> bytes:
        """A value as JSON."""
        if self.style.unicode == 'escaped':
            return json.dumps(value).encode()
        return json.dumps(value, ensure_ascii=False).encode()

    def json_response(self, status: int, value: Any) -> Response:
        """A response with a JSON body."""
        return Response(status, self.body_of(value), {'content-type': 'application/json; charset=utf-8'})

    def refused(self, refusal: Refusal) -> Response:
        """The response to what is refused."""
        response = self.json_response(refusal.status, {'error': self.error(refusal)})
        if refusal.status == 401:
            response.headers['www-authenticate'] = 'Bearer realm="tybrite"'
        response.headers |= refusal.headers
        return response

    def error(self, refusal: Refusal) -> dict[str, Any]:
        """What an error body says."""
        status = refusal.status
        code = CODES.get(status) or NAMED_LIKE_HTTP.get(status, 'bad_http')
        extra = {'request_id': str(uuid.uuid4())} if self.style.extra_fields == 'on' else {}
        return extra | refusal.more | {'message': refusal.message, 'code': code}

    # Credentials

    def key(self, request: Request) -> Key | None:
        """The API key, if one is sent and has its form."""
        scheme, _, credential = request.headers.get('authorization', '').partition(' ')
        found = self.key_form.fullmatch(credential.strip(' '))
        if scheme.lower() != 'bearer' or found is None:
            return None
        return Key(found[1] == 'sk', found[2] == 'live')

    def allowed_key(self, request: Request, key: Key | None) -> Key:
        """The key that every operation needs."""
        if key is None:
            raise Refusal(401, 'An API key is needed', hint='Authorization: Bearer tybrite_...')
        return key

    def may_write(self, request: Request, key: Key) -> None:
        """Refuses publishable keys."""
        if not key.secret:
            raise Refusal(403, 'A publishable key only reads', details={'needed': 'secret key'})

    def customer(self, token: str) -> str | None:
        """The customer whose session a token is."""
        return SESSIONS.get(token)

    def session(self, request: Request) -> str | None:
        """The customer of the session that is sent, if one is."""
        token = request.headers.get('x-auth-token')
        if token is None:
            return None
        customer = self.customer(token)
        if customer is None:
            raise Refusal(401, 'This session is not known', details=['x-auth-token'])
        return customer

    def reading_session(self, request: Request, wanted: Wanted) -> str | None:
        """The customer who reads."""
        customer = self.session(request)
        if customer is None:
            raise Refusal(401, 'A session is needed', hint='Send x-auth-token')
        return customer

    def may_link(self, customer_id: str, customer: str | None) -> None:
        """Refuses threads for a customer without that customer's session."""
        if customer is None:
            raise Refusal(401, 'A customer_id needs a session', hint='Send x-auth-token')
        if customer_id.lower() != customer:
            raise Refusal(403, 'This session is of another customer')

    def may_read(self, thread: Thread, customer: str | None, wanted: Wanted) -> None:
        """Refuses sessions that do not own a thread."""
        if thread.owner is None and self.style.ownerless == 'open':
            return
        if thread.owner != customer:
            raise Refusal(403, 'This thread is not yours')

    # Creation

    def create(self, request: Request, key: Key) -> Response:
        """Opens a conversation."""
        if self.style.order_of_checks == 'auth-first':
            self.may_write(request, key)
            customer = self.session(request)
            body = self.new_conversation(request)
        else:
            body = self.new_conversation(request)
            self.may_write(request, key)
            customer = self.session(request)
        if 'customer_id' in body:
            self.may_link(body['customer_id'], customer)
        thread = self.open(body, key, self.owner(body, customer))
        self.keep(thread)
        return self.json_response(201, self.created(thread, body))

    def new_conversation(self, request: Request) -> dict[str, Any]:
        """The body, if it is valid."""
        self.check_media_type(request)
        body = self.parsed(request)
        if not isinstance(body, dict):
            raise Refusal(400, 'The body is no object')
        mistakes = self.mistakes(body)
        if mistakes:
            raise Refusal(400, f'{len(mistakes)} fields are not valid', details=mistakes)
        return body

    def check_media_type(self, request: Request) -> None:
        """Refuses what is not JSON in UTF-8."""
        if not request.body:
            raise Refusal(400, 'A body is needed')
        media_type, *parameters = request.headers.get('content-type', '').split(';')
        if media_type.strip().lower() != 'application/json':
            raise self.other_media()
        for parameter in parameters:
            name, _, value = parameter.strip().lower().partition('=')
            if name == 'charset' and value.strip('"') not in ('utf-8', 'utf8'):
                raise self.other_media()

    def other_media(self) -> Refusal:
        """The refusal of what is not JSON."""
        headers = {'accept': 'application/json'}
        return Refusal(int(self.style.other_media), 'The body is application/json in UTF-8', headers=headers)

    def parsed(self, request: Request) -> Any:
        """The JSON value of the body."""
        try:
            return json.loads(request.body.decode(), parse_constant=no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, 'The body is no JSON', hint='JSON is RFC 8259, in UTF-8') from None

    def mistakes(self, body: dict[str, Any]) -> list[dict[str, str]]:
        """What is wrong with the fields of a body."""
        found = []
        for name, rule in self.rules.items():
            if name not in body:
                if rule.required:
                    found.append({'field': name, 'problem': 'is missing'})
            elif not rule.holds(body[name]):
                found.append({'field': name, 'problem': f'is not {rule.phrase}'})
        return found

    def owner(self, body: dict[str, Any], customer: str | None) -> str | None:
        """Whom a new thread belongs to: the session's customer."""
        return customer

    def new_id(self, body: dict[str, Any]) -> str:
        """The identity of a new thread."""
        return str(uuid.uuid4())

    def open(self, body: dict[str, Any], key: Key, owner: str | None) -> Thread:
        """A new thread with its first message."""
        thread = Thread(self.new_id(body), owner, key.live)
        thread.subject = body['subject']
        thread.priority = body.get('priority', 'normal')
        thread.kind = body.get('thread_type', 'general')
        thread.messages.append(self.first_message(body, key, owner))
        return thread

    def first_message(self, body: dict[str, Any], key: Key, owner: str | None) -> Message:
        """The message that a thread begins with."""
        return new_message(
            self.style,
            self.style.tick(datetime.now(UTC)),
            key.live,
            message_content=body['message'],
            sender_name=body['customer_name'],
            sender_id=owner,
        )

    def keep(self, thread: Thread) -> None:
        """Remembers a thread."""
        self.threads[thread.id] = thread

    def created(self, thread: Thread, body: dict[str, Any]) -> dict[str, Any]:
        """What is told of a new thread."""
        message = thread.messages[0].item
        told = {
            'message': {'created_at': message['created_at'], 'id': message['id']},
            'thread': {
                'priority': thread.priority,
                'status': 'open',
                'subject': thread.subject,
                'id': thread.id,
            },
        }
        if self.style.extra_fields == 'on':
            told['thread'] |= {'thread_type': thread.kind, 'order_id': body.get('order_id')}
            told['message']['message_status'] = 'sent'
        return told

    # Pages

    def read(self, request: Request, key: Key, thread_id: str | None) -> Response:
        """Answers with a page of messages."""
        thread_id = self.thread_id(thread_id)
        if self.style.order_of_checks == 'auth-first':
            customer = self.reading_session(request, Wanted())
            thread = self.thread(thread_id, key)
            self.may_read(thread, customer, Wanted())
        wanted = self.wanted(parameters(request.query))
        customer = self.reading_session(request, wanted)
        thread = self.thread(thread_id, key)
        self.may_read(thread, customer, wanted)
        return self.json_response(200, self.page(thread, wanted))

    def thread_id(self, text: str | None) -> str:
        """The thread of a path."""
        if text is None or not is_uuid(text):
            raise Refusal(400, 'The thread is no UUID', details={'in': 'path'})
        return text.lower()

    def thread(self, thread_id: str, key: Key) -> Thread:
        """The thread, if this key may know of it."""
        thread = self.threads.get(thread_id)
        if thread is None or not self.visible_to(thread, key):
            raise Refusal(404, 'There is no such thread', details={'thread': thread_id})
        return thread

    def visible_to(self, thread: Thread, key: Key) -> bool:
        """Whether a thread is in the environment of a key."""
        return thread.live == key.live

    def wanted(self, query: dict[str, str]) -> Wanted:
        """What the query asks for."""
        return Wanted(
            self.limit(query['limit']) if 'limit' in query else None,
            self.cursor(query['cursor']) if 'cursor' in query else None,
            self.order(query['order']) if 'order' in query else False,
            self.fields(query['fields']) if 'fields' in query else None,
        )

    def limit(self, text: str) -> int | None:
        """The limit of a query."""
        limit = integer_of(text)
        if limit is None or not 1 <= limit <= 200:
            raise Refusal(400, 'The limit is a number from 1 to 200', details={'limit': text})
        return limit

    def cursor(self, text: str) -> datetime | None:
        """The cursor of a query."""
        after = decoded_cursor(text)
        if after is None:
            raise Refusal(400, 'The cursor is none of ours', hint='Take next_cursor as it is')
        return after

    def order(self, text: str) -> bool:
        """Whether the order is descending."""
        if text not in self.orders:
            raise Refusal(400, 'The order is asc or desc')
        return self.orders[text]

    def fields(self, text: str) -> tuple[str, ...] | None:
        """The fields of a query."""
        names = tuple(text.split(','))
        unknown = [name for name in names if name not in self.selectable]
        if unknown:
            raise Refusal(400, 'Some fields are not known', details=unknown)
        return names

    def page(self, thread: Thread, wanted: Wanted) -> dict[str, Any]:
        """A page of a thread."""
        following = self.following(thread, wanted)
        chosen = self.chosen(following, wanted)
        more = self.has_more(following, chosen, wanted)
        return {
            'pagination': self.pagination(chosen, more, wanted),
            'messages': [self.item(message, wanted) for message in chosen],
        }

    def following(self, thread: Thread, wanted: Wanted) -> list[Message]:
        """All messages from where the page begins, in order."""
        messages = [message for message in thread.messages if self.shown(message, wanted)]
        messages = self.sorted(messages, wanted)
        if wanted.after is None:
            return messages
        return [message for message in messages if self.beyond(message, wanted)]

    def shown(self, message: Message, wanted: Wanted) -> bool:
        """Whether a message is not deleted."""
        return not message.deleted

    def sorted(self, messages: list[Message], wanted: Wanted) -> list[Message]:
        """The messages in the order that is asked for; threads keep the oldest first."""
        return messages[::-1] if wanted.descending else messages

    def beyond(self, message: Message, wanted: Wanted) -> bool:
        """Whether a message comes after the cursor."""
        assert wanted.after is not None
        return message.at < wanted.after if wanted.descending else message.at > wanted.after

    def chosen(self, following: list[Message], wanted: Wanted) -> list[Message]:
        """The messages of the page."""
        return following[: wanted.size]

    def has_more(self, following: list[Message], chosen: list[Message], wanted: Wanted) -> bool:
        """Whether another page follows."""
        return len(following) > len(chosen)

    def pagination(self, chosen: list[Message], more: bool, wanted: Wanted) -> dict[str, Any]:
        """Where a page stands."""
        told = {
            'has_more': more,
            'next_cursor': self.next_cursor(chosen, wanted) if more else None,
            'limit': wanted.size,
        }
        if self.style.extra_fields == 'on':
            told['returned'] = len(chosen)
        return told

    def next_cursor(self, chosen: list[Message], wanted: Wanted) -> str | None:
        """The cursor of the page after this one."""
        return encoded_cursor(self.style.text_in_cursor(chosen[-1].at))

    def item(self, message: Message, wanted: Wanted) -> dict[str, Any]:
        """A message with the fields that are asked for."""
        if wanted.fields is None:
            return message.item
        return {name: message.item[name] for name in wanted.fields}


def no_constant(name: str) -> float:
    """Refuses `NaN` and its like, which are no JSON."""
    raise ValueError(name)
