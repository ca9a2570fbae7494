from django.urls import URLPattern, path

from peipa import views

app_name = "peipa"
urlpatterns: list[URLPattern] = [
    path("casi/<int:pk>/progetti/", views.case_plans, name="case_plans"),
    path("casi/<int:pk>/progetti/nuovo/", views.plan_create, name="plan_create"),
    path("progetti/<int:pk>/", views.plan_detail, name="plan_detail"),
    path("progetti/<int:pk>/modifica/", views.plan_change, name="plan_change"),
    path("progetti/<int:pk>/attiva/", views.plan_activate, name="plan_activate"),
    path("progetti/<int:pk>/data-verifica/", views.plan_review_date, name="plan_review_date"),
    path("progetti/<int:pk>/risultati/", views.plan_results, name="plan_results"),
    path("progetti/<int:pk>/conclusione/", views.plan_conclude, name="plan_conclude"),
    path("progetti/<int:pk>/obiettivi/nuovo/", views.objective_create, name="objective_create"),
    path("obiettivi/<int:pk>/modifica/", views.objective_change, name="objective_change"),
    path("obiettivi/<int:pk>/togli/", views.objective_remove, name="objective_remove"),
]
