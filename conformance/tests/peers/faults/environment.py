"""Faults of the header `Tybrite-Environment`."""

from __future__ import annotations

from collections.abc import Callable

from contract import Contract, Key
from exchange import Request, Response
from faults.table import add


def environment(
    name: str, phrase: str, value: Callable[[Key | None, str | None, Request, Response], str | None]
) -> None:
    """A fault that sends another value, or none, in place of the correct one."""

    class Environment(Contract):
        def environment(self, request: Request, key: Key | None, response: Response) -> str | None:
            correct = super().environment(request, key, response)
            return value(key, correct, request, response)

    add(f'environment/{name}', phrase, Environment)


def missing_on(status: int) -> None:
    """A fault that forgets the header on a status."""
    environment(
        f'missing-on-{status}',
        f'The environment is not told with {status}.',
        lambda key, correct, request, response: None if response.status == status else correct,
    )


for told in (200, 201, 400, 401, 403, 404):
    missing_on(told)

environment('missing', 'The environment is never told.', lambda key, correct, request, response: None)
environment(
    'missing-on-publishable',
    'The environment is not told to publishable keys.',
    lambda key, correct, request, response: correct if key and key.secret else None,
)
environment(
    'missing-on-last-page',
    'The environment is not told with short pages.',
    lambda key, correct, request, response: (
        None if response.status == 200 and b'"has_more": false' in response.body else correct
    ),
)
environment(
    'constant',
    'The environment is always the sandbox.',
    lambda key, correct, request, response: correct and 'sandbox',
)
environment(
    'production-on-201',
    'A creation is told to be production.',
    lambda key, correct, request, response: 'production' if response.status == 201 else correct,
)
environment(
    'production-on-errors',
    'Errors are told to be production.',
    lambda key, correct, request, response: correct and 'production' if response.status >= 400 else correct,
)
environment(
    'of-the-other-key',
    'Publishable keys are told to be production.',
    lambda key, correct, request, response: 'production' if key and not key.secret else correct,
)
environment(
    'as-in-the-key',
    'The environment is told as live or test.',
    lambda key, correct, request, response: {'production': 'live', 'sandbox': 'test'}.get(correct or ''),
)
environment(
    'capital',
    'The environment is told with a capital.',
    lambda key, correct, request, response: correct and correct.capitalize(),
)
environment(
    'without-key',
    'The environment is told where no key was recognised.',
    lambda key, correct, request, response: correct or 'sandbox',
)
environment(
    'with-malformed-key',
    'The environment is told where a key has another form.',
    lambda key, correct, request, response: correct
    or ('sandbox' if 'authorization' in request.headers else None),
)
