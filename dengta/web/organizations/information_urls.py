from django.urls import path, register_converter

from dengta.web.organizations.views import information, information_rows


class WordOfRows:
    """The last word of the address of a tab with rows."""

    regex = "|".join(information_rows.SETS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WordOfRows, "rows")

urlpatterns = [
    path("dangzuzhi/<uuid:uid>/danwei", information.units, name="organization_units"),
    path("dangzuzhi/<uuid:uid>/dangjian", information.work, name="organization_work"),
    path("dangzuzhi/<uuid:uid>/<rows:word>", information_rows.listing, name="organization_rows"),
    path(
        "dangzuzhi/<uuid:uid>/<rows:word>/xinzeng",
        information_rows.adding,
        name="organization_row_adding",
    ),
    path(
        "dangzuzhi/<uuid:uid>/<rows:word>/<uuid:row>/bianji",
        information_rows.changing,
        name="organization_row",
    ),
    path(
        "dangzuzhi/<uuid:uid>/<rows:word>/<uuid:row>/shanchu",
        information_rows.removal,
        name="organization_row_removal",
    ),
    path(
        "dangzuzhi/<uuid:uid>/<rows:word>/<uuid:row>/yidong",
        information_rows.moving,
        name="organization_row_moving",
    ),
]
