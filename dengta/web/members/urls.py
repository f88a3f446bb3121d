from django.urls import path

from dengta.web.members.views import editing, enrolment, lists, parts, record

urlpatterns = [
    path("dangyuan", lists.workspace, name="member_list"),
    path("liulan", lists.browse, name="member_browse"),
    path("dangyuan/chaxun", lists.search, {"browsing": False}, name="member_search"),
    path("liulan/chaxun", lists.search, {"browsing": True}, name="member_browse_search"),
    path("lie", lists.columns, name="member_columns"),
    path("shu/<uuid:uid>", parts.leaves, name="member_leaves"),
    path("shu/<uuid:uid>/caidan", parts.organization_menu, name="member_organization_menu"),
    path("dangyuan/bulu", enrolment.enrolment, name="member_enrolment"),
    path("dangyuan/<uuid:uid>", record.record, name="member_record"),
    path("dangyuan/<uuid:uid>/caidan", parts.member_menu, name="member_menu"),
    path("dangyuan/<uuid:uid>/bianji", editing.editing, name="member_editing"),
    path("zhibu", parts.branches, name="member_branches"),
]
