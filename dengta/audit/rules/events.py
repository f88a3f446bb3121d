"""Every event there is, past tense, with the words that the log shows (LOG-01).

A room adds its events at the end of its own group, with a label below. Values are stored: they
are never renamed, and never taken away.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The four screens of the log (LOG-01)."""

    SIGN_IN = "sign_in"
    BUSINESS = "business"
    LOOK = "look"
    REFUSED = "refused"


KIND_LABELS: dict[Kind, str] = {
    Kind.SIGN_IN: "系统登录日志",
    Kind.BUSINESS: "业务审批记录",
    Kind.LOOK: "档案查询记录",
    Kind.REFUSED: "被拒操作",
}


class Event(StrEnum):
    """What happened. One change of state is one event."""

    # sign-ins; a session that ends by the clock changes nothing and has no line
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"

    # looks at personal records
    RECORD_OPENED = "record_opened"
    NUMBER_REVEALED = "number_revealed"

    # refused attempts
    REFUSED_DENIED = "refused_denied"
    REFUSED_OUT_OF_REACH = "refused_out_of_reach"
    REFUSED_SEPARATION = "refused_separation"

    # the log itself
    LOG_EXPORTED = "log_exported"
    LOG_COPIED = "log_copied"

    # jobs
    JOB_ENQUEUED = "job_enqueued"
    JOB_CANCELLED = "job_cancelled"
    JOB_CANCEL_ASKED = "job_cancel_asked"
    JOB_FINISHED = "job_finished"
    JOB_FAILED = "job_failed"

    # gateways
    REGISTER_ASKED = "register_asked"

    # files
    FILE_STORED = "file_stored"
    FILE_REMOVED = "file_removed"
    FILE_OPENED = "file_opened"

    # findings
    FINDING_ACCEPTED = "finding_accepted"

    # the installation
    DEMO_MADE = "demo_made"

    # organizations and units
    INSTALLED = "installed"
    ORGANIZATION_CREATED = "organization_created"
    ORGANIZATION_EDITED = "organization_edited"
    ORGANIZATION_RENAMED = "organization_renamed"
    ORGANIZATION_DELETED = "organization_deleted"
    ORGANIZATION_DISSOLVED = "organization_dissolved"
    ORGANIZATION_RESTORED = "organization_restored"
    CATEGORY_CHANGED = "organization_category_changed"
    CLEARED_RETURNED = "organization_cleared_returned"
    SHEET_PRINTED = "sheet_printed"
    UNIT_CREATED = "unit_created"
    UNIT_EDITED = "unit_edited"
    UNIT_DELETED = "unit_deleted"

    # accounts
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    FUNCTIONS_GRANTED = "functions_granted"
    PASSWORD_CHANGED = "password_changed"
    BOOTSTRAPPED = "bootstrapped"
    AUTHORISED = "authorised"
    AUTHORISATION_RENEWED = "authorisation_renewed"
    AUTHORISATION_WITHDRAWN = "authorisation_withdrawn"
    MOBILE_CHANGED = "mobile_changed"
    MESSAGE_SENT = "message_sent"
    MESSAGE_FAILED = "message_failed"
    ACCOUNT_ACTIVATED = "account_activated"
    ACTIVATION_FAILED = "activation_failed"
    PASSWORD_SET_ANEW = "password_set_anew"
    PASSWORD_NOT_SET = "password_not_set"
    VPN_PASSWORD_CHANGED = "vpn_password_changed"
    VPN_PASSWORD_RESET = "vpn_password_reset"
    VPN_PASSWORD_SET_ANEW = "vpn_password_set_anew"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_RESUMED = "account_resumed"
    ACCOUNT_ENDED = "account_ended"
    VPN_SIGNED_IN = "vpn_signed_in"
    VPN_SIGN_IN_FAILED = "vpn_sign_in_failed"

    # members
    MEMBER_ENROLLED = "member_enrolled"
    MEMBER_EDITED = "member_edited"
    MEMBER_MOVED = "member_moved"

    # transfers
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_AGREED = "transfer_agreed"
    TRANSFER_PASSED = "transfer_passed"
    TRANSFER_RETURNED = "transfer_returned"
    TRANSFER_SENT_AGAIN = "transfer_sent_again"
    TRANSFER_WITHDRAWN = "transfer_withdrawn"
    TRANSFER_VOIDED = "transfer_voided"
    TRANSFER_RECEIVED = "transfer_received"
    LETTER_PRINTED = "letter_printed"
    TRANSFER_CORRECTED = "transfer_corrected"
    TRANSFER_BRANCH_CHOSEN = "transfer_branch_chosen"

    # imports and reports
    ROWS_IMPORTED = "rows_imported"
    SHEET_UPLOADED = "sheet_uploaded"
    SHEET_DISCARDED = "sheet_discarded"
    SHEET_EXPORTED = "sheet_exported"


