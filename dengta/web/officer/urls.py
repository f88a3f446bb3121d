from django.urls import path

from dengta.web.officer.views import card, dialogs, lists, opening, separation

urlpatterns = [
    path("zhanghao", lists.accounts, name="account_list"),
    path("zhanghao/chazhao", lists.search, name="account_search"),
    path("zhanghao/xinzeng", opening.opening, name="account_opening"),
    path("zhanghao/<uuid:uid>", card.card, name="account_card"),
    path("zhanghao/<uuid:uid>/caidan", lists.menu, name="account_menu"),
    path("zhanghao/<uuid:uid>/<slug:key>", dialogs.dialog, name="account_act"),
    path("sanyuan", separation.attempts, name="separation"),
]
