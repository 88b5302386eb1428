#!/usr/bin/env python3
"""Tests of the server: it keeps the contract in every style, and every fault breaks it.

Run with `python3 conformance/tests/peers/test_messaging.py`.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from checks import CHECKS, Check
from checks.client import ALICE_SESSION, SECONDS, SECRET, Client
from checks.facts import CONVERSATIONS, MESSAGES, crawls, head_is_get, methods_refused, opens
from checks.refusals import BODY
from contract import Contract
from faults import FAULTS
from style import CHOICES, Style
from wire import Server

BROKEN = (AssertionError, LookupError, TypeError, ValueError, http.client.HTTPException, OSError)
"""What a check raises where a fact does not hold."""

STYLES = [f'{name}={value}' for name, values in CHOICES.items() for value in values[1:]]


class Served(unittest.TestCase):
    """A server whose contract each test chooses."""

    server: Server
    thread: threading.Thread

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = Server(0, Contract(Style()))
        cls.thread = threading.Thread(target=cls.server.serve_forever, args=(0.05,))
        cls.thread.start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.shutdown()
        cls.thread.join()
        cls.server.server_close()
        super().tearDownClass()

    def serve(self, contract: Contract) -> Client:
        """A client of a contract."""
        self.server.contract = contract
        return Client(self.server.address, contract.style)

    def connected(self) -> socket.socket:
        """A connection of its own."""
        return socket.create_connection(('127.0.0.1', self.server.server_address[1]), timeout=SECONDS)

    def answers(self, request: bytes) -> bytes:
        """All that comes back for some bytes, until the server hangs up."""
        with self.connected() as connection:
            connection.sendall(request)
            received = b''
            while more := connection.recv(65536):
                received += more
            return received


class CorrectServer(Served):
    """The correct server, in every style."""

    def test_every_check_holds(self) -> None:
        for style in (Style(), every_other_style()):
            client = self.serve(Contract(style))
            for check, name in distinct_checks():
                with self.subTest(check=name, style=style):
                    check(client)

    def test_every_style_keeps_pages_and_creations(self) -> None:
        for switch in STYLES:
            client = self.serve(Contract(Style().with_switch(switch)))
            with self.subTest(switch):
                crawls(50, 'desc')(client)
                opens(subject='👩🏽‍🚀')(client)
                methods_refused('OPTIONS', 'DELETE')(client)
                head_is_get(client)

    def test_rate_limits_are_told(self) -> None:
        client = self.serve(Contract(Style().with_switch('rate-limit=3')))
        answers = [client.read(limit=1) for _ in range(3)]
        self.assertEqual([answer.status for answer in answers], [200, 200, 429])
        self.assertEqual(answers[2].json(429)['error']['code'], 'rate_limit_exceeded')

    def test_threads_of_nobody(self) -> None:
        for switch, status in (('ownerless=open', 200), ('ownerless=closed', 403)):
            client = self.serve(Contract(Style().with_switch(switch)))
            thread = client.write().json(201)['thread']['id']
            self.assertEqual(client.read(thread=thread).status, status)


class Http(Served):
    """What HTTP asks of any server."""

    def setUp(self) -> None:
        self.client = self.serve(Contract(Style()))

    def request(self, *lines: str, body: bytes = b'') -> bytes:
        """The answer to a request with a key and a session."""
        fixed = ('host: x', f'authorization: {SECRET}', f'x-auth-token: {ALICE_SESSION}', 'connection: close')
        return self.answers('\r\n'.join((*lines, *fixed, '', '')).encode() + body)

    def test_requests_share_a_connection(self) -> None:
        get = f'GET {MESSAGES}?limit=1 HTTP/1.1\r\nhost: x\r\n'
        both = self.answers(f'{get}\r\n{get}connection: close\r\n\r\n'.encode())
        self.assertEqual(both.count(b'HTTP/1.1 401 '), 2)

    def test_chunked_bodies_are_read(self) -> None:
        chunks = b'%x\r\n%b\r\n1;a=b\r\n}\r\n0\r\ntrailer: x\r\n\r\n' % (len(BODY), BODY)
        answer = self.request(
            f'POST {CONVERSATIONS} HTTP/1.1',
            'content-type: application/json',
            'transfer-encoding: chunked',
            body=chunks,
        )
        self.assertTrue(answer.startswith(b'HTTP/1.1 201 '), answer)

    def test_expectations_are_met(self) -> None:
        head = (
            f'POST {CONVERSATIONS} HTTP/1.1\r\nhost: x\r\nauthorization: {SECRET}\r\n'
            f'content-type: application/json\r\ncontent-length: {len(BODY) + 1}\r\n'
            'expect: 100-continue\r\nconnection: close\r\n\r\n'
        )
        with self.connected() as connection:
            connection.sendall(head.encode())
            self.assertTrue(connection.recv(100).startswith(b'HTTP/1.1 100 '))
            connection.sendall(BODY + b'}')
            self.assertTrue(connection.recv(100).startswith(b'HTTP/1.1 201 '))

    def test_broken_requests_are_refused(self) -> None:
        post = f'POST {CONVERSATIONS} HTTP/1.1'
        get = f'GET {MESSAGES} HTTP/1.1'
        broken: dict[int, list[tuple[str, ...]]] = {
            400: [
                (post, 'content-type: application/json'),
                (post, 'content-length: x'),
                (post, 'content-length: 1', 'transfer-encoding: chunked'),
                (get, 'a b: c'),
            ],
            413: [(post, 'content-length: 99999999999')],
            414: [(f'GET /{"a" * 20000} HTTP/1.1',)],
            431: [(get, f'x: {"a" * 70000}')],
            501: [(post, 'transfer-encoding: gzip')],
            505: [(get.replace('1.1', '3.0'),)],
        }
        for status, requests in broken.items():
            for given in requests:
                with self.subTest(given[0][:60], status=status):
                    answer = self.request(*given)
                    self.assertTrue(answer.startswith(f'HTTP/1.1 {status} '.encode()), answer)

    def test_repeated_parameters_are_refused(self) -> None:
        self.client.read('limit=1&limit=1').refusal(400)
        self.client.read('utm=1&utm=1').json(200)

    def test_encoding_of_targets(self) -> None:
        self.client.read('%6Cimit=1').json(200)
        self.client.read('fields=id%2Cread_at').json(200)
        self.client.read('limit=%zz').refusal(400)
        self.client.read('limit=%ff').refusal(400)

    def test_old_clients_are_answered(self) -> None:
        answer = self.answers(f'GET {MESSAGES}?limit=1 HTTP/1.0\r\n\r\n'.encode())
        self.assertTrue(answer.startswith(b'HTTP/1.1 401 '), answer)


class Faults(Served):
    """Every fault shows."""

    def test_every_fault_has_a_check(self) -> None:
        self.assertEqual(sorted(FAULTS), sorted(CHECKS))

    def test_every_fault_shows(self) -> None:
        for name, fault in FAULTS.items():
            client = self.serve(fault.contract(Style()))
            with self.subTest(name), self.assertRaises(BROKEN):
                CHECKS[name](client)


class CommandLine(unittest.TestCase):
    """The program."""

    program = [sys.executable, str(Path(__file__).with_name('messaging.py'))]

    def test_the_first_line_is_the_address(self) -> None:
        command = [*self.program, '--fault', 'pages/one-too-many', '--style', 'slow-start=0.5']
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                client = Client(process.stdout.readline().strip(), Style())
                began = time.monotonic()
                self.assertEqual(len(client.read(limit=2).json(200)['messages']), 3)
                self.assertGreater(time.monotonic() - began, 0.2)
            finally:
                process.terminate()

    def test_faults_are_listed(self) -> None:
        listed = subprocess.run([*self.program, '--list-faults'], capture_output=True, text=True, check=True)
        self.assertEqual(len(listed.stdout.splitlines()), len(FAULTS))

    def test_mistakes_are_told(self) -> None:
        for mistake in ('colour=red', 'times=noon', 'slow-start=x'):
            told = subprocess.run([*self.program, '--style', mistake], capture_output=True, text=True)
            self.assertEqual((told.returncode, 'error: --style' in told.stderr), (2, True), told.stderr)


def every_other_style() -> Style:
    """The last value of every switch."""
    style = Style()
    for name, values in CHOICES.items():
        style = style.with_switch(f'{name}={values[-1]}')
    return style


def distinct_checks() -> list[tuple[Check, str]]:
    """Each check once, with the first fault that it shows."""
    named: dict[Check, str] = {}
    for name, check in CHECKS.items():
        named.setdefault(check, name)
    return list(named.items())


if __name__ == '__main__':
    unittest.main()
