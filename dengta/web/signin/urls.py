from django.urls import path

from dengta.web.signin import opening, views

urlpatterns = [
    path("sso", views.sign_in, name="sign_in"),
    path("sso/tupian", views.picture, name="picture"),
    path("tuichu", views.sign_out, name="sign_out"),
    path("jihuo", opening.activation, name="activation"),
    path("wangji", opening.forgotten, name="forgotten"),
]
