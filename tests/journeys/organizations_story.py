"""A town committee and its tree, told once: branches with their units, joint, divided, ended, back.

The clerk writes down a unit, makes a general branch with a new one, below it a branch with the same
unit and a joint branch; links the unit that was written down; lets a branch with members grow into
a general branch; unlinks a unit and mends what the data check says of it; dissolves the general
branch once everything in the way is solved, each thing from its own link, and restores it.
"""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.story import AT, TOWN, Story
from tests.world import credit_code

COMMITTEE = f"{AT}委员会"
CLINIC = "东平川县青石镇柳湾卫生院"
COMMUNITY = "东平川县青石镇柳湾社区居民委员会"
FRUIT = "青石镇柳湾果品有限公司"
STORES = "青石镇惠民仓储有限公司"
SCHOOL = "东平川县青石镇中心小学"
GENERAL = f"{AT}柳湾社区总支部委员会"
FIRST = f"{AT}柳湾第一支部委员会"
CLINIC_BRANCH = f"{AT}柳湾卫生院支部委员会"
JOINT = f"{AT}柳湾企业联合支部委员会"
VILLAGE = f"{AT}云岭村支部委员会"
VILLAGE_FIRST = f"{AT}云岭村第一支部委员会"
SCHOOL_BRANCH = f"{AT}中心小学支部委员会"
MEMBERS_TOLD = "38"


