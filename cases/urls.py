from django.urls import URLPattern, path

from cases.views import agenda, case, caseload, household, team, today

app_name = "cases"

OVERVIEW: list[URLPattern] = [
    path("", today.today, name="today"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("casi/", caseload.case_list, name="case_list"),
    path("casi/nuovo/", caseload.case_create, name="case_create"),
]
CASE: list[URLPattern] = [
    path("casi/<int:pk>/", case.case_detail, name="case_detail"),
    path("casi/<int:pk>/dati/", case.case_edit, name="case_edit"),
    path("casi/<int:pk>/stato/<slug:move>/", case.case_move, name="case_move"),
]
HOUSEHOLD: list[URLPattern] = [
    path("casi/<int:pk>/nucleo/", household.case_household, name="case_household"),
    path("casi/<int:pk>/nucleo/componenti/nuovo/", household.member_add, name="member_add"),
    path("casi/<int:pk>/nucleo/componenti/<int:member_pk>/fine/", household.member_end, name="member_end"),
    path("casi/<int:pk>/nucleo/persone/<int:person_pk>/", household.person_edit, name="person_edit"),
    path("casi/<int:pk>/nucleo/indirizzi/nuovo/", household.address_add, name="address_add"),
    path("casi/<int:pk>/nucleo/indirizzi/<int:address_pk>/fine/", household.address_end, name="address_end"),
    path("casi/<int:pk>/nucleo/responsabilita/", household.responsibility_set, name="responsibility_set"),
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

urlpatterns: list[URLPattern] = OVERVIEW + CASE + HOUSEHOLD + TEAM
