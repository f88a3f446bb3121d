"""The main job, told once: a new branch, a new member, and his way to another town's branch.

The town makes the branch, enrols somebody there and sends him to a branch of another town. The item
goes up to the county and down to the other town, comes back all the way, is sent again to the other
town's committee, which chooses the branch; the branch receives him and prints the letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from dengta.operations.demo.accounts import PASSWORD
from tests.journeys.hands import Hand
from tests.journeys.measuring import wrong_with
from tests.journeys.screen import Screen
from tests.world import credit_code

TOWN, COUNTY, OTHER_TOWN, RECEIVING = "13900000043", "13900000033", "13900000104", "13900000105"
PERSON, NUMBER = "高岭松", "370999197803210033"
AT = "中共东平川县青石镇"
NEW_BRANCH = f"{AT}柳湾村支部委员会"
VILLAGE = "东平川县青石镇柳湾村村民委员会"
OTHER_COMMITTEE = "中共东平川县云台镇委员会"
TARGET = "中共东平川县云台镇西岭村支部委员会"
IN_THE_DOCUMENTS = frozenset(
    {
        "login", "workbench", "organizations", "organization-new", "enrolment", "member",
        "transfer-new", "approval", "transfers", "letter",
    }
)  # fmt: skip


@dataclass
class Story:
    """Somebody at a screen; pictures carry the name of how he works, or none (the guide's)."""

    screen: Screen
    hand: Hand
    how: str = ""

    def tell(self) -> None:
        """From the first sign-in to the printed letter."""
        self.sign_in(TOWN)
        self.walk_the_tree()
        self.make_a_branch()
        self.enrol()
        self.send()
        self.agree()
        self.as_clerk(COUNTY).agree()
        for clerk in (OTHER_TOWN, COUNTY, TOWN):
            self.as_clerk(clerk).send_back()
        self.send_again()
        self.agree()
        self.as_clerk(COUNTY).agree()
        self.as_clerk(OTHER_TOWN).choose_a_branch()
        self.as_clerk(RECEIVING).receive()
        self.print_the_letter()

    # -- Chapters ----------------------------------------------------------------------------

    def sign_in(self, mobile: str) -> None:
        self.screen.go("/sso")
        self.hand.type(self.named("user_name"), mobile)
        self.hand.type(self.named("password"), PASSWORD)
        self.hand.type(self.named("picture"), self.on("#captcha-said").inner_text())
        if mobile == TOWN:
            self.picture("login")
        self.hand.press(self.button("登录"))
        expect(self.on("h1, h2").first).to_be_visible()
        if mobile == TOWN:
            self.picture("workbench")

    def walk_the_tree(self) -> None:
        self.hand.press(self.link("党组织和单位信息", inside=".subsystems"))
        self.hand.press(self.link("党组织信息维护", inside=".functions"))
        self.hand.open_node(self.node(f"{AT}柳园社区总支部委员会"))
        self.hand.select_node(self.node(f"{AT}柳园第一支部委员会"))
        expect(self.on("#organization h2")).to_have_text(f"{AT}柳园第一支部委员会")
        self.hand.select_node(self.node(f"{AT}委员会"))
        expect(self.on("#organization h2")).to_have_text(f"{AT}委员会")
        self.picture("organizations")

    def make_a_branch(self) -> None:
        self.hand.choose_from_menu(self.node(f"{AT}委员会"), "新增下级党组织")
        self.hand.tick(self.on("#category-631"))
        expect(self.on("#units")).to_be_visible()
        self.hand.type(self.named("name"), NEW_BRANCH)
        self.hand.type(self.named("secretary"), "石守一")
        expect(self.on("#id_name-said")).to_contain_text("同级无重名")
        self.hand.type(self.named("contact"), "白见微")
        self.hand.type(self.named("phone"), "0699-8880031")
        legal_unit = self.on("#id_situation label").filter(has_text="法人单位")
        self.hand.tick(legal_unit.locator("input"))
        self.hand.type(self.on('[name="units-0-uid_text"]'), VILLAGE)
        self.hand.type(self.named("units-0-code"), credit_code(VILLAGE))
        self.hand.choose(self.on("#id_units-0-category-find"), "建制村")
        self.hand.choose(self.named("units-0-establishment"), "建立党支部的")
        self.hand.tick(self.radio("units-0-has_party_group", "0"))
        self.picture("organization-new")
        self.hand.press(self.button("保存"))
        expect(self.on(".notice-good")).to_be_visible()
        expect(self.node(NEW_BRANCH)).to_be_visible()

    def enrol(self) -> None:
        self.hand.press(self.link("党员信息", inside=".subsystems"))
        self.hand.press(self.link("信息管理", inside=".functions"))
        self.hand.press(self.link("补录"))
        self.hand.select_node(self.node(NEW_BRANCH))
        self.hand.type(self.named("name"), PERSON)
        self.hand.type(self.named("id_number"), NUMBER)
        self.hand.press(self.button("下一步"))
        expect(self.button("实名认证")).to_be_focused()
        self.hand.press(self.button("实名认证"))
        expect(self.on(".answers")).to_contain_text("一致")
        expect(self.button("实名认证")).to_be_focused()
        self.hand.choose(self.on("#id_ethnicity-find"), "汉族")
        self.hand.choose(self.on("#id_education-find"), "大专")
        self.hand.choose(self.named("category"), "正式党员")
        self.hand.type(self.named("joined_on"), "20030701")
        self.hand.type(self.named("full_on"), "20040701")
        self.hand.choose(self.on("#id_post-find"), "社区工作人员")
        self.hand.type(self.named("phone"), "13900000099")
        self.hand.type(self.named("address"), "东平川县青石镇柳湾村3巷8号")
        self.picture("enrolment")
        self.hand.press(self.button("保存"))
        expect(self.on(".notice-good")).to_be_visible()
        expect(self.on("#page")).to_contain_text(NUMBER)
        self.picture("member")

    def send(self) -> None:
        self.hand.press(self.link("组织关系转出", inside="#page"))
        expect(self.on("#application-title")).to_be_focused()
        self.hand.look_up(self.on("#id_target"), "云台镇西岭村")
        expect(self.on("#application .steps")).to_contain_text("云台镇")
        self.hand.type(self.named("reason"), "工作调动，到西岭村任职")
        self.hand.type(self.named("dues_until"), "202606")
        self.hand.type(self.named("contacts-source-person"), "白见微")
        self.hand.type(self.named("contacts-source-phone"), "0699-8880031")
        self.picture("transfer-new")
        self.hand.press(self.button("发送"))
        expect(self.on(".notice-good")).to_be_visible()
        expect(self.on("#page")).to_contain_text(PERSON)
        self.picture("transfers")

    def as_clerk(self, mobile: str) -> Story:
        """The next one at the same screen."""
        self.hand.press(self.button("退出"))
        expect(self.named("user_name")).to_be_visible()
        self.sign_in(mobile)
        return self

    def send_back(self) -> None:
        self.to_the_desk()
        self.hand.press(self.link("不同意"))
        self.hand.tick(self.on("#dialog").get_by_label("信息不全"))
        self.hand.type(self.on("#dialog [name=text]"), "联系电话打不通")
        self.picture("send-back")
        self.hand.press(self.on("#dialog .dialog-foot button").first)
        expect(self.on(".notice-good")).to_be_visible()

    def agree(self) -> None:
        self.to_the_desk()
        self.picture("approval")
        self.hand.press(self.button("同意"))
        expect(self.on(".notice-good")).to_be_visible()

    def send_again(self) -> None:
        self.to_the_desk()
        self.hand.press(self.link("改正后再发"))
        self.hand.look_up(self.on("#id_target"), OTHER_COMMITTEE)
        expect(self.on("#application .steps .step")).to_have_count(4)
        self.hand.type(self.named("contacts-source-phone"), "0699-8880032")
        self.picture("transfer-again")
        self.hand.press(self.button("重新发送"))
        expect(self.on(".notice-good")).to_be_visible()

    def choose_a_branch(self) -> None:
        self.to_the_desk()
        self.hand.press(self.link("选择接收支部"))
        self.hand.tick(self.on("#dialog").get_by_label(TARGET))
        self.picture("choose-branch")
        self.hand.press(self.on("#dialog .dialog-foot button").first)
        expect(self.on(".notice-good")).to_be_visible()

    def receive(self) -> None:
        self.to_the_desk()
        self.picture("receiving")
        self.hand.press(self.button("接收"))
        expect(self.on(".notice-good")).to_be_visible()

    def print_the_letter(self) -> None:
        self.hand.press(self.link("查看转接情况", inside=".functions"))
        self.hand.press(self.on("#page").get_by_role("link", name=PERSON).first)
        expect(self.on("#page")).to_contain_text("已完成")
        self.picture("steps")
        self.hand.press(self.link("打印介绍信").first)
        expect(self.on("body")).to_contain_text("中国共产党党员组织关系介绍信")
        expect(self.on("body")).to_contain_text(NUMBER)
        self.picture("letter")

    # -- Inside ------------------------------------------------------------------------------

    def to_the_desk(self) -> None:
        self.hand.press(self.link("组织关系转接", inside=".subsystems"))
        self.hand.press(self.link("转接审批", inside=".functions"))
        self.hand.press(self.on(".desk").get_by_role("link", name=PERSON))
        expect(self.on("#case-title")).to_have_text(PERSON)
        expect(self.on("#case-title")).to_be_focused()

    def picture(self, name: str) -> None:
        """Keep the picture of a page, on which nothing may be wrong."""
        shown = not self.how and name in IN_THE_DOCUMENTS
        self.screen.picture(f"{self.how}-{name}" if self.how else name, shown=shown)
        if not self.how:
            assert wrong_with(self.screen.page) == []

    def on(self, selector: str) -> Locator:
        return self.screen.page.locator(selector)

    def named(self, name: str) -> Locator:
        return self.on(f'[name="{name}"]:visible').first

    def radio(self, name: str, value: str) -> Locator:
        return self.on(f'input[name="{name}"][value="{value}"]')

    def button(self, name: str) -> Locator:
        return self.on(f'button:not(.hear):text-is("{name}")').first

    def link(self, name: str, *, inside: str = "body") -> Locator:
        return self.on(inside).get_by_role("link", name=name)

    def node(self, name: str) -> Locator:
        return self.on(f'li.node:has(> .node-row[title="{name}"])')
