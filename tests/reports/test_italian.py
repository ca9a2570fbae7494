import pytest

from reports.italian import in_a_sentence, of_whom


@pytest.mark.parametrize(
    ("people", "of", "inside"),
    [
        ("Anna Rossi (madre)", "di Anna Rossi (madre)", "Anna Rossi (madre)"),
        ("La madre", "della madre", "la madre"),
        ("Il padre", "del padre", "il padre"),
        ("L'insegnante", "dell'insegnante", "l'insegnante"),
        ("L’educatrice", "dell'educatrice", "l’educatrice"),
        ("Gli zii", "degli zii", "gli zii"),
        ("La Rocca Anna", "di La Rocca Anna", "La Rocca Anna"),
        ("L'Abbate Ugo", "di L'Abbate Ugo", "L'Abbate Ugo"),
        ("", "di ", ""),
    ],
)
def test_people_go_on_in_a_sentence(people, of, inside):
    assert (of_whom(people), in_a_sentence(people)) == (of, inside)
