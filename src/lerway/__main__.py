"""`python -m lerway`."""

import sys

from lerway.cli import main

if __name__ == "__main__":
    sys.exit(main())
