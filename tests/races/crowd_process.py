"""Read once, before the processes of a crowd are forked: the project and what the races try."""

import django

django.setup()

from dengta.members import actions as members  # noqa: E402, F401
from dengta.organizations.actions import tree  # noqa: E402, F401
from dengta.transfers import actions as transfers  # noqa: E402, F401
