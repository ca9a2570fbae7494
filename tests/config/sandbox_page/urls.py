"""The product's URLs as they are beside the sandbox."""

from django.urls import include, path

from config.urls import urlpatterns as product

urlpatterns = [path("prova-pec/", include("config.sandbox_page.urls")), *product]
