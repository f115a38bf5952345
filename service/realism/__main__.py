"""`python -m realism` is `realism`."""

from realism.cli import main

if __name__ == "__main__":  # Processes that are started from this one import it, too.
    main()
