"""Facts of the contract, each made to order for the checks."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from checks.client import (
    ALICE_SESSION,
    BOB_SESSION,
    LIVE,
    SECONDS,
    SECRET,
    SHORTEST,
    Answer,
    Client,
    equal,
    expect,
)
from store import PROMISED_THREAD, SELECTABLE, Message, promised_thread
from values import decoded_cursor, encoded_cursor, is_uuid, time_of

Check = Callable[[Client], object]


def all_of(*checks: Check) -> Check:
    """Several facts, one after the other."""

    def check(client: Client) -> None:
        for fact in checks:
            fact(client)

    return check


def times(count: int, fact: Check) -> Check:
    """A fact that holds again and again."""
    return all_of(*[fact] * count)


def promised(client: Client) -> list[Message]:
    """What the promised thread shows, oldest first."""
    return [message for message in promised_thread(client.style).messages if not message.deleted]


def crawls(
    limit: int | None = None, order: str | None = None, fields: str | None = None, pages: int = 1000
) -> Check:
    """All pages of the promised thread are right: their messages, and where they stand."""

    def check(client: Client) -> None:
        expected = promised(client)[:: -1 if order == 'desc' else 1]
        size = limit or 50
        cursor = None
        for start in list(range(0, len(expected), size))[:pages]:
            page = client.read(limit=limit, order=order, fields=fields, cursor=cursor).json(200)
            messages = expected[start : start + size]
            equal(page['messages'], [selection(message, fields) for message in messages], 'messages')
            more = start + size < len(expected)
            where = page['pagination']
            equal((where['limit'], where['has_more']), (size, more), 'limit and has_more')
            cursor = where['next_cursor']
            if more:
                expect(decoded_cursor(cursor) == messages[-1].at, 'next_cursor', cursor)
            else:
                expect(cursor is None, 'next_cursor is null at the end', cursor)

    return check


def selection(message: Message, fields: str | None) -> dict[str, Any]:
    """The message with its selected fields."""
    return message.item if fields is None else {name: message.item[name] for name in fields.split(',')}


ALL_FIELDS = ','.join(SELECTABLE)


def selects_each() -> Check:
    """Each field is selected alone."""
    return all_of(*[crawls(200, fields=name) for name in SELECTABLE])


def after_end(order: str | None = None) -> Check:
    """A page that begins with the last message is empty."""

    def check(client: Client) -> None:
        shown = promised(client)
        last = shown[0] if order == 'desc' else shown[-1]
        cursor = encoded_cursor(client.style.text_in_cursor(last.at))
        page = client.read(cursor=cursor, order=order).json(200)
        equal(page['messages'], [], 'messages')
        equal((page['pagination']['has_more'], page['pagination']['next_cursor']), (False, None), 'the end')

    return check


def read_refused(status: int, query: str = '', **asked: Any) -> Check:
    """A read is refused."""
    return lambda client: client.read(query, **asked).refusal(status)


def later_read_refused(status: int, **asked: Any) -> Check:
    """The read of a second page is refused."""

    def check(client: Client) -> None:
        cursor = client.read(limit=2).json(200)['pagination']['next_cursor']
        client.read(cursor=cursor, **asked).refusal(status)

    return check


def write_refused(status: int, **asked: Any) -> Check:
    """A creation is refused."""
    return lambda client: client.write(**asked).refusal(status)


def value_refused(field: str, *values: Any) -> Check:
    """Values of a body's field are refused."""
    return all_of(*[write_refused(400, changes={field: value}) for value in values])


def media_refused(media_type: str | None) -> Check:
    """A body of another media type is refused."""
    return lambda client: client.write(media_type=media_type).refusal(int(client.style.other_media))


