"""What each event is called when a person tells it: ``{it}`` is what the line is about.

``[…{key}…]`` is said only when the line has that detail. An event of :data:`EDITS` tells its
changes one by one (把 … 由 … 改为 …); the phrase here is then the short form.
"""

from __future__ import annotations

from dengta.audit.rules.events import Event

PHRASES: dict[Event, str] = {
    Event.SIGNED_IN: "登录了系统[，此前的登录{earlier}]",
    Event.SIGN_IN_FAILED: "登录失败",
    Event.SIGNED_OUT: "退出了系统",
    Event.RECORD_OPENED: "查看了 {it} 的档案",
    Event.NUMBER_REVEALED: "在日志中查看了 {it} 的完整号码",
    Event.REFUSED_DENIED: "没有权限，被拒绝：{it}[（{more}）]",
    Event.REFUSED_OUT_OF_REACH: "要访问管理范围之外的内容，被拒绝：{it}[（{more}）]",
    Event.REFUSED_SEPARATION: "违反三员分离，被拒绝：{it}",
    Event.JOB_ENQUEUED: "提交了后台任务 {it}",
    Event.JOB_CANCELLED: "取消了后台任务 {it}",
    Event.JOB_CANCEL_ASKED: "要求停止后台任务 {it}",
    Event.JOB_FINISHED: "完成了后台任务 {it}",
    Event.JOB_FAILED: "没有完成后台任务 {it}",
    Event.REGISTER_ASKED: "查询了 {it} 的实名认证[，结果：{answer}]",
    Event.FILE_STORED: "给 {it} 上传了[{what}][：{file}]",
    Event.FILE_REMOVED: "删除了 {it} 的[{what}][：{file}]",
    Event.FILE_OPENED: "打开了 {it} 的附件",
    Event.FINDING_ACCEPTED: "对 {it} 的一条数据校核问题填写了情况属实[：{sentence}]",
    Event.DEMO_MADE: "生成了 {it}",
    Event.INSTALLED: "建立了根党组织 {it}",
    Event.ORGANIZATION_CREATED: "新增了党组织 {it}",
    Event.ORGANIZATION_EDITED: "修改了党组织 {it} 的信息",
    Event.ORGANIZATION_RENAMED: "给党组织 {it} 改了名",
    Event.ORGANIZATION_DELETED: "删除了党组织 {it}",
    Event.ORGANIZATION_DISSOLVED: "撤销了党组织 {it}[，文号：{number}]",
    Event.ORGANIZATION_RESTORED: "恢复了党组织 {it}[，文号：{number}]",
    Event.CATEGORY_CHANGED: "更改了党组织 {it} 的组织类别",
    Event.CLEARED_RETURNED: "取回了 {it} 已清除的信息[：{set}]",
    Event.SHEET_PRINTED: "打印了 {it} 的采集表",
    Event.UNIT_CREATED: "新增了单位 {it}",
    Event.UNIT_EDITED: "修改了单位 {it} 的信息",
    Event.UNIT_DELETED: "删除了单位 {it}",
    Event.ACCOUNT_OPENED: "开通了 {it} 的账号",
    Event.ACCOUNT_LOCKED: "密码连续输错，账号 {it} 已锁定",
    Event.ACCOUNT_UNLOCKED: "解锁了 {it} 的账号",
    Event.FUNCTIONS_GRANTED: "调整了 {it} 的功能",
    Event.PASSWORD_CHANGED: "修改了 {it} 的登录密码",
    Event.BOOTSTRAPPED: "设立了首任安全员和审计员 {it}",
    Event.AUTHORISED: "授权了 {it} 的账号",
    Event.AUTHORISATION_RENEWED: "给 {it} 重新发送了授权码",
    Event.AUTHORISATION_WITHDRAWN: "撤回了 {it} 的授权",
    Event.MOBILE_CHANGED: "更改了 {it} 的手机号码",
    Event.MESSAGE_SENT: "给 {it} 发送了短信[（{message}）]",
    Event.MESSAGE_FAILED: "给 {it} 发送短信失败[（{message}）]",
    Event.ACCOUNT_ACTIVATED: "激活了 {it} 的账号",
    Event.ACTIVATION_FAILED: "激活账号失败",
    Event.PASSWORD_SET_ANEW: "忘记密码，重设了 {it} 的登录密码",
    Event.PASSWORD_NOT_SET: "忘记密码，重设密码失败",
    Event.VPN_SIGNED_IN: "连接了虚拟专网",
    Event.VPN_SIGN_IN_FAILED: "连接虚拟专网失败[：{why}]",
    Event.VPN_PASSWORD_CHANGED: "修改了 {it} 的虚拟专网密码",
    Event.VPN_PASSWORD_RESET: "重设了 {it} 的虚拟专网密码",
    Event.VPN_PASSWORD_SET_ANEW: "忘记密码，重设了 {it} 的虚拟专网密码",
    Event.ACCOUNT_SUSPENDED: "停用了 {it} 的账号",
    Event.ACCOUNT_RESUMED: "启用了 {it} 的账号",
    Event.ACCOUNT_ENDED: "撤销了 {it} 的账号",
    Event.MEMBER_ENROLLED: "补录了党员 {it}[，增加方式：{way}]",
    Event.MEMBER_EDITED: "修改了 {it} 的党员信息",
    Event.MEMBER_MOVED: "把党员 {it} 转入新的党支部",
    Event.TRANSFER_SENT: "发起 {it} 的组织关系转接[，由 {从组织} 转给 {到组织}]",
    Event.TRANSFER_AGREED: "同意 {it} 的组织关系转接[，由 {从组织} 转给 {到组织}]",
    Event.TRANSFER_PASSED: "自动通过 {it} 的组织关系转接[，由 {从组织} 转给 {到组织}]",
    Event.TRANSFER_RETURNED: "不同意 {it} 的组织关系转接[，由 {从组织} 退回 {到组织}]",
    Event.TRANSFER_SENT_AGAIN: "重新发起 {it} 的组织关系转接[，由 {从组织} 转给 {到组织}]",
    Event.TRANSFER_WITHDRAWN: "撤回了 {it} 的组织关系转接",
    Event.TRANSFER_VOIDED: "把 {it} 的组织关系转接作为废件",
    Event.TRANSFER_RECEIVED: "接收了 {it} 的组织关系[，转入 {到组织}]",
    Event.LETTER_PRINTED: "打印了 {it} 的介绍信",
    Event.TRANSFER_CORRECTED: "更正了 {it} 的转接申请",
    Event.TRANSFER_BRANCH_CHOSEN: "为 {it} 的转接选定了接收支部",
    Event.ROWS_IMPORTED: "导入了 {it}",
    Event.SHEET_UPLOADED: "上传了 {it}[，共 {rows} 人]",
    Event.SHEET_DISCARDED: "放弃了 {it}[，共 {rows} 人]",
    Event.SHEET_EXPORTED: "下载了 {it} 的错误清单[，共 {rows} 人]",
    Event.LOG_EXPORTED: "导出了日志 {it}",
    Event.LOG_COPIED: "导出了日志副本和公钥",
}

