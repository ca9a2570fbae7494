"""Invented people: names, places, and tax codes that cannot exist."""

from datetime import date
from string import ascii_uppercase

from codicefiscale import codicefiscale

GIRLS = (
    "Sofia", "Giulia", "Aurora", "Ginevra", "Alice", "Emma", "Giorgia", "Greta", "Beatrice", "Anna", "Vittoria",
    "Matilde", "Nicole", "Camilla", "Rebecca", "Gaia", "Chiara", "Noemi", "Bianca", "Elisa", "Marta", "Viola",
    "Irene", "Caterina", "Ludovica", "Miriam",
)  # fmt: skip
BOYS = (
    "Leonardo", "Francesco", "Lorenzo", "Alessandro", "Tommaso", "Mattia", "Gabriele", "Riccardo", "Edoardo",
    "Diego", "Nicolò", "Samuele", "Pietro", "Filippo", "Federico", "Davide", "Gioele", "Elia", "Michele", "Jacopo",
    "Simone", "Daniele", "Kevin", "Enea", "Giacomo", "Ettore",
)  # fmt: skip
MOTHERS = (
    "Elena", "Francesca", "Sara", "Valentina", "Silvia", "Laura", "Monica", "Alessandra", "Cristina", "Roberta",
    "Ilaria", "Michela", "Barbara", "Daniela", "Veronica", "Serena", "Manuela", "Tiziana", "Debora", "Patrizia",
)  # fmt: skip
FATHERS = (
    "Marco", "Andrea", "Luca", "Stefano", "Roberto", "Fabio", "Massimo", "Paolo", "Gianluca", "Cristian", "Walter",
    "Enrico", "Sergio", "Maurizio", "Dario", "Ivan", "Claudio", "Giorgio", "Emanuele", "Salvatore",
)  # fmt: skip
SURNAMES = (
    "Bralini", "Corvanti", "Delmarzo", "Fossareni", "Galvieri", "Lombrasca", "Mantegari", "Norbiati", "Olvezzi",
    "Pradelli", "Quagliardi", "Rivolteni", "Sarmenghi", "Taverniti", "Uberzani", "Valmerini", "Zanforlini",
    "Arcobelli", "Bonvissuti", "Cassinari", "Dossenghi", "Erbavera", "Fiordalisi", "Grignasco", "Isoardi",
    "Lagomarzi", "Molinverni", "Nebbiolini", "Ortensini", "Passerotti", "Querciabella", "Roncatelli", "Selvarossa",
    "Tortorenghi", "Ulivastri", "Vergnasco", "Zaffaroldi", "Altavilli", "Brugherini", "Ceriolani", "Dordonesi",
    "Fontaspina", "Ghiaradesi", "Lodrini", "Mulazzani", "Noceverde", "Pioppelli", "Risaroli", "Stradivieri",
    "Trebbiani", "Viadanesi", "Castelvano", "Merlinghi", "Serravecchia", "Campodoni", "Vallombrosi",
)  # fmt: skip
# Families that came from elsewhere: surname, mother, father, children's names, citizenship.
ARRIVED = (
    ("El Mansari", "Fatiha", "Rachid", ("Yasmine", "Adam", "Ilyas"), "Marocco"),
    ("Quispe Arana", "Rosa", "Julio", ("Camila", "Mateo"), "Perù"),
    ("Dragulescu", "Mihaela", "Florin", ("Andreea", "Luca"), "Romania"),
    ("Abdelghany", "Nesma", "Karim", ("Malak", "Omar", "Youssef"), "Egitto"),
    ("Hoxhalari", "Elira", "Arben", ("Klea", "Noel"), "Albania"),
    ("Wijeratna", "Nilmini", "Sunil", ("Dinusha", "Kavindu"), "Sri Lanka"),
    ("Diop Sarr", "Awa", "Modou", ("Aida", "Ibra"), "Senegal"),
    ("Zambrano Vera", "Lucía", "Wilmer", ("Dayana", "Joel"), "Ecuador"),
)
GIRLS_FROM_ELSEWHERE = frozenset(
    {"Yasmine", "Camila", "Andreea", "Malak", "Klea", "Dinusha", "Aida", "Dayana"}
)
STREETS = (
    "via dei Tigli", "via delle Rogge", "via Mulino Vecchio", "viale della Stazione", "via dei Filatori",
    "piazza del Mercato", "via della Filanda", "via San Rocco", "via dei Salici", "vicolo del Pozzo",
    "via delle Lavandaie", "via Cascina Nuova", "via degli Orti", "via del Traghetto",
)  # fmt: skip
BIRTH_PLACES = ("Lodi", "Milano", "Crema", "Pavia", "Melegnano", "Piacenza")
SCHOOLS = ((3, "Scuola dell'infanzia «Il Prato»"), (6, "Scuola primaria «Le Betulle»"),
           (11, "Scuola secondaria «Ponte Alto»"), (14, "Istituto professionale «Filanda»"))  # fmt: skip


def school_for(age: int) -> str:
    """Where a child of this age goes; the nursery before three."""
    return next((name for start, name in reversed(SCHOOLS) if age >= start), "Nido «La Chiocciola»")


def impossible_tax_code(*, first_name: str, last_name: str, born: date, sex: str, place: str) -> str:
    """A code with the right look and the wrong letter at its end: nobody's, by construction."""
    code = str(
        codicefiscale.encode(last_name, first_name, "F" if sex == "F" else "M", born.isoformat(), place)
    )
    wrong = ascii_uppercase[(ascii_uppercase.index(code[-1]) + 7) % 26]
    return code[:-1] + wrong
