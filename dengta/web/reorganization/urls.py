from django.urls import path

from dengta.web.reorganization.views import changing, cleared, ending

HERE = "dangzuzhi/<uuid:uid>/"

urlpatterns = [
    path("dangzuzhi/yichexiao", ending.dissolved, name="organizations_dissolved"),
    path(f"{HERE}shanchu", ending.deleting, name="organization_deleting"),
    path(f"{HERE}chexiao", ending.dissolving, name="organization_dissolving"),
    path(f"{HERE}huifu", ending.restoring, name="organization_restoring"),
    path(f"{HERE}leibie", changing.category, name="organization_category"),
    path(f"{HERE}genghuan", changing.linking_units, name="organization_linking"),
    path(f"{HERE}jiechu", changing.unlinking, name="organization_unlinking"),
    path(f"{HERE}yiqingchu", cleared.cleared, name="organization_cleared"),
]