def opens(
    session: str | None = ALICE_SESSION,
    key: str = SECRET,
    media_type: str = 'application/json',
    **changes: Any,
) -> Check:
    """A creation is right, and so is what is read of it, and what others see."""

    def check(client: Client) -> None:
        body = SHORTEST | changes
        answer = client.write(changes, session=session, key=key, media_type=media_type)
        told = answer.json(201)
        thread, message = told['thread'], told['message']
        equal(
            (thread['subject'], thread['priority']),
            (body['subject'], body.get('priority', 'normal')),
            'thread',
        )
        expect(isinstance(thread['status'], str), 'status', thread)
        expect(is_uuid(thread['id']) and is_uuid(message['id']), 'ids', told)
        expect(time_of(message['created_at']) is not None, 'created_at', message)
        reader = session or ALICE_SESSION
        read_back(client.read(thread=thread['id'], session=reader, key=key), message, body['message'])
        read_back(client.read(thread=thread['id'], session=reader, key=key), message, body['message'])
        if session == ALICE_SESSION:
            client.read(thread=thread['id'], session=BOB_SESSION, key=key).refusal(403)
        other = SECRET if key == LIVE else LIVE
        client.read(thread=thread['id'], session=reader, key=other).refusal(404)

    return check


def read_back(answer: Answer, told: dict[str, Any], content: str) -> None:
    """States that a new thread has its message, as it was told."""
    page = answer.json(200)
    expect(len(page['messages']) == 1, 'one message', page)
    item = page['messages'][0]
    equal((item['id'], item['created_at']), (told['id'], told['created_at']), 'message')
    equal((item['message_content'], item['is_deleted']), (content, False), 'message')
    equal(page['pagination']['has_more'], False, 'has_more')


def opens_different(count: int, **changes: Any) -> Check:
    """Threads of equal bodies are different threads, and all of them stay."""

    def check(client: Client) -> None:
        ids = [client.write(changes, session=ALICE_SESSION).json(201)['thread']['id'] for _ in range(count)]
        expect(len(set(ids)) == count, 'different ids', ids)
        for thread in ids:
            expect(len(client.read(thread=thread).json(200)['messages']) == 1, 'one message')

    return check


def pages_of_two_threads(client: Client) -> None:
    """Equal queries of different threads get different pages."""
    opens(message='one')(client)
    opens(message='two')(client)


def allowed(path: str, method: str, *expected: str) -> Check:
    """A method is refused, and `Allow` tells the truth."""

    def check(client: Client) -> None:
        answer = client.send(method, path, {'authorization': SECRET})
        if method == 'OPTIONS':
            expect(answer.status == 204 and not answer.body, 'OPTIONS', answer)
            equal(answer.headers['tybrite-environment'], 'sandbox', 'environment')
        else:
            answer.refusal(405)
        told = {word.strip() for word in (answer.headers['allow'] or '').split(',')}
        equal(sorted(told), sorted(expected), 'Allow')

    return check


CONVERSATIONS = '/v1/messaging/conversations'
MESSAGES = f'/v1/messaging/threads/{PROMISED_THREAD}/messages'


def methods_refused(*methods: str) -> Check:
    """Methods are refused on both paths."""
    return all_of(
        *[allowed(CONVERSATIONS, method, 'POST', 'OPTIONS') for method in methods],
        *[allowed(MESSAGES, method, 'GET', 'HEAD', 'OPTIONS') for method in methods if method != 'HEAD'],
    )


def head_is_get(client: Client) -> None:
    """HEAD answers like GET, without the body; bytes that follow would break what comes next."""
    got = client.read(limit=3)
    connection = raw_exchange(client, f'HEAD {MESSAGES}?limit=3 HTTP/1.1\r\n')
    head, _, rest = connection.partition(b'\r\n\r\n')
    expect(head.startswith(b'HTTP/1.1 200 '), 'status', head)
    expect(rest == b'', 'no body', rest)
    if client.style.framing == 'length':
        expect(b'content-length: %d' % len(got.body) in head.lower(), 'length', head)


def raw_exchange(client: Client, request_line: str) -> bytes:
    """All bytes of the answer to a request with a key and a session."""
    host, _, port = client.host.partition(':')
    request = f'{request_line}host: {host}\r\nauthorization: {SECRET}\r\nx-auth-token: {ALICE_SESSION}\r\n'
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(f'{request}connection: close\r\n\r\n'.encode())
        received = b''
        while more := connection.recv(65536):
            received += more
        return received
