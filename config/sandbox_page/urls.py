from django.urls import path

from config.sandbox_page import views

app_name = "sandbox"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("guasto/", views.fault, name="fault"),
    path("<slug:office>/esito/", views.outcome, name="outcome"),
    path("<slug:office>/", views.mailbox, name="mailbox_of"),
    path("<slug:office>/<int:uid>/relazione.pdf", views.arrived_pdf, name="arrived_pdf"),
]
