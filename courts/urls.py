from django.urls import path

from courts.views import case, duties, effects, emergencies, life, mandates, orders, proceedings, reading

app_name = "courts"
urlpatterns = [
    path("casi/<int:pk>/provvedimenti/", case.case_orders, name="case_orders"),
    path("casi/<int:pk>/provvedimenti/nuovo/", orders.order_create, name="order_create"),
    path("casi/<int:pk>/provvedimenti/lettura/", reading.order_read, name="order_read"),
    path("casi/<int:pk>/allontanamento/", emergencies.emergency_start, name="emergency_start"),
    path("allontanamenti/<int:pk>/", emergencies.emergency_detail, name="emergency_detail"),
    path("allontanamenti/<int:pk>/chiusura/", emergencies.emergency_close, name="emergency_close"),
    path("allontanamenti/<int:pk>/correzione/", emergencies.emergency_restart, name="emergency_restart"),
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
    path("procedimenti/<int:pk>/", proceedings.proceeding_detail, name="proceeding_detail"),
    path("procedimenti/<int:pk>/dati/", life.proceeding_duty, {"duty": "edit"}, "proceeding_edit"),
    path(
        "procedimenti/<int:pk>/numeri/in-uso/",
        life.proceeding_duty,
        {"duty": "number"},
        "proceeding_number_use",
    ),
    path("procedimenti/<int:pk>/udienze/nuova/", life.proceeding_duty, {"duty": "hearing"}, "hearing_create"),
    path("procedimenti/<int:pk>/ruoli/nuovo/", life.proceeding_duty, {"duty": "role"}, "role_create"),
    path(
        "procedimenti/<int:pk>/trasferimento/",
        life.proceeding_duty,
        {"duty": "transfer"},
        "proceeding_transfer",
    ),
    path("procedimenti/<int:pk>/reclamo/", life.proceeding_duty, {"duty": "appeal"}, "proceeding_appeal"),
    path("procedimenti/<int:pk>/conclusione/", life.proceeding_duty, {"duty": "close"}, "proceeding_close"),
    path("procedimenti/<int:pk>/riapertura/", life.proceeding_duty, {"duty": "reopen"}, "proceeding_reopen"),
    path("udienze/<int:pk>/", proceedings.hearing_detail, name="hearing_detail"),
    path("udienze/<int:pk>/esito/", life.hearing_duty, {"duty": "hold"}, "hearing_hold"),
    path("udienze/<int:pk>/rinvio/", life.hearing_duty, {"duty": "postpone"}, "hearing_postpone"),
    path("udienze/<int:pk>/annullamento/", life.hearing_duty, {"duty": "cancel"}, "hearing_cancel"),
    path("ruoli/<int:pk>/fine/", life.role_duty, {"duty": "end"}, "role_end"),
    path("ruoli/<int:pk>/sostituzione/", life.role_duty, {"duty": "replace"}, "role_replace"),
    path(
        "procedimenti/<int:pk>/numeri/nuovo/",
        proceedings.proceeding_number_add,
        name="proceeding_number_add",
    ),
    path("casi/<int:pk>/controlli/", duties.case_findings, name="case_findings"),
    path("casi/<int:pk>/eta/", duties.case_ages, name="case_ages"),
    path("scadenze/<int:pk>/fatto/", duties.duty_done, name="duty_done"),
    path("provvedimenti/<int:pk>/supera/", effects.order_effect, {"effect": "supersede"}, "order_supersede"),
    path(
        "provvedimenti/<int:pk>/responsabilita/", effects.order_effect, {"effect": "effect"}, "order_effect"
    ),
    path("provvedimenti/<int:pk>/sollecito/", effects.order_effect, {"effect": "urge"}, "order_urge"),
    path("provvedimenti/<int:pk>/proroga/", effects.order_effect, {"effect": "grant"}, "order_grant"),
    path("procedimenti/<int:pk>/curatore/", effects.proceeding_curator, name="proceeding_curator"),
    path("incarichi/<int:pk>/destinatario/", duties.mandate_duty, {"duty": "recipient"}, "mandate_recipient"),
    path("incarichi/<int:pk>/proroga/", duties.mandate_duty, {"duty": "extension"}, "mandate_extension"),
    path(
        "incarichi/<int:pk>/proroga/risposta/", duties.mandate_duty, {"duty": "decision"}, "mandate_decision"
    ),
    path("incarichi/<int:pk>/atti/", duties.mandate_duty, {"duty": "acts"}, "mandate_acts"),
    path(
        "incarichi/<int:pk>/responsabile/",
        duties.mandate_duty,
        {"duty": "responsible"},
        "mandate_responsible",
    ),
    path("incarichi/<int:pk>/responsabile/lettera/", duties.mandate_letter, name="mandate_letter"),
    path(
        "incarichi/<int:pk>/dichiarazione/",
        duties.mandate_duty,
        {"duty": "declaration"},
        "mandate_declaration",
    ),
    path("incarichi/<int:pk>/inizio/", duties.mandate_duty, {"duty": "placement"}, "mandate_placement"),
    path("incarichi/<int:pk>/proposta/", duties.mandate_proposal, name="mandate_proposal"),
    path("incarichi/<int:pk>/progetto/", duties.mandate_duty, {"duty": "project"}, "mandate_project"),
]
