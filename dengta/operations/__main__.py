"""``python -m dengta.operations`` is the command line."""

import sys

from dengta.operations.cli import main

sys.exit(main())
