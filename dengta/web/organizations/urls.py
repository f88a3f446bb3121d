from django.urls import path

from dengta.web.organizations.views import creation, editing, lists, parts, renaming

urlpatterns = [
    path("dangzuzhi", lists.workspace, name="organization_list"),
    path("dangzuzhi/xinzeng", creation.creation, name="organization_creation"),
    path("dangzuzhi/<uuid:uid>/bianji", editing.editing, name="organization_editing"),
    path("dangzuzhi/<uuid:uid>/chongmingming", renaming.renaming, name="organization_renaming"),
    path("danwei/jianyi", parts.units, name="unit_suggestions"),
    path("shu/sousuo", parts.search, name="tree_search"),
    path("shu/<uuid:uid>", parts.children, name="tree_children"),
    path("shu/<uuid:uid>/caidan", parts.menu, name="tree_menu"),
]
