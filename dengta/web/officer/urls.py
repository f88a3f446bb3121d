from django.urls import path

from dengta.web.officer.views import (
    alike,
    card,
    dialogs,
    grid,
    lists,
    opening,
    rows,
    separation,
    sheets,
)

urlpatterns = [
    path("zhanghao", lists.accounts, name="account_list"),
    path("zhanghao/chazhao", lists.search, name="account_search"),
    path("zhanghao/xinzeng", opening.opening, name="account_opening"),
    path("zhanghao/<uuid:uid>", card.card, name="account_card"),
    path("zhanghao/<uuid:uid>/caidan", lists.menu, name="account_menu"),
    path("zhanghao/<uuid:uid>/<slug:key>", dialogs.dialog, name="account_act"),
    path("zhanghao/daoru", sheets.sheets, name="sheet_list"),
    path("zhanghao/daoru/kongbaibiao", sheets.blank, name="blank_sheet"),
    path("zhanghao/daoru/dangzuzhi", grid.places, name="sheet_places"),
    path("zhanghao/daoru/<uuid:uid>", grid.sheet, name="sheet"),
    path("zhanghao/daoru/<uuid:uid>/jindu", grid.progress, name="sheet_progress"),
    path("zhanghao/daoru/<uuid:uid>/tiaoguo", grid.skip_wrong, name="sheet_skip_wrong"),
    path("zhanghao/daoru/<uuid:uid>/chongcha", grid.check_again, name="sheet_check_again"),
    path("zhanghao/daoru/<uuid:uid>/xiangtong", alike.alike, name="sheet_alike"),
    path("zhanghao/daoru/<uuid:uid>/qingdan", alike.fault_list, name="sheet_fault_list"),
    path("zhanghao/daoru/<uuid:uid>/<slug:key>", sheets.dialog, name="sheet_act"),
    path("zhanghao/daoru/hang/<uuid:uid>", rows.row, name="sheet_row"),
    path("zhanghao/daoru/hang/<uuid:uid>/gai", rows.mending, name="sheet_row_mending"),
    path("zhanghao/daoru/hang/<uuid:uid>/tiaoguo", rows.skip, name="sheet_row_skip"),
    path("zhanghao/daoru/hang/<uuid:uid>/huifu", rows.take_back, name="sheet_row_take_back"),
    path("sanyuan", separation.attempts, name="separation"),
]
