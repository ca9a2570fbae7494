from django.urls import path

from reports.views import (
    approval,
    blocks,
    board,
    correcting,
    delivery,
    editions,
    leaks,
    listing,
    statistics,
    verification,
    workbench,
)

app_name = "reports"

REPORT = "relazioni/<int:pk>/"
BLOCK = REPORT + "brani/<int:block_pk>/"

urlpatterns = [
    path("relazioni/", listing.report_list, name="report_list"),
    path("casi/<int:pk>/relazioni/", listing.case_reports, name="case_reports"),
    path("relazioni/verifica/", verification.verification, name="verification"),
    path(REPORT, workbench.report_detail, name="report_detail"),
    path(REPORT + "brani/nuovo/<slug:section>/<slug:kind>/", blocks.block_add, name="block_add"),
    path(BLOCK, blocks.block_save, name="block_save"),
    path(BLOCK + "togli/", blocks.block_remove, name="block_remove"),
    path(BLOCK + "sposta/<str:where>/", blocks.block_move, name="block_move"),
    path(REPORT + "proposte/", workbench.proposals_save, name="proposals_save"),
    path(REPORT + "dal-diario/", workbench.from_record, name="from_record"),
    path(REPORT + "prendi/", workbench.take_over, name="take_over"),
    path(REPORT + "commenti/", workbench.comment, name="comment"),
    path(REPORT + "invia/", approval.submit, name="submit"),
    path(REPORT + "ritira/", approval.withdraw, name="withdraw"),
    path(REPORT + "seconda-firma/", approval.sign_second, name="sign_second"),
    path(REPORT + "dati-protetti/", leaks.leak_check, name="leak_check"),
    path(REPORT + "copia-di-lavoro/", approval.copy_request, name="copy_request"),
    path(REPORT + "copia-di-lavoro/pdf/", delivery.copy_pdf, name="copy_pdf"),
    path(REPORT + "restituisci/", approval.give_back, name="give_back"),
    path(REPORT + "approva/", approval.approve, name="approve"),
    path(REPORT + "integra/", correcting.correct, name="correct"),
    path(REPORT + "anteprima/", approval.preview, name="preview"),
    path(REPORT + "dati/", workbench.record, name="record"),
    path(REPORT + "consegna/", delivery.delivery_state, name="delivery_state"),
    path(REPORT + "copie/", editions.editions, name="editions"),
    path(REPORT + "copie/<int:edition_pk>/", editions.edition_pdf, name="edition_pdf"),
    path(REPORT + "copie/<int:edition_pk>/consegna/", editions.edition_handed, name="edition_handed"),
    path(REPORT + "firma/", delivery.signed_file, name="signed_file"),
    path(REPORT + "firma/file/", delivery.signed_copy, name="signed_copy"),
    path(REPORT + "pdf/", delivery.report_pdf, name="report_pdf"),
    path(REPORT + "prove/", delivery.evidence, name="evidence"),
    path("invii/<int:pk>/ripeti/", delivery.dispatch_again, name="dispatch_again"),
    path("coordinamento/", board.board, name="board"),
    path("allarmi/<int:pk>/visto/", board.alarm_acknowledge, name="alarm_acknowledge"),
    path("statistiche/", statistics.statistics, name="statistics"),
    path("statistiche/scadenze.svg", statistics.statistics_chart, name="statistics_chart"),
]
