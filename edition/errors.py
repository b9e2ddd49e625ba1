"""Faults of the set-up.

A fault of the sources is a value (see `diagnostics`); what is wrong with the command, the settings or the
file system is an `EditionError`, raised, and shown by the command line as one line on stderr.
"""

from __future__ import annotations

import os


class EditionError(Exception):
    """The set-up does not allow to go on; the message says what is wrong and what to do, in one line.

    Files below the folder where the command runs are named from there.
    """

    def __str__(self) -> str:
        return super().__str__().replace(os.path.join(os.getcwd(), ""), "")
