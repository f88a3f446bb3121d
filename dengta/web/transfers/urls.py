from django.urls import path

from dengta.web.transfers.views import (
    choosing,
    correcting,
    deciding,
    desk,
    letters,
    listing,
    sending,
    together,
)

urlpatterns = [
    path("zhuanchu", sending.application, name="transfer_application"),
    path("zhuanchu/<uuid:uid>/gaizheng", correcting.correction, name="transfer_correction"),
    path("mubiao", choosing.targets, name="transfer_targets"),
    path("shenpi", desk.newest, name="transfer_desk"),
    path("shenpi/piliang", together.agree_together, name="transfer_together"),
    path("shenpi/<uuid:uid>", desk.case, name="transfer_case"),
    path("shenpi/<uuid:uid>/tongyi", deciding.agree, name="transfer_agree"),
    path("shenpi/<uuid:uid>/jieshou", deciding.receive, name="transfer_receive"),
    path("shenpi/<uuid:uid>/butongyi", deciding.send_back, name="transfer_send_back"),
    path("shenpi/<uuid:uid>/feijian", deciding.void, name="transfer_void"),
    path("shenpi/<uuid:uid>/chehui", deciding.withdraw, name="transfer_withdraw"),
    path("shenpi/<uuid:uid>/xuanze", deciding.choose_branch, name="transfer_choose_branch"),
    path("zhuanjie", listing.listing, name="transfer_list"),
    path("zhuanjie/chaxun", listing.search, name="transfer_search"),
    path("zhuanjie/<uuid:uid>", listing.steps, name="transfer_steps"),
    path("jieshaoxin", letters.several, name="transfer_letters"),
    path("jieshaoxin/<int:serial>", letters.one, name="transfer_letter"),
]
