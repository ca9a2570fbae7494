from django.urls import URLPattern, path

from accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("profilo/", views.profile, name="profile"),
    path("profilo/assenze/", views.absences, name="absences"),
    path("profilo/assenze/<int:pk>/fine/", views.absence_end, name="absence_end"),
    path("profilo/avvisi/", views.notifications, name="notifications"),
]
