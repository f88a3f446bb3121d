from django.urls import path

from dengta.web.background import views

urlpatterns = [
    path("", views.files, name="background"),
    path("/<uuid:uid>/wenjian", views.download, name="background_file"),
    path("/<uuid:uid>/quxiao", views.stop, name="background_stop"),
]
