from django.urls import path

from dengta.web.organizations.views import creation, editing, lists, parts, printing, renaming

urlpatterns = [
    path("dangzuzhi", lists.workspace, name="organization_list"),
    path("dangzuzhi/xinzeng", creation.creation, name="organization_creation"),
    path("dangzuzhi/caijibiao", printing.sheets, name="organization_sheets"),
    path("dangzuzhi/caijibiao/pdf", printing.sheets_file, name="organization_sheets_file"),
    path(
        "dangzuzhi/caijibiao/houtai",
        printing.sheets_in_background,
        name="organization_sheets_in_background",
    ),
    path("dangzuzhi/kongbaibiao", printing.blank, name="organization_blank_sheet"),
    path("dangzuzhi/kongbaibiao/pdf", printing.blank_file, name="organization_blank_sheet_file"),
    path("dangzuzhi/<uuid:uid>/bianji", editing.editing, name="organization_editing"),
    path("dangzuzhi/<uuid:uid>/chongmingming", renaming.renaming, name="organization_renaming"),
    path("danwei/jianyi", parts.units, name="unit_suggestions"),
    path("shu/sousuo", parts.search, name="tree_search"),
    path("shu/<uuid:uid>", parts.children, name="tree_children"),
    path("shu/<uuid:uid>/caidan", parts.menu, name="tree_menu"),
]