EDITS: frozenset[Event] = frozenset(
    {
        Event.ORGANIZATION_EDITED,
        Event.ORGANIZATION_RENAMED,
        Event.CATEGORY_CHANGED,
        Event.UNIT_EDITED,
        Event.FUNCTIONS_GRANTED,
        Event.MOBILE_CHANGED,
        Event.MEMBER_EDITED,
        Event.TRANSFER_CORRECTED,
    }
)
"""Events whose sentence is their changes."""

DETAIL_LABELS: dict[str, str] = {
    "answer": "查询结果",
    "earlier": "此前的登录",
    "way": "增加方式",
    "register": "实名认证",
    "message": "短信",
    "more": "次数",
    "sentence": "问题",
    "why": "原因",
    "rule": "规则",
    "rows": "人数",
    "what": "种类",
    "file": "文件",
    "number": "文号",
    "on": "日期",
    "set": "信息集",
}
"""Words for the names of details; a Chinese name speaks for itself."""

DETAIL_WORDS: dict[str, str] = {
    "matched": "已实名认证",
    "unchecked": "未实名认证",
    "accepted": "通过",
    "unknown": "没有这个账号",
    "wrong": "密码不正确",
    "locked": "连续输错，已锁定",
    "address": "同一地址尝试过多",
    "suspended": "账号已停用",
    "expired": "密码已过期",
    "left_open": "没有退出，随之失效",
    "ended": "账号已撤销",
}
"""Words for details that are kept by their code."""

HIDDEN_DETAILS = frozenset({"rule"})

JOB_WORDS: dict[str, str] = {
    "authorise_sheet": "按表授权",
    "send_messages": "发送短信",
    "log.check": "校验日志",
    "log.export": "导出日志",
    "log.copy": "导出日志副本",
    "sheets.print": "打印采集表",
}
"""Kinds of jobs by name; one that is not here is 后台处理."""

NAMELESS: dict[str, str] = {
    "member": "党员",
    "staged": "临时数据",
    "organization": "党组织",
    "unit": "单位",
    "account": "账号",
    "transfer": "转接",
    "job": "后台处理",
    "line": "日志",
    "sheet": "授权表",
    "file": "文件",
}
"""What a subject without a name is called."""
