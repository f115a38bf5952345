"""`python -m realism` is `realism`."""

from realism.cli import main

main()
