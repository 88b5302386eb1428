"""The planted faults, a module for each group."""

from faults import (
    crash,
    creation,
    credentials,
    environment,
    errors,
    items,
    pages,
    selection,
    stability,
    validation,
)
from faults.table import FAULTS

__all__ = [
    'FAULTS',
    'crash',
    'creation',
    'credentials',
    'environment',
    'errors',
    'items',
    'pages',
    'selection',
    'stability',
    'validation',
]
