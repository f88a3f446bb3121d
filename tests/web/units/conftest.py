"""Who signs in, and where, for the tests of the unit pages."""

from __future__ import annotations

from tests.web.members.conftest import at_desk as at_desk
