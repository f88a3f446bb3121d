from django.urls import path

from dengta.web.reorganization.views import ending

HERE = "dangzuzhi/<uuid:uid>/"

urlpatterns = [
    path("dangzuzhi/yichexiao", ending.dissolved, name="organizations_dissolved"),
    path(f"{HERE}shanchu", ending.deleting, name="organization_deleting"),
    path(f"{HERE}chexiao", ending.dissolving, name="organization_dissolving"),
    path(f"{HERE}huifu", ending.restoring, name="organization_restoring"),
]
