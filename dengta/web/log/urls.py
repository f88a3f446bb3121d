from django.urls import path

from dengta.web.log import views
from dengta.web.log.filters import SCREENS

urlpatterns = [
    *(path(name, views.screen, {"screen": name}, name=f"log_{name}") for name in SCREENS),
    path("<uuid:uid>", views.line, name="log_line"),
    path("<uuid:uid>/wanzheng", views.reveal, name="log_reveal"),
]
