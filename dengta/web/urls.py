"""Every address of the house: ``/<subsystem>/<noun>/<uid>/<verb>``."""

from __future__ import annotations

from django.urls import include, path

from dengta.web import drafts, textsize
from dengta.web.officer.views import outbox
from dengta.web.requests import open_to_all

urlpatterns = [
    path("", include("dengta.web.findings.urls")),
    path("", include("dengta.web.files.urls")),
    path("", include("dengta.web.home.urls")),
    path("", include("dengta.web.signin.urls")),
    path("", include("dengta.web.health.urls")),
    path("caogao", drafts.save, name="draft"),
    path("caogao/fangqi", drafts.discard, name="draft_discard"),
    path("zihao", open_to_all(textsize.choose), name="text_size"),
    path("zhanghao/", include("dengta.web.account.urls")),
    path("zhanghaoguanli/", include("dengta.web.officer.urls")),
    path("yanshi/duanxin", outbox.outbox, name="outbox"),
    path("dangyuan/", include("dengta.web.members.urls")),
    path("renwu", include("dengta.web.background.urls")),
    path("rizhi/", include("dengta.web.log.urls")),
    path("zuzhi/danwei", include("dengta.web.units.urls")),
    path("zuzhi/", include("dengta.web.organizations.urls")),
    path("zuzhi/", include("dengta.web.organizations.information_urls")),
    path("zuzhi/", include("dengta.web.reorganization.urls")),
    path("zhuanjie/", include("dengta.web.transfers.urls")),
]

handler400 = "dengta.web.refused.not_understood"
handler404 = "dengta.web.refused.no_such_page"
handler500 = "dengta.web.refused.broken"
