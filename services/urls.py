from django.urls import URLPattern, path

from services.catalogue import views

app_name = "services"
urlpatterns: list[URLPattern] = [
    path("servizi/", views.overview, name="overview"),
    path("servizi/<slug:slug>/", views.kind_detail, name="kind_detail"),
    path("casi/<int:pk>/servizi/", views.case_services, name="case_services"),
    path("casi/<int:pk>/servizi/nuovo/", views.enrolment_create, name="enrolment_create"),
    path("attivazioni/<int:pk>/avvia/", views.enrolment_move, {"move": "activate"}, "enrolment_activate"),
    path("attivazioni/<int:pk>/sospendi/", views.enrolment_move, {"move": "suspend"}, "enrolment_suspend"),
    path("attivazioni/<int:pk>/concludi/", views.enrolment_move, {"move": "conclude"}, "enrolment_conclude"),
    path("attivazioni/<int:pk>/non-avviare/", views.enrolment_move, {"move": "drop"}, "enrolment_drop"),
]
