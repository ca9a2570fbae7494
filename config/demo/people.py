"""The enti, the units and the twelve people of the demo."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts.enums import OrganisationKind, Profession, Role
from accounts.models import Membership, Organisation, Unit, User

# One for everybody and printed by `demo_accounts`: the demo holds invented people only.
PASSWORD = "filo-della-matassa"  # noqa: S105
SINCE = date(2021, 9, 1)
P = Profession


@dataclass(frozen=True)
class Account:
    """One sign-in. `posts`: role and unit, or role and ente for the roles of a whole ente."""

    name: str
    first_name: str
    last_name: str
    profession: str
    posts: tuple[tuple[str, str], ...]
    register_number: str = ""
    shown_as: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


ENTI = {
    "cooperativa": (
        "Cooperativa sociale Il Filo",
        OrganisationKind.COOPERATIVA,
        "Borgolieto",
        "via della Filanda 12, 26800 Borgolieto\ntel. 0371 000000 · tutela@cooperativailfilo.example\n"
        "PEC tutela@pec.cooperativa.example",
    ),
    "borgolieto": (
        "Comune di Borgolieto",
        OrganisationKind.COMUNE,
        "Borgolieto",
        "piazza del Mercato 1, 26800 Borgolieto\nPEC servizisociali@pec.ambito.example",
    ),
    "valserena": (
        "Comune di Valserena",
        OrganisationKind.COMUNE,
        "Valserena",
        "viale della Stazione 3, 26841 Valserena\ntel. 0371 000001\nPEC tutela@pec.comune.example",
    ),
}
# Unit → its name, who runs it, whose records it keeps.
UNITS = {
    "tutela_borgolieto": ("Tutela Minori", "cooperativa", "borgolieto"),
    "educativo": ("Servizio educativo e Spazio Neutro", "cooperativa", "borgolieto"),
    "tutela_valserena": ("Tutela Minori", "cooperativa", "valserena"),
    "sociale_valserena": ("Servizio sociale professionale", "valserena", "valserena"),
}
OP, CO, RE = Role.OPERATORE, Role.COORDINATORE, Role.RESPONSABILE
ACCOUNTS = (
    Account(
        "assistente",
        "Marta",
        "Bellandi",
        P.ASSISTENTE_SOCIALE,
        ((OP, "tutela_borgolieto"),),
        "Albo Lombardia, sez. A, n. 0001",
        "Assistente sociale",
    ),
    Account(
        "educatrice",
        "Irene",
        "Sant'Ambrosi",
        P.EDUCATORE,
        ((OP, "tutela_borgolieto"), (OP, "educativo"), (OP, "tutela_valserena")),
        "",
        "Educatrice",
    ),
    Account(
        "psicologa",
        "Chiara",
        "Monforte",
        P.PSICOLOGO,
        ((OP, "tutela_borgolieto"), (OP, "tutela_valserena")),
        "Albo Lombardia n. 0002",
        "Psicologa",
    ),
    Account(
        "coordinatrice",
        "Paola",
        "Gherardini",
        P.ASSISTENTE_SOCIALE,
        ((CO, "tutela_borgolieto"), (CO, "educativo")),
        "Albo Lombardia, sez. A, n. 0003",
        "Coordinatrice",
    ),
    Account(
        "responsabile",
        "Giovanni",
        "Terzaghi",
        P.ASSISTENTE_SOCIALE,
        ((RE, "tutela_borgolieto"), (RE, "educativo"), (RE, "tutela_valserena")),
        "Albo Lombardia, sez. A, n. 0004",
        "Responsabile",
    ),
    Account(
        "amministratore",
        "Luca",
        "Pedretti",
        P.AMMINISTRATIVO,
        ((Role.AMMINISTRATORE, "cooperativa"),),
        "",
        "Amministratore di sistema",
    ),
    Account(
        "privacy",
        "Donata",
        "Verri",
        P.AMMINISTRATIVO,
        ((Role.REFERENTE_PRIVACY, "cooperativa"), (Role.REFERENTE_PRIVACY, "borgolieto")),
        "",
        "Referente privacy",
    ),
    Account(
        "assistente.due",
        "Simone",
        "Albrici",
        P.ASSISTENTE_SOCIALE,
        ((OP, "tutela_borgolieto"),),
        "Albo Lombardia, sez. B, n. 0005",
    ),
    Account(
        "assistente.valserena",
        "Federica",
        "Locatti",
        P.ASSISTENTE_SOCIALE,
        ((OP, "tutela_valserena"),),
        "Albo Lombardia, sez. A, n. 0006",
    ),
    Account(
        "coordinatore.valserena",
        "Matteo",
        "Rossetti",
        P.PSICOLOGO,
        ((CO, "tutela_valserena"),),
        "Albo Lombardia n. 0007",
    ),
    Account(
        "assistente.comune",
        "Lucia",
        "Panzeri",
        P.ASSISTENTE_SOCIALE,
        ((OP, "sociale_valserena"),),
        "Albo Lombardia, sez. A, n. 0008",
    ),
    Account(
        "responsabile.comune",
        "Ornella",
        "Bassani",
        P.ASSISTENTE_SOCIALE,
        ((RE, "sociale_valserena"),),
        "Albo Lombardia, sez. A, n. 0009",
    ),
)
# What `demo_accounts` prints: one sign-in per role.
SHOWN = tuple(account for account in ACCOUNTS if account.shown_as)


@dataclass(frozen=True)
class People:
    """The demo's enti, units and users by their short names."""

    enti: dict[str, Organisation]
    units: dict[str, Unit]
    users: dict[str, User]


def people() -> People:
    """Those already in the database. Raises DoesNotExist in a database without the demo."""
    return People(
        enti={key: Organisation.objects.get(name=row[0]) for key, row in ENTI.items()},
        units={
            key: Unit.objects.get(name=name, controller__name=ENTI[controller][0])
            for key, (name, _, controller) in UNITS.items()
        },
        users={account.name: User.objects.get(email=account.email) for account in ACCOUNTS},
    )


def hire() -> People:
    """Write enti, units, users and their roles."""
    enti = {
        key: Organisation.objects.create(name=name, kind=kind, city=city, letterhead_lines=lines)
        for key, (name, kind, city, lines) in ENTI.items()
    }
    units = {
        key: Unit.objects.create(name=name, organisation=enti[keeper], controller=enti[controller])
        for key, (name, keeper, controller) in UNITS.items()
    }
    secret = make_password(PASSWORD)  # once: it is slow on purpose
    users = {account.name: _hire(account, secret, enti, units) for account in ACCOUNTS}
    return People(enti, units, users)


def _hire(account: Account, secret: str, enti: dict[str, Organisation], units: dict[str, Unit]) -> User:
    user = User(
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        profession=account.profession,
        register_number=account.register_number,
        password=secret,
        is_staff=any(role == Role.AMMINISTRATORE for role, _ in account.posts),
    )
    user.is_superuser = user.is_staff
    user.full_clean()
    user.save()
    for role, place in account.posts:
        unit = units.get(place)
        membership = Membership(
            user=user,
            role=role,
            unit=unit,
            organisation=unit.organisation if unit else enti[place],
            valid_from=SINCE,
        )
        membership.full_clean()
        membership.save()
    return user
