from django.urls import URLPattern, path

from cases.views import (
    accesses,
    agenda,
    appointments,
    assessments,
    attachments,
    calendar,
    case,
    caseload,
    chronology,
    clock,
    deadlines,
    diary,
    documents,
    emergency,
    household,
    listing,
    merging,
    persons,
    quick,
    reassignment,
    records,
    search,
    sight,
    sight_requests,
    team,
    today,
    transfers,
)

app_name = "cases"

OVERVIEW: list[URLPattern] = [
    path("", today.today, name="today"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/nuovo/", appointments.plan, name="appointment_plan"),
    path("casi/", caseload.case_list, name="case_list"),
    path("casi/nuovo/", caseload.case_create, name="case_create"),
    path("casi/colonne/", listing.list_columns, name="list_columns"),
    path("casi/viste/", listing.list_views, name="list_views"),
    path("casi/viste/<int:pk>/elimina/", listing.list_view_delete, name="list_view_delete"),
    path("casi/file/", listing.list_export, name="list_export"),
    path("casi/file/<int:pk>/", listing.list_export_state, name="list_export_state"),
    path("casi/file/<int:pk>/scarica/", listing.list_export_file, name="list_export_file"),
    path("casi/affida/", reassignment.reassign, name="reassign"),
]
CASE: list[URLPattern] = [
    path("casi/<int:pk>/", case.case_detail, name="case_detail"),
    path("casi/<int:pk>/cronologia/", chronology.case_chronology, name="case_chronology"),
    path("casi/<int:pk>/dati/", case.case_edit, name="case_edit"),
    path("casi/<int:pk>/stato/<slug:move>/", case.case_move, name="case_move"),
    path("casi/<int:pk>/valutazioni/", assessments.case_assessments, name="case_assessments"),
    path("casi/<int:pk>/valutazioni/nuova/", assessments.assessment_add, name="assessment_add"),
]
DEADLINES: list[URLPattern] = [
    path("casi/<int:pk>/scadenze/", deadlines.case_deadlines, name="case_deadlines"),
    path(
        "casi/<int:pk>/scadenze/<int:deadline_pk>/assegna/", deadlines.deadline_assign, name="deadline_assign"
    ),
]
HOUSEHOLD: list[URLPattern] = [
    path("casi/<int:pk>/nucleo/", household.case_household, name="case_household"),
    path("casi/<int:pk>/nucleo/componenti/nuovo/", household.member_add, name="member_add"),
    path(
        "casi/<int:pk>/nucleo/componenti/<int:member_pk>/cambia/",
        household.member_change,
        name="member_change",
    ),
    path("casi/<int:pk>/nucleo/componenti/<int:member_pk>/fine/", household.member_end, name="member_end"),
    path("casi/<int:pk>/nucleo/responsabilita/", household.responsibility_set, name="responsibility_set"),
    path("casi/<int:pk>/nucleo/legami/nuovo/", household.bond_add, name="bond_add"),
    path("casi/<int:pk>/nucleo/legami/<int:bond_pk>/", household.bond_change, name="bond_change"),
    path("casi/<int:pk>/nucleo/protezione/nuova/", household.protection_add, name="protection_add"),
    path(
        "casi/<int:pk>/nucleo/protezione/<int:protection_pk>/fine/",
        household.protection_end,
        name="protection_end",
    ),
]
PERSONS: list[URLPattern] = [
    path("luoghi/", persons.places, name="places"),
    path("casi/<int:pk>/nucleo/riservati/", persons.case_secrets, name="case_secrets"),
    path("casi/<int:pk>/nucleo/persone/<int:person_pk>/", persons.person_detail, name="person_detail"),
    path("casi/<int:pk>/nucleo/persone/<int:person_pk>/dati/", persons.person_edit, name="person_edit"),
    path(
        "casi/<int:pk>/nucleo/persone/<int:person_pk>/documenti/nuovo/",
        persons.identifier_add,
        name="identifier_add",
    ),
    path(
        "casi/<int:pk>/nucleo/documenti/<int:identifier_pk>/",
        persons.identifier_correct,
        name="identifier_correct",
    ),
    path(
        "casi/<int:pk>/nucleo/documenti/<int:identifier_pk>/fine/",
        persons.identifier_end,
        name="identifier_end",
    ),
    path("casi/<int:pk>/nucleo/indirizzi/nuovo/", persons.address_add, name="address_add"),
    path("casi/<int:pk>/nucleo/indirizzi/<int:address_pk>/fine/", persons.address_end, name="address_end"),
    path("casi/<int:pk>/nucleo/recapiti/nuovo/", persons.contact_add, name="contact_add"),
    path("casi/<int:pk>/nucleo/recapiti/<int:contact_pk>/fine/", persons.contact_end, name="contact_end"),
]
MERGING: list[URLPattern] = [
    path("casi/<int:pk>/nucleo/persone/<int:person_pk>/unisci/", merging.merge, name="merge"),
    path("casi/<int:pk>/nucleo/unioni/<int:merge_pk>/separa/", merging.merge_undo, name="merge_undo"),
]
TEAM: list[URLPattern] = [
    path("casi/<int:pk>/equipe/", team.case_team, name="case_team"),
    path("casi/<int:pk>/equipe/nuovo/", team.team_add, name="team_add"),
    path("casi/<int:pk>/equipe/<int:member_pk>/fine/", team.team_end, name="team_end"),
    path("casi/<int:pk>/equipe/passaggio/", team.team_hand_over, name="team_hand_over"),
    path("casi/<int:pk>/equipe/lettura/", team.reading_add, name="reading_add"),
    path(
        "casi/<int:pk>/equipe/lettura/<int:user_pk>/revoca/", team.reading_withdraw, name="reading_withdraw"
    ),
]
TRANSFERS: list[URLPattern] = [
    path("trasferimenti/", transfers.transfers, name="transfers"),
    path("trasferimenti/<int:pk>/", transfers.transfer_decide, name="transfer_decide"),
    path("casi/<int:pk>/trasferimento/", transfers.case_transfer, name="case_transfer"),
    path(
        "casi/<int:pk>/trasferimento/<int:transfer_pk>/ritira/",
        transfers.transfer_withdraw,
        name="transfer_withdraw",
    ),
]
DIARY: list[URLPattern] = [
    path("casi/<int:pk>/diario/", diary.case_diary, name="case_diary"),
    path("nota/", quick.quick_choose, name="quick_choose"),
    path("nota/chiave/", quick.draft_key, name="draft_key"),
    path("casi/<int:pk>/diario/nuova/", diary.diary_create, name="diary_create"),
    path("casi/<int:pk>/diario/rapida/", quick.diary_quick, name="diary_quick"),
    path("casi/<int:pk>/diario/bozza/", diary.diary_draft, name="diary_draft"),
    path("casi/<int:pk>/diario/bozza/elimina/", diary.diary_draft_discard, name="diary_draft_discard"),
    path("casi/<int:pk>/diario/<int:entry_pk>/", diary.diary_entry, name="diary_entry"),
    path("casi/<int:pk>/diario/<int:entry_pk>/correggi/", diary.diary_correct, name="diary_correct"),
    path("casi/<int:pk>/diario/<int:entry_pk>/versioni/", diary.diary_versions, name="diary_versions"),
    path(
        "casi/<int:pk>/diario/<int:entry_pk>/allegati/<int:attachment_pk>/",
        attachments.attachment_file,
        name="attachment_file",
    ),
    path(
        "casi/<int:pk>/diario/<int:entry_pk>/allegati/<int:attachment_pk>/togli/",
        attachments.attachment_withdraw,
        name="attachment_withdraw",
    ),
]
APPOINTMENTS: list[URLPattern] = [
    path("casi/<int:pk>/appuntamenti/nuovo/", appointments.appointment_create, name="appointment_create"),
    path(
        "casi/<int:pk>/appuntamenti/<int:appointment_pk>/",
        appointments.appointment_detail,
        name="appointment_detail",
    ),
    path(
        "casi/<int:pk>/appuntamenti/<int:appointment_pk>/sposta/",
        appointments.appointment_change,
        name="appointment_change",
    ),
    path(
        "casi/<int:pk>/appuntamenti/<int:appointment_pk>/annulla/",
        appointments.appointment_cancel,
        name="appointment_cancel",
    ),
]
DOCUMENTS: list[URLPattern] = [
    path("casi/<int:pk>/documenti/", documents.case_documents, name="case_documents"),
    path("casi/<int:pk>/documenti/nuovo/", documents.document_create, name="document_create"),
    path("casi/<int:pk>/documenti/<int:document_pk>/", documents.document_file, name="document_file"),
    path(
        "casi/<int:pk>/documenti/<int:document_pk>/anteprima/",
        documents.document_preview,
        name="document_preview",
    ),
    path(
        "casi/<int:pk>/documenti/<int:document_pk>/versione/",
        documents.document_version,
        name="document_version",
    ),
    path("casi/<int:pk>/documenti/<int:document_pk>/sposta/", documents.document_move, name="document_move"),
    path(
        "casi/<int:pk>/documenti/<int:document_pk>/togli/",
        documents.document_withdraw,
        name="document_withdraw",
    ),
]
SIGHT: list[URLPattern] = [
    path("casi/<int:pk>/visibilita/", sight.case_sight, name="case_sight"),
    path("casi/<int:pk>/visibilita/limita/", sight.case_restrict, name="case_restrict"),
    path("casi/<int:pk>/visibilita/riapri/", sight.case_unrestrict, name="case_unrestrict"),
    path("casi/<int:pk>/visibilita/esclusi/nuovo/", sight.barrier_add, name="barrier_add"),
    path("casi/<int:pk>/visibilita/esclusi/<int:barrier_pk>/fine/", sight.barrier_end, name="barrier_end"),
    path("casi/<int:pk>/visibilita/riservati/nuovo/", sight.secrets_add, name="secrets_add"),
    path(
        "casi/<int:pk>/visibilita/riservati/<int:user_pk>/revoca/",
        sight.secrets_withdraw,
        name="secrets_withdraw",
    ),
    path("emergenza/", emergency.emergency, name="emergency"),
    path("emergenza/registro/", emergency.emergency_register, name="emergency_register"),
    path("emergenza/<int:pk>/", emergency.emergency_detail, name="emergency_detail"),
    path("emergenza/<int:pk>/fine/", emergency.emergency_end, name="emergency_end"),
    path("richieste/", sight_requests.sight_requests, name="sight_requests"),
    path("richieste/<int:pk>/", sight_requests.sight_decide, name="sight_decide"),
]
RECORDS: list[URLPattern] = [
    path("atti/<int:pk>/", records.records_go, name="records_go"),
    path("casi/<int:pk>/atti/", records.case_records, name="case_records"),
    path("casi/<int:pk>/atti/nuova/", records.records_create, name="records_create"),
    path("casi/<int:pk>/atti/<int:request_pk>/", records.records_detail, name="records_detail"),
    path("casi/<int:pk>/atti/<int:request_pk>/decisione/", records.records_decide, name="records_decide"),
    path("casi/<int:pk>/atti/<int:request_pk>/scelta/", records.records_choose, name="records_choose"),
    path("casi/<int:pk>/atti/<int:request_pk>/parole/", records.records_words, name="records_words"),
    path("casi/<int:pk>/atti/<int:request_pk>/copia/", records.records_copy, name="records_copy"),
    path(
        "casi/<int:pk>/atti/<int:request_pk>/copia/<int:bundle_pk>/",
        records.records_file,
        name="records_file",
    ),
    path(
        "casi/<int:pk>/atti/<int:request_pk>/atto/<int:item_pk>/", records.records_item, name="records_item"
    ),
]
LOOKING: list[URLPattern] = [
    path("ricerca/", search.search, name="search"),
    path("casi/<int:pk>/accessi/", accesses.case_accesses, name="case_accesses"),
    path("accessi/", accesses.access_register, name="access_register"),
    path("profilo/calendario/", calendar.calendar, name="calendar"),
    path("profilo/calendario/revoca/", calendar.calendar_revoke, name="calendar_revoke"),
    path("calendario/bandolo.ics", calendar.calendar_feed, name="calendar_feed"),
    path("accessi/estratto/", accesses.access_export, name="access_export"),
    path("accessi/perche/", accesses.can_see, name="can_see"),
    path("orologio/", clock.clock, name="clock"),
]

urlpatterns: list[URLPattern] = (
    OVERVIEW
    + CASE
    + DEADLINES
    + HOUSEHOLD
    + PERSONS
    + MERGING
    + TEAM
    + TRANSFERS
    + DIARY
    + APPOINTMENTS
    + DOCUMENTS
    + SIGHT
    + RECORDS
    + LOOKING
)
