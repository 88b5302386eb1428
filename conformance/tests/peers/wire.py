"""HTTP/1.1 (RFC 9112) on sockets: reads requests, asks a contract, writes its answers."""

from __future__ import annotations

import re
import socket
import socketserver
import time
from email.utils import formatdate
from http import HTTPStatus
from typing import Protocol

from exchange import Problem, Request, Response
from style import Style

HEAD_LIMIT = 64 * 1024
TARGET_LIMIT = 16 * 1024
HEADERS_LIMIT = 100
BODY_LIMIT = 16 * 1024 * 1024
IDLE_SECONDS = 30
LINGER_SECONDS = 1
CHUNK = 1000

TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
CONTROL = re.compile(r'[\x00-\x08\x0a-\x1f\x7f]')
REASONS = {status.value: status.phrase for status in HTTPStatus}


class Answers(Protocol):
    """What the server needs of a contract."""

    style: Style

    def answer(self, request: Request) -> Response: ...

    def written(self, response: Response, close: bool, chunked: bool) -> bytes: ...


class HangUp(Exception):
    """Ends a connection without an answer."""


class Incoming:
    """The bytes of a connection, read as far as each part needs."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.buffer = bytearray()

    def more(self) -> None:
        """Waits for more bytes."""
        received = self.connection.recv(65536)
        if not received:
            raise HangUp
        self.buffer += received

    def until(self, mark: bytes, limit: int, too_long: Problem) -> bytes:
        """What comes before the mark, which is passed over."""
        searched = 0
        while (end := self.buffer.find(mark, searched)) < 0:
            if len(self.buffer) > limit:
                raise too_long
            searched = max(0, len(self.buffer) - len(mark))
            self.more()
        if end > limit:
            raise too_long
        part = bytes(self.buffer[:end])
        del self.buffer[: end + len(mark)]
        return part

    def exactly(self, length: int) -> bytes:
        """As many bytes as told."""
        while len(self.buffer) < length:
            self.more()
        part = bytes(self.buffer[:length])
        del self.buffer[:length]
        return part

    def request(self) -> tuple[Request, bool]:
        """The next request, and whether its sender wants the connection to end with it."""
        while self.buffer.startswith(b'\r\n') or not self.buffer:
            if self.buffer:
                del self.buffer[:2]
            else:
                self.more()
        request = Request('GET', '/')
        try:
            head = self.until(b'\r\n\r\n', HEAD_LIMIT, Problem(431, 'The head is too large'))
            close = read_head(head.decode('latin-1'), request)
            request.body = self.body(request.headers)
        except Problem as problem:
            request.problem = problem
            close = True
        return request, close

    def body(self, headers: dict[str, str]) -> bytes:
        """The body, by RFC 9112, section 6.3."""
        length, coding = headers.get('content-length'), headers.get('transfer-encoding')
        if length is None and coding is None:
            return b''
        if length is not None and coding is not None:
            raise Problem(400, 'A body has a length or a transfer coding, not both')
        if coding is not None and coding.lower() != 'chunked':
            raise Problem(501, 'The only transfer coding is chunked')
        if length is not None and not (length.isascii() and length.isdigit() and len(length) < 19):
            raise Problem(400, 'Content-Length is not a number')
        if length is not None and int(length) > BODY_LIMIT:
            raise Problem(413, 'The body is too large')
        if headers.get('expect', '').lower() == '100-continue' and not self.buffer:
            self.connection.sendall(b'HTTP/1.1 100 Continue\r\n\r\n')
        return self.exactly(int(length)) if length is not None else self.chunks()

    def chunks(self) -> bytes:
        """A chunked body, by RFC 9112, section 7.1."""
        malformed = Problem(400, 'The chunks are malformed')
        body = bytearray()
        while True:
            size = self.until(b'\r\n', 4096, malformed).partition(b';')[0].strip()
            if not re.fullmatch(rb'[0-9A-Fa-f]{1,16}', size):
                raise malformed
            if int(size, 16) == 0:
                break
            if len(body) + int(size, 16) > BODY_LIMIT:
                raise Problem(413, 'The body is too large')
            body += self.exactly(int(size, 16))
            if self.exactly(2) != b'\r\n':
                raise malformed
        while self.until(b'\r\n', HEAD_LIMIT, malformed):
            pass
        return bytes(body)


def read_head(head: str, request: Request) -> bool:
    """Fills in the request line and the headers; tells whether the connection shall end."""
    first, *lines = head.split('\r\n')
    parts = first.split(' ')
    if len(parts) != 3 or not TOKEN.fullmatch(parts[0]) or CONTROL.search(first):
        raise Problem(400, 'The request line is malformed')
    request.method, target, version = parts
    if len(target) > TARGET_LIMIT:
        raise Problem(414, 'The target is too long')
    if len(lines) > HEADERS_LIMIT:
        raise Problem(431, 'There are too many headers')
    headers = request.headers
    for line in lines:
        name, colon, value = line.partition(':')
        if not colon or not TOKEN.fullmatch(name) or CONTROL.search(value):
            raise Problem(400, 'A header is malformed')
        name, value = name.lower(), value.strip(' \t')
        if name == 'host' and name in headers:
            raise Problem(400, 'There are two hosts')
        headers[name] = f'{headers[name]}, {value}' if name in headers else value
    if version not in ('HTTP/1.1', 'HTTP/1.0'):
        raise Problem(505, 'Only HTTP/1.1 and HTTP/1.0 are spoken')
    request.old = version == 'HTTP/1.0'
    if not request.old and 'host' not in headers:
        raise Problem(400, 'There is no host')
    if '://' in target.partition('?')[0]:
        target = '/' + target.partition('://')[2].partition('/')[2]
    request.path, _, request.query = target.partition('?')
    options = {option.strip() for option in headers.get('connection', '').lower().split(',')}
    return 'close' in options or (request.old and 'keep-alive' not in options)


def written(response: Response, close: bool, chunked: bool) -> bytes:
    """The bytes of a response."""
    lines = [f'HTTP/1.1 {response.status} {REASONS.get(response.status, "Unknown")}']
    lines += [f'{name}: {value}' for name, value in response.headers.items()]
    lines.append(f'date: {formatdate(usegmt=True)}')
    if close:
        lines.append('connection: close')
    body = b'' if response.only_head else response.body
    if response.status != 204:
        if chunked and response.body:
            lines.append('transfer-encoding: chunked')
            body = in_chunks(body) if body else body
        else:
            lines.append(f'content-length: {len(response.body)}')
    return '\r\n'.join((*lines, '', '')).encode('latin-1') + body


def in_chunks(body: bytes) -> bytes:
    """A body in chunks, wherever they happen to cut a character."""
    parts = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
    return b''.join(b'%x\r\n%b\r\n' % (len(part), part) for part in parts) + b'0\r\n\r\n'


class Connection(socketserver.BaseRequestHandler):
    """One connection, until either side has enough of it."""

    server: Server

    def handle(self) -> None:
        """Answers one request after the other."""
        connection: socket.socket = self.request
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(IDLE_SECONDS)
        contract = self.server.contract
        incoming = Incoming(connection)
        close = False
        try:
            while not close:
                request, close = incoming.request()
                self.server.wait_for_start()
                close = close or contract.style.keep_alive == 'off'
                chunked = contract.style.framing == 'chunked' and not request.old
                connection.sendall(contract.written(contract.answer(request), close, chunked))
                if request.problem is not None:
                    self.linger(connection)
        except (HangUp, OSError):
            pass

    @staticmethod
    def linger(connection: socket.socket) -> None:
        """Lets the client read the answer although not all that it sent was read."""
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(LINGER_SECONDS)
        deadline = time.monotonic() + LINGER_SECONDS
        while time.monotonic() < deadline and connection.recv(65536):
            pass


class Server(socketserver.ThreadingTCPServer):
    """Listens on this machine alone, with a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, contract: Answers) -> None:
        super().__init__(('127.0.0.1', port), Connection)
        self.contract = contract
        self.ready_at = time.monotonic() + contract.style.slow_start

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that failed is just over; nobody reads what is printed."""

    @property
    def address(self) -> str:
        """Where it listens."""
        return f'http://127.0.0.1:{self.server_address[1]}'

    def wait_for_start(self) -> None:
        """Returns when the slow start is over."""
        if (rest := self.ready_at - time.monotonic()) > 0:
            time.sleep(rest)
