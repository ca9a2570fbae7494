"""How a name goes on in an Italian sentence."""

import re

# An article goes before a small letter: «La madre»; «La Rocca» is a surname.
ARTICLE = re.compile(r"(Il|Lo|La|I|Gli|Le) (?=[a-zà-ú])|L['’](?=[a-zà-ú])")
OF = {"Il": "del", "Lo": "dello", "La": "della", "I": "dei", "Gli": "degli", "Le": "delle"}


def in_a_sentence(people: str) -> str:
    """«La signora Rossi» after other words: «la signora Rossi»; a name stays as it is."""
    return people[0].lower() + people[1:] if ARTICLE.match(people) else people


def of_whom(people: str) -> str:
    """Whose words they are: «di Anna Rossi», «della madre», «dell'insegnante»."""
    found = ARTICLE.match(people)
    if found is None:
        return f"di {people}"
    rest = people[found.end() :]
    return f"{OF[found[1]]} {rest}" if found[1] else f"dell'{rest}"
