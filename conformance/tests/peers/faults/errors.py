"""Faults of errors, of methods, and of HTTP itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import wire
from contract import Contract
from exchange import Refusal, Request, Response
from faults.table import add, fault
from style import Style

WORDS = {400: 'invalid', 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 405: 'method'}


def error(name: str, phrase: str, status: int, change: Callable[[dict[str, Any]], object]) -> None:
    """A fault of what an error of a status says."""

    class Error(Contract):
        def error(self, refusal: Refusal) -> dict[str, Any]:
            told = super().error(refusal)
            if refusal.status == status:
                change(told)
            return told

    add(f'errors/{name}', phrase, Error)


for refused in (400, 401, 403, 404, 405):
    error(
        f'code-missing-on-{refused}',
        f'An error of {refused} has no code.',
        refused,
        lambda told: told.pop('code'),
    )
error('code-number', 'The code of an error of 400 is a number.', 400, lambda told: told.update(code=400))
error('code-null', 'The code of an error of 401 is null.', 401, lambda told: told.update(code=None))
error('message-missing', 'An error of 400 has no message.', 400, lambda told: told.pop('message'))
error(
    'message-list',
    'The message of an error of 403 is a list.',
    403,
    lambda told: told.update(message=[told['message']]),
)
error(
    'hint-list', 'The hint of an error of 401 is a list.', 401, lambda told: told.update(hint=['Send a key'])
)
error('limit-text', 'An error of 400 has a text as limit.', 400, lambda told: told.update(limit='200'))


def refusal_response(
    name: str, phrase: str, status: int, change: Callable[[Response, Contract], object]
) -> None:
    """A fault of the whole response of an error of a status."""

    class RefusalResponse(Contract):
        def refused(self, refusal: Refusal) -> Response:
            response = super().refused(refusal)
            if refusal.status == status:
                change(response, self)
            return response

    add(f'errors/{name}', phrase, RefusalResponse)


def become(body: bytes, media_type: str | None = None) -> Callable[[Response, Contract], None]:
    """Another body, of another media type."""

    def change(response: Response, contract: Contract) -> None:
        response.body = body
        if media_type is not None:
            response.headers['content-type'] = media_type

    return change


def redirected(response: Response, contract: Contract) -> None:
    """Another address."""
    response.status = 302
    response.headers['location'] = '/login'


def labelled(media_type: str) -> Callable[[Response, Contract], None]:
    """Another media type."""
    return lambda response, contract: response.headers.update({'content-type': media_type})


refusal_response('text-on-403', 'An error of 403 is told to be text/plain.', 403, labelled('text/plain'))
refusal_response(
    'problem-on-400',
    'An error of 400 is told to be application/problem+json.',
    400,
    labelled('application/problem+json'),
)
refusal_response('html-on-404', 'An error of 404 is HTML.', 404, become(b'<h1>Not found</h1>', 'text/html'))
refusal_response('empty-on-401', 'An error of 401 has no body.', 401, become(b''))
refusal_response(
    'flat-on-400',
    'An error of 400 is not in a field `error`.',
    400,
    become(b'{"code": "invalid_request", "message": "No"}'),
)
refusal_response(
    'string-on-403', 'An error of 403 is a text in `error`.', 403, become(b'{"error": "forbidden"}')
)
refusal_response(
    'cut-on-404', 'The body of an error of 404 is cut.', 404, become(b'{"error": {"code": "not_found", "mess')
)
refusal_response(
    'list-on-401',
    'An error of 401 is a list of errors.',
    401,
    become(b'{"errors": [{"code": "unauthorized", "message": "No"}]}'),
)
refusal_response(
    'latin-1-on-400',
    'The body of an error of 400 is no UTF-8.',
    400,
    become(b'{"error": {"code": "invalid_request", "message": "Ung\xfcltig"}}'),
)
refusal_response(
    'no-media-type-on-404',
    'An error of 404 has no content type.',
    404,
    lambda response, contract: response.headers.pop('content-type'),
)
refusal_response(
    '422-for-400',
    'What is invalid gives 422.',
    400,
    lambda response, contract: setattr(response, 'status', 422),
)
refusal_response(
    '200-for-400',
    'What is invalid gives 200 with an error body.',
    400,
    lambda response, contract: setattr(response, 'status', 200),
)
refusal_response(
    '418-for-403',
    'What is forbidden gives 418.',
    403,
    lambda response, contract: setattr(response, 'status', 418),
)
refusal_response(
    '302-for-401',
    'What is unauthorized leads to another address.',
    401,
    redirected,
)


def media_type(name: str, phrase: str, status: int, value: str) -> None:
    """A fault of the media type of a success."""

    class MediaType(Contract):
        def json_response(self, given: int, body: Any) -> Response:
            response = super().json_response(given, body)
            if given == status:
                response.headers['content-type'] = value
            return response

    add(f'errors/{name}', phrase, MediaType)


media_type('page-as-text', 'A page is told to be text/plain.', 200, 'text/plain')
media_type('creation-as-html', 'A creation is told to be text/html.', 201, 'text/html; charset=utf-8')


def other_method(
    name: str, phrase: str, answer: Callable[[Contract, Request, Sequence[str]], Response | None]
) -> None:
    """A fault of methods that a path does not have; None leaves the answer to the contract."""

    class OtherMethod(Contract):
        def other_method(self, request: Request, allowed: Sequence[str]) -> Response:
            return answer(self, request, allowed) or super().other_method(request, allowed)

    add(f'errors/method-{name}', phrase, OtherMethod)


def crash() -> Response:
    """Fails."""
    raise RuntimeError('not this method')


def not_allowed(contract: Contract, headers: dict[str, str]) -> Response:
    """A 405 with other headers."""
    return contract.refused(Refusal(405, 'Not this method', headers=headers))


other_method(
    'no-allow',
    'A 405 has no Allow.',
    lambda contract, request, allowed: None if request.method == 'OPTIONS' else not_allowed(contract, {}),
)
other_method(
    'allow-too-much',
    'A 405 allows DELETE, which it refuses.',
    lambda contract, request, allowed: (
        None
        if request.method == 'OPTIONS'
        else not_allowed(contract, {'allow': ', '.join([*allowed, 'DELETE'])})
    ),
)
other_method(
    'allow-too-little',
    'A 405 does not allow the method of the operation.',
    lambda contract, request, allowed: (
        None if request.method == 'OPTIONS' else not_allowed(contract, {'allow': 'OPTIONS'})
    ),
)
other_method(
    'options-crashes',
    'OPTIONS gives 500.',
    lambda contract, request, allowed: crash() if request.method == 'OPTIONS' else None,
)
other_method(
    'put-crashes',
    'PUT gives 500.',
    lambda contract, request, allowed: crash() if request.method == 'PUT' else None,
)
other_method(
    'delete-accepted',
    'DELETE gives 204.',
    lambda contract, request, allowed: Response(204) if request.method == 'DELETE' else None,
)
other_method(
    'any-accepted',
    'Any other method gives 200.',
    lambda contract, request, allowed: (
        contract.json_response(200, {}) if request.method != 'OPTIONS' else None
    ),
)
other_method(
    'empty-405',
    'A 405 has no body.',
    lambda contract, request, allowed: (
        Response(405, headers={'allow': ', '.join(allowed)}) if request.method != 'OPTIONS' else None
    ),
)


@fault('errors/method-put-creates', 'PUT opens a conversation like POST.')
class PutCreates(Contract):
    def answer(self, request: Request) -> Response:
        if request.method == 'PUT' and request.path.endswith('/conversations'):
            request.method = 'POST'
        return super().answer(request)


@fault('errors/head-with-body', 'The answer to HEAD has a body.')
class HeadWithBody(Contract):
    def only_head(self, request: Request) -> bool:
        return False


@fault('errors/head-404', 'HEAD gives 404 where GET gives 200.')
class Head404(Contract):
    def dispatch(self, request: Request, key: Any) -> Response:
        if request.method == 'HEAD' and request.path.endswith('/messages'):
            raise Refusal(404, 'Nothing is here')
        return super().dispatch(request, key)


def on_wire(name: str, phrase: str, change: Callable[[bytes, Response], bytes]) -> None:
    """A fault of the bytes of a response."""

    class OnWire(Contract):
        def __init__(self, style: Style) -> None:
            super().__init__(style.with_switch('keep-alive=off').with_switch('framing=length'))

        def written(self, response: Response, close: bool, chunked: bool) -> bytes:
            return change(super().written(response, close, chunked), response)

    add(f'errors/wire-{name}', phrase, OnWire)


def head_and_body(answer: bytes) -> tuple[bytes, bytes]:
    """The two parts of a response."""
    head, _, body = answer.partition(b'\r\n\r\n')
    return head, body


def replaced(answer: bytes, old: bytes, new: bytes) -> bytes:
    """A response whose head has another text."""
    head, body = head_and_body(answer)
    return head.replace(old, new, 1) + b'\r\n\r\n' + body


on_wire(
    'length-too-long',
    'The length of a page is told a byte too long.',
    lambda answer, response: (
        replaced(
            answer,
            b'content-length: %d' % len(response.body),
            b'content-length: %d' % (len(response.body) + 1),
        )
        if response.status == 200
        else answer
    ),
)
on_wire(
    'length-too-short',
    'The length of a page is told a byte too short.',
    lambda answer, response: (
        replaced(
            answer,
            b'content-length: %d' % len(response.body),
            b'content-length: %d' % (len(response.body) - 1),
        )
        if response.status == 200
        else answer
    ),
)
on_wire(
    'two-lengths',
    'A creation has two lengths.',
    lambda answer, response: (
        replaced(answer, b'content-length: ', b'content-length: 1\r\ncontent-length: ')
        if response.status == 201
        else answer
    ),
)
on_wire(
    'chunks-without-end',
    'A page is in chunks, and the last is missing.',
    lambda answer, response: (
        replaced(answer, b'content-length: %d' % len(response.body), b'transfer-encoding: chunked')[
            : -len(response.body)
        ]
        + wire.in_chunks(response.body)[:-5]
        if response.status == 200 and not response.only_head
        else answer
    ),
)
on_wire(
    'header-without-colon',
    'A 403 has a header without a colon.',
    lambda answer, response: (
        replaced(answer, b'\r\n', b'\r\nx-broken\r\n') if response.status == 403 else answer
    ),
)
on_wire(
    'byte-order-mark',
    'A page begins with a byte order mark.',
    lambda answer, response: (
        b'\r\n\r\n'.join(
            [
                replaced(
                    answer,
                    b'content-length: %d' % len(response.body),
                    b'content-length: %d' % (len(response.body) + 3),
                )[: -len(response.body) - 4],
                b'\xef\xbb\xbf' + response.body,
            ]
        )
        if response.status == 200 and not response.only_head
        else answer
    ),
)
