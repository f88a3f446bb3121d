from django.urls import path, register_converter

from dengta.web.log import views, work
from dengta.web.log.filters import SCREENS


class ScreenConverter:
    """The last part of the address of a screen."""

    regex = "|".join(SCREENS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ScreenConverter, "log_screen")

urlpatterns = [
    path("<log_screen:screen>", views.screen, name="log_screen"),
    path("dangzuzhi", views.places, name="log_places"),
    path("<log_screen:screen>/<uuid:uid>", views.line, name="log_line"),
    path("<log_screen:screen>/<uuid:uid>/wanzheng", views.reveal, name="log_reveal"),
    path("<log_screen:screen>/jindu", work.progress, name="log_work"),
    path("<log_screen:screen>/jiaoyan", work.check, name="log_check"),
    path("<log_screen:screen>/daochu", work.export, name="log_export"),
    path("<log_screen:screen>/fuben", work.copy, name="log_copy"),
]
