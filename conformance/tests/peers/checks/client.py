"""A small client that asks what a check needs, and states facts about answers."""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from contract import KEY
from store import PROMISED_THREAD
from style import Style

SECRET = 'Bearer tybrite_sk_test_abc123'
PUBLISHABLE = 'Bearer tybrite_pk_test_abc123'
LIVE = 'Bearer tybrite_sk_live_abc123'
ALICE_SESSION = 'alice_session_token'
BOB_SESSION = 'bob_session_token'
SHORTEST = {
    'customer_name': 'Amina',
    'customer_email': 'amina@example.org',
    'subject': 'Size',
    'message': 'Small?',
}
SECONDS = 2
CODES = {
    400: 'invalid_request',
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not_found',
    405: 'method_not_allowed',
    415: 'unsupported_media_type',
}


def expect(fact: bool, what: str, *seen: Any) -> None:
    """Fails where a fact does not hold."""
    if not fact:
        raise AssertionError(f'{what}: {", ".join(repr(value)[:300] for value in seen)}')


def equal(seen: Any, expected: Any, what: str) -> None:
    """Fails where two JSON values differ; `True` is not 1."""
    expect(json.dumps(seen, sort_keys=True) == json.dumps(expected, sort_keys=True), what, seen, expected)


class Answer(NamedTuple):
    """A response, and the environment that it has to tell."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    environment: str | None

    def json(self, status: int) -> Any:
        """The body, of a response whose status, media type and environment are right."""
        expect(self.status == status, 'status', self.status, status, self.body)
        expect(
            self.headers.get_content_type() == 'application/json', 'media type', self.headers['content-type']
        )
        expect('content-type' in self.headers, 'there is a media type')
        equal(self.headers['tybrite-environment'], self.environment, 'environment')
        return json.loads(self.body.decode())

    def refusal(self, status: int) -> None:
        """States that this is a proper error."""
        error = self.json(status)['error']
        equal(error['code'], CODES[status], 'code')
        expect(isinstance(error['message'], str), 'message', error)
        expect(isinstance(error.get('hint', ''), str), 'hint', error)
        expect('limit' not in error, 'no limit', error)


class Client:
    """Asks one server, with a connection for each request."""

    def __init__(self, address: str, style: Style) -> None:
        self.host = urlsplit(address).netloc
        self.style = style

    def send(
        self, method: str, target: str, headers: dict[str, str | None], body: bytes | None = None
    ) -> Answer:
        """Sends a request; headers that are None are left out."""
        sent = {name: value for name, value in headers.items() if value is not None}
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader('content-length', str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            received = response.read()
            lengths = response.headers.get_all('content-length') or []
            expect(len(lengths) < 2, 'one length', lengths)
            expect(not response.headers.defects, 'a well-formed head', response.headers.defects)
            return Answer(
                response.status, response.headers, received, environment_of(sent.get('authorization', ''))
            )
        finally:
            connection.close()

    def read(
        self,
        query: str = '',
        thread: str = PROMISED_THREAD,
        key: str | None = SECRET,
        session: str | None = ALICE_SESSION,
        method: str = 'GET',
        **parameters: Any,
    ) -> Answer:
        """Reads messages; parameters that are None are left out."""
        asked = {name: value for name, value in parameters.items() if value is not None}
        query = '&'.join(part for part in (query, urlencode(asked)) if part)
        target = f'/v1/messaging/threads/{thread}/messages' + (f'?{query}' if query else '')
        return self.send(method, target, {'authorization': key, 'x-auth-token': session})

    def write(
        self,
        changes: dict[str, Any] | None = None,
        without: str = '',
        raw: bytes | None = None,
        media_type: str | None = 'application/json',
        key: str | None = SECRET,
        session: str | None = None,
        method: str = 'POST',
    ) -> Answer:
        """Opens a conversation: the shortest body with changes, or raw bytes."""
        body = SHORTEST | (changes or {})
        body.pop(without, None)
        raw = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
        headers = {'authorization': key, 'x-auth-token': session, 'content-type': media_type}
        return self.send(method, '/v1/messaging/conversations', headers, raw)


def environment_of(authorization: str) -> str | None:
    """The environment of a key, if it is one."""
    scheme, _, key = authorization.partition(' ')
    found = KEY.fullmatch(key)
    if scheme.lower() != 'bearer' or found is None:
        return None
    return 'production' if found[2] == 'live' else 'sandbox'
