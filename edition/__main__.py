"""`python -m edition`: the same as the command `edition`."""

from edition.cli import main

main()
