"""`python -m lerway.cli`."""

import sys

from lerway.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