class OrganizationsStory(Story):
    """One clerk of the town at one screen."""

    def build(self) -> None:
        """From the first unit to the branch that grew into a general one."""
        self.screen.sign_in(TOWN)
        self.write_down_a_unit()
        self.make_a_general_branch()
        self.make_branches_below_it()
        self.link_the_unit()
        self.join_two_units()
        self.divide_a_branch()

    def look_after(self) -> None:
        """What is kept up, mended, ended and restored."""
        self.register_a_term()
        self.follow_the_superior()
        self.unlink()
        self.mend_what_the_check_says()
        self.take_back_what_was_cleared()
        self.dissolve()
        self.restore()

    # -- Chapters ----------------------------------------------------------------------------

    def write_down_a_unit(self) -> None:
        self.hand.press(self.link("党组织和单位信息", inside=".subsystems"))
        self.hand.press(self.link("单位信息维护", inside=".functions"))
        self.picture("units")
        self.hand.press(self.link("新增单位", inside="#units"))
        self.hand.type(self.named("name"), CLINIC)
        self.hand.type(self.named("code"), credit_code(CLINIC, "12"))
        self.hand.choose(self.on("#id_category-find"), "事业单位")
        # faster than the form is drawn anew
        self.hand.tick(self.radio("has_party_group", "0"))
        expect(self.on("#id_institution_kind-find")).to_be_visible()
        expect(self.radio("has_party_group", "0")).to_be_checked()
        self.hand.choose(self.named("establishment"), "建立党支部的")
        self.hand.type(self.on("#id_region-find"), "37")
        expect(self.on("#id_region-list [data-value]")).to_have_count(50)
        expect(self.on("#id_region-list")).to_contain_text("请输入文字缩小范围")
        self.hand.choose(self.on("#id_region-find"), "历下区")
        self.hand.choose(self.on("#id_affiliation-find"), "镇")
        self.hand.choose(self.on("#id_institution_kind-find"), "卫生")
        self.hand.type(self.named("employees"), "31")
        self.picture("unit-new")
        self.save()
        expect(self.on("#units tbody")).to_contain_text("尚未关联")
        self.picture("units-awaiting")

    def make_a_general_branch(self) -> None:
        self.hand.press(self.link("党组织信息维护", inside=".functions"))
        self.begin_below(COMMITTEE, GENERAL, "621")
        self.say("units-0-uid_text", COMMUNITY)
        self.say("units-0-code", credit_code(COMMUNITY, "55"))
        self.hand.choose(self.on("#id_units-0-category-find"), "乡镇社区（居委会）")
        self.hand.tick(self.radio("units-0-has_party_group", "0"))
        self.save()
        expect(self.node(GENERAL)).to_be_visible()

    def make_branches_below_it(self) -> None:
        self.begin_below(GENERAL, FIRST, "631", situation="与上级党组织相同")
        expect(self.on("#units")).to_contain_text(COMMUNITY)
        self.picture("organization-same-unit")
        self.save()

    def link_the_unit(self) -> None:
        self.begin_below(COMMITTEE, CLINIC_BRANCH, "631")
        self.hand.look_up(self.on('[name="units-0-uid_text"]'), "柳湾卫生院")
        expect(self.on("#units")).to_contain_text(credit_code(CLINIC, "12"))
        self.picture("organization-known-unit")
        self.save()
        expect(self.on("#information")).to_contain_text(CLINIC)

    def join_two_units(self) -> None:
        self.begin_below(COMMITTEE, JOINT, "632", situation="")
        self.hand.press(self.on("#unit-add"))
        dialog = self.on("#unit-dialog")
        self.hand.look_up(dialog.locator('[name="draft-uid_text"]'), STORES)
        expect(dialog).to_contain_text("系统中已有，只建立关联")
        self.hand.press(dialog.get_by_role("button", name="确定"))
        self.hand.press(self.on("#unit-add"))
        self.say("draft-uid_text", FRUIT)
        self.say("draft-code", credit_code(FRUIT, "91"))
        self.hand.choose(self.on("#id_draft-category-find"), "非公有经济控制")
        self.hand.tick(self.radio("draft-has_party_group", "0"))
        self.picture("organization-joint-unit")
        self.hand.press(dialog.get_by_role("button", name="确定"))
        expect(self.on("#id_units tbody tr")).to_have_count(2)
        self.hand.tick(self.on("#default-1"))
        self.picture("organization-joint")
        self.save()
        expect(self.on("#information .heading").filter(has_text=FRUIT)).to_contain_text("默认单位")

    def divide_a_branch(self) -> None:
        self.hand.select_node(self.node(VILLAGE))
        expect(self.on("#organization h2")).to_have_text(VILLAGE)
        members = self.on(f'.node-row[title="{VILLAGE}"] .node-count').inner_text()
        self.edit()
        self.hand.press(self.link("更改", inside="#editing"))
        self.hand.type(self.on("#id_category-find"), "中央")
        expect(self.on("#id_category-list")).to_contain_text("级别高于上级党组织")
        self.hand.choose(self.on("#id_category-find"), "党总支")
        expect(self.on("#changing")).to_contain_text(f"{members} 名党员全部转到")
        self.say("first_branch", VILLAGE_FIRST)
        self.hand.press(self.button("查看影响"))
        expect(self.on("#effects")).to_contain_text(f"直属党员 {members} 名全部转入新设的")
        self.picture("category-effects")
        self.hand.press(self.button("确定"))
        self.done()
        expect(self.on("#organization tbody tr")).to_contain_text(VILLAGE_FIRST)
        expect(self.on("#organization tbody tr")).to_contain_text(f"{members}／{members}")
        self.picture("category-changed")

    def register_a_term(self) -> None:
        self.edit()
        self.hand.press(self.tab("换届信息"))
        self.hand.press(self.link("新增", inside="#information"))
        self.say("number", "第十一届")
        self.say("elected_on", "20261120")
        self.say("years", "5")
        self.picture("term-new")
        self.hand.press(self.frame.get_by_role("button", name="保存"))
        self.done()
        term = self.on("#information tbody tr").filter(has_text="第十一届")
        expect(term).to_contain_text("2031-11-20")
        self.picture("terms")

    def follow_the_superior(self) -> None:
        """The school's branch takes the town's unit: what it had filled in is cleared."""
        self.edit_the_school()
        self.hand.press(self.tab("党建工作信息"))
        self.say("members", MEMBERS_TOLD)
        self.hand.press(self.button("保存"))
        self.done()
        self.hand.press(self.tab("党组织基本信息"))
        self.hand.press(self.link("更换单位", inside="#id_units"))
        choice = self.on("#id_situation label").filter(has_text="与上级党组织相同")
        self.hand.tick(choice.locator("input"))
        self.hand.press(self.button("查看影响"))
        expect(self.on("#effects")).to_contain_text("党建工作信息，须按新的类别重新填写")
        self.picture("same-unit-effects")
        self.hand.press(self.button("确定"))
        self.done()

    def unlink(self) -> None:
        self.edit()
        self.hand.press(self.link("解除与单位关联关系"))
        expect(self.frame).to_contain_text("人民政府”的关联解除")
        self.picture("unlinking")
        self.hand.press(self.frame.get_by_role("button", name="确定"))
        self.done()

    def mend_what_the_check_says(self) -> None:
        self.hand.press(self.link("数据校核", inside=".functions"))
        finding = (
            self.on("#findings tr").filter(has_text=SCHOOL_BRANCH).filter(has_text="应当有所在单位")
        )
        self.picture("findings")
        self.hand.press(finding.get_by_role("link", name="改正"))
        expect(self.on("#id_units")).to_be_focused()
        self.picture("finding-mended-here")
        self.hand.press(self.link("更换单位", inside="#id_units"))
        self.hand.look_up(self.on('[name="units-0-uid_text"]'), SCHOOL)
        expect(self.on("#units")).to_contain_text("系统中已有，只建立关联")
        self.hand.press(self.button("查看影响"))
        expect(self.on("#effects")).to_be_focused()
        self.picture("linking-effects")
        self.hand.press(self.button("确定"))
        self.done()
        self.hand.press(self.way_back("数据校核"))
        expect(self.on("#findings h2")).to_have_text(COMMITTEE)
        expect(finding).to_have_count(0)
        self.mend_in_place()

    def mend_in_place(self) -> None:
        """The village has a general branch now: its unit is edited on the page of that."""
        finding = self.on("#findings tr").filter(has_text=VILLAGE).filter(has_text="不相符")
        self.hand.press(finding.get_by_role("link", name="改正"))
        expect(self.named("units-0-name")).to_be_focused()
        self.hand.choose(self.named("units-0-establishment"), "建立党总支部的")
        self.picture("unit-in-place")
        self.save()
        self.hand.press(self.way_back("数据校核"))
        expect(self.on("#findings h2")).to_have_text(COMMITTEE)
        expect(finding).to_have_count(0)

    def take_back_what_was_cleared(self) -> None:
        self.hand.press(self.link("党组织信息维护", inside=".functions"))
        self.edit_the_school()
        self.hand.press(self.link("已清除信息"))
        self.picture("cleared")
        self.hand.press(self.button("取回"))
        self.done()
        self.picture("cleared-returned")
        expect(self.named("members")).to_have_value(MEMBERS_TOLD)

    def dissolve(self) -> None:
        """Twice sent away, to the subordinate and to the unit, and twice brought back."""
        self.hand.press(self.link("党组织信息维护", inside=".functions"))
        self.hand.choose_from_menu(self.node(GENERAL), "撤销党组织")
        expect(self.frame).to_contain_text("现在不能撤销，有 2 项要先解决")
        self.picture("dissolution-blockers")
        self.hand.press(self.frame.get_by_role("link", name="去解除关联关系"))
        expect(self.frame).to_contain_text(f"与单位“{COMMUNITY}”的关联解除")
        expect(self.frame).to_contain_text("1 个“与上级党组织相同”的下级党组织")
        self.picture("dissolution-unlinking")
        self.hand.press(self.frame.get_by_role("button", name="确定"))
        self.done()
        expect(self.frame).to_contain_text("现在不能撤销，有 1 项要先解决")
        self.hand.press(self.frame.get_by_role("link", name="逐个处理下级"))
        expect(self.on("#organization h2")).to_have_text(GENERAL)
        self.picture("dissolution-subordinates")
        self.hand.choose_from_menu(self.node(FIRST), "删除党组织")
        expect(self.frame).to_contain_text("永久删除，不能恢复")
        self.picture("deletion")
        self.hand.press(self.frame.get_by_role("button", name="确定"))
        expect(self.on("#notices")).to_contain_text("删除成功")
        self.hand.press(self.way_back("撤销党组织"))
        self.say("number", "青组发〔2026〕12号")
        self.say("on", "20261101")
        self.say("reason", "社区合并")
        self.picture("dissolution")
        self.hand.press(self.frame.get_by_role("button", name="确定"))
        self.done()
        expect(self.node(GENERAL)).to_have_count(0)
        expect(self.way_back("撤销党组织")).to_have_count(0)

    def restore(self) -> None:
        more = self.on("#organization .panel-tools details").filter(has_text="更多")
        self.hand.choose_from_drop(more, "已撤销的党组织")
        expect(self.on("#dissolved-title")).to_be_visible()
        self.picture("dissolved")
        self.hand.press(self.on("tr").filter(has_text=GENERAL).get_by_role("link", name="恢复"))
        self.say("number", "青组发〔2026〕13号")
        self.picture("restoring")
        self.hand.press(self.frame.get_by_role("button", name="确定"))
        self.done()
        expect(self.node(GENERAL)).to_be_visible()
        self.picture("restored")

    # -- Inside ------------------------------------------------------------------------------

    @property
    def frame(self) -> Locator:
        """The dialog, over the page or as a page of its own."""
        return self.on(".dialog-frame:visible")

    def begin_below(
        self, superior: str, name: str, category: str, situation: str = "法人单位"
    ) -> None:
        """<组织新增> with everything but the unit."""
        self.hand.choose_from_menu(self.node(superior), "新增下级党组织")
        self.hand.tick(self.on(f"#category-{category}"))
        expect(self.on("#units")).to_be_visible()
        self.say("name", name)
        self.say("secretary", "石守一")
        self.say("contact", "白见微")
        self.say("phone", "0699-8880031")
        if situation:
            choice = self.on("#id_situation label").filter(has_text=situation)
            self.hand.tick(choice.locator("input"))

    def say(self, name: str, text: str) -> None:
        self.hand.type(self.named(name), text)

    def save(self) -> None:
        self.hand.press(self.button("保存"))
        self.done()

    def done(self) -> None:
        """It was carried out and says so."""
        expect(self.on(".notice-good")).to_be_visible()

    def edit(self) -> None:
        self.hand.press(self.link("编辑", inside="#organization .panel-tools"))
        expect(self.on("#editing")).to_be_visible()

    def edit_the_school(self) -> None:
        self.hand.select_node(self.node(SCHOOL_BRANCH))
        expect(self.on("#organization h2")).to_have_text(SCHOOL_BRANCH)
        self.edit()

    def tab(self, label: str) -> Locator:
        return self.on("[data-tabs]").get_by_role("link", name=label)

    def way_back(self, label: str) -> Locator:
        return self.on("#notices").get_by_role("link", name=f"返回“{label}”")

    def picture(self, name: str) -> None:
        super().picture(f"tree-{name}")
