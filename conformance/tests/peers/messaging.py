#!/usr/bin/env python3
"""A server of the Tybrite messaging contract, correct or with one planted fault.

It shares no code with this repository's mock: what a run says about it can be held against the contract.
"""

from __future__ import annotations

import argparse
import contextlib

from contract import Contract
from faults import FAULTS
from style import Style
from wire import Server


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('--port', type=int, default=0, help='where to listen; 0 is any that is free')
    parser.add_argument('--fault', choices=FAULTS, metavar='NAME', help='depart from the contract')
    parser.add_argument('--list-faults', action='store_true', help='show the faults, and end')
    parser.add_argument(
        '--style',
        action='append',
        default=[],
        metavar='NAME=VALUE',
        help=f'answer differently, but conforming; {Style.__doc__}',
    )
    given = parser.parse_args()
    style = Style()
    for switch in given.style:
        try:
            style = style.with_switch(switch)
        except ValueError as mistake:
            parser.error(f'--style {switch}: {mistake}')
    given.style = style
    return given


def main() -> None:
    """Serves until it is interrupted."""
    given = arguments()
    if given.list_faults:
        for name, fault in FAULTS.items():
            print(f'{name}\t{fault.phrase}')
        return
    kind = FAULTS[given.fault].contract if given.fault else Contract
    with Server(given.port, kind(given.style)) as server:
        print(server.address, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)


if __name__ == '__main__':
    main()
