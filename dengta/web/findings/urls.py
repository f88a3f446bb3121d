from django.urls import path

from dengta.web.findings import views

urlpatterns = [
    path("zuzhi/jiaohe", views.of_organizations, name="organization_findings"),
    path("dangyuan/jiaohe", views.of_members, name="member_findings"),
]
