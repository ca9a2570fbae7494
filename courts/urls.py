from django.urls import path

from courts.views import case, emergencies, mandates, orders, proceedings

app_name = "courts"
urlpatterns = [
    path("casi/<int:pk>/provvedimenti/", case.case_orders, name="case_orders"),
    path("casi/<int:pk>/provvedimenti/nuovo/", orders.order_create, name="order_create"),
    path("casi/<int:pk>/allontanamento/", emergencies.emergency_start, name="emergency_start"),
    path("allontanamenti/<int:pk>/", emergencies.emergency_detail, name="emergency_detail"),
    path("allontanamenti/<int:pk>/chiusura/", emergencies.emergency_close, name="emergency_close"),
    path(
        "allontanamenti/<int:pk>/passi/<slug:kind>/",
        emergencies.emergency_step,
        name="emergency_step",
    ),
    path(
        "allontanamenti/<int:pk>/passi/<slug:kind>/correzione/",
        emergencies.emergency_correct,
        name="emergency_correct",
    ),
    path("provvedimenti/scadenze/", orders.term_preview, name="term_preview"),
    path("provvedimenti/<int:pk>/", orders.order_detail, name="order_detail"),
    path("provvedimenti/<int:pk>/file/", orders.order_file, name="order_file"),
    path("incarichi/<int:pk>/", mandates.mandate_detail, name="mandate_detail"),
    path("incarichi/<int:pk>/stato/", mandates.mandate_step, name="mandate_step"),
    path(
        "procedimenti/<int:pk>/numeri/nuovo/",
        proceedings.proceeding_number_add,
        name="proceeding_number_add",
    ),
]
