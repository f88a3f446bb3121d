"""<党组织信息维护> (ORG-01, ORG-02)."""

from __future__ import annotations

import pytest

from tests.web.members.conftest import SignIn
from tests.world import Province

LIST = "/zuzhi/dangzuzhi"


@pytest.mark.spec("ORG-01", "ORG-02")
def test_the_own_organisation_stands_open_with_what_is_below(
    province: Province, at_desk: SignIn
) -> None:
    answer = at_desk("T1").get(LIST)
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    assert "T1镇党委" in page
    for key in ("B1", "B1b", "G1"):
        assert province[key].code in page
    assert province["GB1"].code not in page
