"""For each fault, a fact of the contract that it breaks."""

from checks import behaviour, contents, refusals
from checks.facts import Check

CHECKS: dict[str, Check] = {
    f'{group}/{name}': check
    for module in (refusals, contents, behaviour)
    for group, checks in module.CHECKS.items()
    for name, check in checks.items()
}

__all__ = ['CHECKS', 'Check']
