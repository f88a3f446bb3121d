"""<信息管理> and <党员浏览> (MEM-12)."""

from __future__ import annotations

import pytest

from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import Province

LIST = "/dangyuan/dangyuan"


def test_the_list_of_a_branch(province: Province, at_desk: SignIn) -> None:
    builders.member(province["B1"], name="刘巧云")
    answer = at_desk("T1").get(LIST, {"org": province["B1"].uid})
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    assert "刘巧云" in page
    assert "37****************" in page
