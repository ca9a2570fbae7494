from django.urls import URLPattern

app_name = "peipa"
urlpatterns: list[URLPattern] = []
