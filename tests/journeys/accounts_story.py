"""How one gets in, told once: the officer's sheet, the message, activation, the first day.

The town's officer uploads a sheet with faults, mends them and confirms; the message with the code
lands in the outbox; the new clerk activates, signs in and sees the workbench; the town's auditor
reads what all of them did.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from dengta.operations.demo.accounts import PASSWORD
from tests.accounts.builders import invented_id
from tests.imports.sheet_builders import lines, person, workbook
from tests.journeys.story import AT, Story

OFFICER, AUDITOR = "13900000041", "13900000042"
CLERK, MOBILE, NUMBER = "高岭松", "13800000801", invented_id(801)
OWN_PASSWORD, VPN_PASSWORD = "Maple-hill-26", "Lake-reed-58"
TOWN_COMMITTEE = f"{AT}委员会"
WRONG_MOBILE = 4
OUTBOX = "/yanshi/duanxin"


class AccountsStory(Story):
    """Officer, clerk and auditor, one after the other at one screen."""

    def tell_of(self, sheet: Path) -> None:
        """From the officer's file to the auditor's sentences; ``sheet`` is written here."""
        sheet.write_bytes(made_sheet())
        self.sign_in(OFFICER)
        self.upload(sheet)
        self.mend()
        self.confirm()
        code = self.message_to(MOBILE, r"授权码：([0-9A-Z-]{17})")
        self.picture("accounts-outbox")
        self.screen.go("/")
        self.sign_out()
        self.activate(code)
        self.first_day()
        self.sign_out()
        self.read_the_log()

    def upload(self, sheet: Path) -> None:
        self.hand.press(self.link("账号管理", inside="#page"))
        self.hand.press(self.link("按表授权", inside="#page").first)
        self.named("file").set_input_files(sheet)
        self.hand.press(self.button("上传并检查"))
        expect(self.on(".sheet-grid")).to_be_visible()
        expect(self.on("#tile-wrong")).to_contain_text("3行要改正")
        self.picture("accounts-sheet")

    def mend(self) -> None:
        self.hand.press(self.link("相同错误一起改"))
        self.hand.choose(self.on("#dialog [name=gai-0]"), "管理员")
        self.picture("accounts-alike")
        self.hand.press(self.on("#dialog").get_by_role("button", name="保存"))
        expect(self.on("#tile-wrong")).to_contain_text("1行要改正")
        row = self.on(f'[data-row="{WRONG_MOBILE}"]')
        self.hand.press(row.locator(".cell-error a"))
        self.hand.type(self.on("#cell-text"), "13800000803")
        self.hand.press(row.get_by_role("button", name="保存"))
        expect(self.on("#tile-wrong")).to_contain_text("0行要改正")

    def confirm(self) -> None:
        self.hand.press(self.link("确认授权 3 人"))
        self.picture("accounts-confirming")
        self.hand.press(self.on("#dialog").get_by_role("button", name="确认授权，发送短信"))
        expect(self.on("#tile-done")).to_contain_text("3人已授权")
        expect(self.on(".sheet-grid").get_by_role("link", name="查看账号")).to_have_count(3)
        expect(self.on('.steps [aria-current="step"]')).to_contain_text("完成")
        self.picture("accounts-confirmed")

    def message_to(self, mobile: str, pattern: str) -> str:
        """What the newest message to the number says, read in the outbox of the demo."""
        if self.screen.page.url.endswith("/jihuo"):
            page = self.screen.page.context.new_page()
            page.goto(self.screen.address + OUTBOX)
        else:
            page = self.screen.page
            self.screen.go(OUTBOX)
        line = page.locator("tr", has_text=mobile).filter(has_text=re.compile(pattern)).first
        line.wait_for()
        found = re.search(pattern, line.inner_text())
        assert found is not None
        if page is not self.screen.page:
            page.close()
        return found[1]

    def sign_out(self) -> None:
        self.hand.press(self.button("退出"))
        expect(self.named("user_name")).to_be_visible()

    def activate(self, code: str) -> None:
        self.hand.press(self.link("立即激活"))
        self.hand.type(self.named("mobile"), MOBILE)
        self.hand.type(self.named("picture"), self.on("#captcha-said").inner_text())
        self.hand.press(self.button("发送短信验证码"))
        expect(self.on("#page")).to_contain_text("已通过")
        expect(self.named("sms_code")).to_be_focused()
        sms_code = self.message_to(MOBILE, r"验证码 (\d{6})")
        self.hand.type(self.named("sms_code"), sms_code)
        self.hand.type(self.named("code"), code)
        for name, text in (
            ("password", OWN_PASSWORD),
            ("again", OWN_PASSWORD),
            ("vpn_password", VPN_PASSWORD),
            ("vpn_again", VPN_PASSWORD),
            ("name", CLERK),
            ("id_number", NUMBER),
        ):
            self.hand.type(self.named(name), text)
        self.picture("accounts-activation")
        self.screen.page.keyboard.press("Enter")
        expect(self.on("body")).to_contain_text("激活成功")

    def first_day(self) -> None:
        self.enter(MOBILE, OWN_PASSWORD)
        expect(self.on(".greeting")).to_contain_text(CLERK)
        expect(self.on("#today-title")).to_be_visible()
        self.picture("accounts-first-day")

    def read_the_log(self) -> None:
        self.enter(AUDITOR, PASSWORD)
        self.hand.press(self.link("业务审批记录", inside="#page").first)
        for words in ("授权表", "激活"):
            expect(self.on("#page")).to_contain_text(words)
        expect(self.on("#page")).to_contain_text(CLERK)
        expect(self.on("#page")).not_to_contain_text(NUMBER)
        expect(self.on("#page")).not_to_contain_text(MOBILE)
        self.picture("accounts-log")
        self.hand.press(self.link("系统登录日志", inside=".functions"))
        expect(self.on("#page")).to_contain_text(CLERK)

    def enter(self, user_name: str, password: str) -> None:
        """Sign in on the page that is open."""
        self.hand.type(self.named("user_name"), user_name)
        self.hand.type(self.named("password"), password)
        self.hand.type(self.named("picture"), self.on("#captcha-said").inner_text())
        self.hand.press(self.button("登录"))
        expect(self.on(".greeting")).to_be_visible()


def made_sheet() -> bytes:
    """A workbook of three clerks of the town: two with an unknown duty, the third with a number
    that lacks a digit."""
    people = [
        person(801, TOWN_COMMITTEE, name=CLERK, role="党务干部"),
        person(802, TOWN_COMMITTEE, name="卢见溪", role="党务干部"),
        person(803, TOWN_COMMITTEE, name="苏禾青", mobile="1380000080"),
    ]
    return workbook(lines(*people))
