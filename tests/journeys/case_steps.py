"""From the request to the diary."""

from playwright.sync_api import expect

from accounts.models import User
from tests.journeys.desk import Desk, field_named, fill

# What the later steps find again in the report and in the PDF.
FACT = "Alla visita i bambini erano a tavola con la madre; i quaderni di scuola erano in ordine."
STATEMENT = "La sera leggo con la mamma, poi spegniamo insieme."
SPEAKER = "Marco"
EVALUATION = "La routine serale appare più stabile rispetto al colloquio precedente."
MARCO, GIULIA = "Marco Provini", "Giulia Provini"


def open_cases_of_two_siblings(desk: Desk) -> None:
    desk.menu("Casi")
    desk.follow("Nuovo caso")
    page = desk.page
    fill(page, Nome_del_nucleo="Provini Esempi", Motivo="Segnalazione della scuola per assenze ripetute.")
    first = page.get_by_role("group", name="Minore 1")
    fill(first, Nome="Marco", Cognome="Provini", Data_di_nascita="2016-03-14", Luogo_di_nascita="Prova")
    page.get_by_role("button", name="Aggiungi un altro minore").click()
    second = page.get_by_role("group", name="Minore 2")
    fill(second, Nome="Giulia", Cognome="Provini", Data_di_nascita="2019-09-02")
    mother = page.get_by_role("group", name="Adulto 1")
    fill(mother, Nome="Anna", Cognome="Esempi", Data_di_nascita="1988-01-20")
    field_named(mother, "Rapporto con i minori").select_option(label="Madre")
    desk.picture("01-nuovo-caso")
    desk.press("Apri il caso")
    expect(page.get_by_text("Aperti i fascicoli")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MARCO)
    desk.picture("02-sintesi")


def see_both_in_one_household(desk: Desk) -> None:
    desk.tab("Nucleo")
    for name in (MARCO, GIULIA, "Anna Esempi"):
        expect(desk.page.locator("main").get_by_text(name).first).to_be_visible()
    desk.picture("03-nucleo")


def take_an_educator_into_the_teams(desk: Desk, educator: User) -> None:
    """Of both children: who signs a report beside its author works on every case it covers."""
    for child in ("Provini Giulia", "Provini Marco"):
        desk.menu("Casi")
        desk.follow(child)
        desk.page.get_by_role("link", name="Gestisci l’équipe").click()
        desk.follow("Nuovo componente")
        field_named(desk.page, "Operatore").select_option(label=str(educator))
        field_named(desk.page, "Ruolo").select_option(label="Educatore")
        desk.press("Aggiungi")
        expect(desk.page.get_by_role("table", name="Équipe di oggi")).to_contain_text("Finti")
    desk.picture("04-equipe")


def write_in_the_diary_of_both(desk: Desk) -> None:
    desk.tab("Diario")
    desk.follow("Nuova annotazione")
    page = desk.page
    field_named(page, "Tipo").select_option(label="Visita domiciliare")
    fill(page, Luogo="A casa", Con_chi="La madre e i due bambini", Fatti=FACT)
    fill(page, Chi_dichiara=SPEAKER, Che_cosa_dichiara=STATEMENT, Valutazioni=EVALUATION)
    page.get_by_role("group", name="Anche per i fratelli").get_by_label(GIULIA).check()
    desk.picture("05-annotazione")
    desk.press("Registra")
    expect(page.get_by_text("Annotazione registrata in 2 fascicoli.")).to_be_visible()
    for text in (FACT, STATEMENT, EVALUATION):
        expect(page.get_by_text(text)).to_be_visible()
    desk.picture("06-diario")
