from django.urls import path

from dengta.web.signin import views

urlpatterns = [
    path("sso", views.sign_in, name="sign_in"),
    path("sso/tupian", views.picture, name="picture"),
    path("tuichu", views.sign_out, name="sign_out"),
    path("jihuo", views.activation, name="activation"),
    path("wangji", views.forgotten, name="forgotten"),
]
