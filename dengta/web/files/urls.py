from django.urls import path

from dengta.web.files import views

urlpatterns = [
    path("wenjian/<uuid:uid>", views.stored_file, name="stored_file"),
    path("dangyuan/dangyuan/<uuid:uid>/zhaopian", views.member_photo, name="member_photo"),
    path("zhanghao/touxiang", views.portrait, name="portrait"),
]
