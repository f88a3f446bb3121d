from django.urls import path

from dengta.web.units.views import deleting, entering, listing, showing

urlpatterns = [
    path("", listing.listing, name="unit_list"),
    path("/xinzeng", entering.creation, name="unit_creation"),
    path("/guanli", listing.managing, name="unit_managing"),
    path("/<uuid:uid>", showing.unit, name="unit"),
    path("/<uuid:uid>/bianji", entering.editing, name="unit_editing"),
    path("/<uuid:uid>/jibenxinxi", entering.filling, name="unit_filling"),
    path("/<uuid:uid>/quhui", showing.take_back, name="unit_take_back"),
    path("/<uuid:uid>/shanchu", deleting.deletion, name="unit_deletion"),
]
