from django.urls import path

from dengta.access.permissions import Subsystem
from dengta.web.home import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("zuzhi", views.first_page, {"subsystem": Subsystem.ORGANIZATIONS}, name="organizations"),
    path("dangyuan", views.first_page, {"subsystem": Subsystem.MEMBERS}, name="members"),
    path("zhuanjie", views.first_page, {"subsystem": Subsystem.TRANSFERS}, name="transfers"),
]
