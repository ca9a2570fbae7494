import pytest

from cases.enums import Kinship


@pytest.mark.parametrize(
    ("kinship", "woman", "man"),
    [
        (Kinship.CHILD, "Figlia", "Figlio"),
        (Kinship.SIBLING, "Sorella maggiorenne", "Fratello maggiorenne"),
        (Kinship.PARTNER, "Compagna di un genitore", "Compagno di un genitore"),
        (Kinship.NEIGHBOUR, "Vicina di casa", "Vicino di casa"),
        (Kinship.MOTHER, "Madre", "Madre"),
        (Kinship.TEACHER, "Insegnante, educatore, allenatore", "Insegnante, educatore, allenatore"),
    ],
)
def test_kinship_agrees_with_the_person(kinship, woman, man):
    assert [kinship.said_of(sex) for sex in "FMN"] == [woman, man, kinship.label]


def test_no_kinship_of_a_known_sex_leaves_a_choice():
    assert not [kinship for kinship in Kinship for sex in "FM" if "/" in kinship.said_of(sex)]
