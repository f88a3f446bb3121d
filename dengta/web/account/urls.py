from django.urls import path

from dengta.web.account import views

urlpatterns = [
    path("", views.account, name="account"),
    path("mima", views.password, name="password"),
    path("vpn", views.vpn_password, name="vpn_password"),
]