EVENT_LABELS: dict[Event, str] = {
    Event.SIGNED_IN: "登录系统",
    Event.SIGN_IN_FAILED: "登录失败",
    Event.SIGNED_OUT: "退出系统",
    Event.RECORD_OPENED: "查看档案",
    Event.NUMBER_REVEALED: "查看完整号码",
    Event.REFUSED_DENIED: "没有权限的操作",
    Event.REFUSED_OUT_OF_REACH: "访问管理范围之外的内容",
    Event.REFUSED_SEPARATION: "违反三员分离的操作",
    Event.LOG_EXPORTED: "导出日志",
    Event.LOG_COPIED: "导出日志副本",
    Event.JOB_ENQUEUED: "提交后台任务",
    Event.JOB_CANCELLED: "取消后台任务",
    Event.JOB_CANCEL_ASKED: "要求停止后台任务",
    Event.JOB_FINISHED: "后台任务完成",
    Event.JOB_FAILED: "后台任务失败",
    Event.REGISTER_ASKED: "实名认证查询",
    Event.FILE_STORED: "上传文件",
    Event.FILE_REMOVED: "删除文件",
    Event.FILE_OPENED: "打开附件",
    Event.FINDING_ACCEPTED: "数据校核情况属实",
    Event.DEMO_MADE: "生成演示数据",
    Event.INSTALLED: "安装系统",
    Event.ORGANIZATION_CREATED: "新增党组织",
    Event.ORGANIZATION_EDITED: "修改党组织信息",
    Event.ORGANIZATION_RENAMED: "党组织重命名",
    Event.ORGANIZATION_DELETED: "删除党组织",
    Event.ORGANIZATION_DISSOLVED: "撤销党组织",
    Event.ORGANIZATION_RESTORED: "恢复党组织",
    Event.CATEGORY_CHANGED: "更改组织类别",
    Event.CLEARED_RETURNED: "取回已清除信息",
    Event.SHEET_PRINTED: "打印采集表",
    Event.UNIT_CREATED: "新增单位",
    Event.UNIT_EDITED: "修改单位信息",
    Event.UNIT_DELETED: "删除单位",
    Event.ACCOUNT_OPENED: "开通账号",
    Event.ACCOUNT_LOCKED: "锁定账号",
    Event.ACCOUNT_UNLOCKED: "解锁账号",
    Event.FUNCTIONS_GRANTED: "调整账号功能",
    Event.PASSWORD_CHANGED: "修改密码",
    Event.BOOTSTRAPPED: "设立首任安全员和审计员",
    Event.AUTHORISED: "授权账号",
    Event.AUTHORISATION_RENEWED: "重新发送授权码",
    Event.AUTHORISATION_WITHDRAWN: "撤回授权",
    Event.MOBILE_CHANGED: "更改账号手机号码",
    Event.MESSAGE_SENT: "发送短信",
    Event.MESSAGE_FAILED: "短信发送失败",
    Event.ACCOUNT_ACTIVATED: "激活账号",
    Event.ACTIVATION_FAILED: "激活失败",
    Event.PASSWORD_SET_ANEW: "忘记密码，重设登录密码",
    Event.PASSWORD_NOT_SET: "忘记密码，重设失败",
    Event.VPN_PASSWORD_CHANGED: "修改 VPN 密码",
    Event.VPN_PASSWORD_RESET: "重设 VPN 密码",
    Event.VPN_PASSWORD_SET_ANEW: "忘记密码，重设 VPN 密码",
    Event.ACCOUNT_SUSPENDED: "停用账号",
    Event.ACCOUNT_RESUMED: "启用账号",
    Event.ACCOUNT_ENDED: "撤销账号",
    Event.VPN_SIGNED_IN: "连接VPN",
    Event.VPN_SIGN_IN_FAILED: "VPN登录失败",
    Event.MEMBER_ENROLLED: "补录党员",
    Event.MEMBER_EDITED: "修改党员信息",
    Event.MEMBER_MOVED: "党员转入支部",
    Event.TRANSFER_SENT: "发起组织关系转接",
    Event.TRANSFER_AGREED: "同意转接",
    Event.TRANSFER_PASSED: "自动通过转接节点",
    Event.TRANSFER_RETURNED: "退回转接",
    Event.TRANSFER_SENT_AGAIN: "重新发起转接",
    Event.TRANSFER_WITHDRAWN: "撤回转接",
    Event.TRANSFER_VOIDED: "转接作废",
    Event.TRANSFER_RECEIVED: "接收组织关系",
    Event.LETTER_PRINTED: "打印介绍信",
    Event.TRANSFER_CORRECTED: "更正转接申请",
    Event.TRANSFER_BRANCH_CHOSEN: "选定接收支部",
    Event.ROWS_IMPORTED: "导入数据",
    Event.SHEET_UPLOADED: "上传授权表",
    Event.SHEET_DISCARDED: "放弃授权表",
    Event.SHEET_EXPORTED: "下载授权表错误清单",
}
