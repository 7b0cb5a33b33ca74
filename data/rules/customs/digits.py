"""Check digits of the numbers that customs ask for: what the last characters have to be, from those before them.

Each function takes the number without them and gives them. Texts are upper case, without blanks, points and hyphens.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

_CURP: Final = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def cpf(body: str) -> str:
    """Brazil, people: 9 digits, then two modulo 11."""
    first = _brazil(body, range(10, 1, -1))
    return first + _brazil(body + first, range(11, 1, -1))


def cnpj(body: str) -> str:
    """Brazil, companies: 12 characters, then two digits modulo 11. Since July 2026 they may be letters too, which count
    as their code less 48."""
    weights = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    first = _brazil(body, weights)
    return first + _brazil(body + first, (6, *weights))


def rut(body: str) -> str:
    """Chile: 7 or 8 digits, then 0-9 or K, modulo 11."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return "0123456789K0"[11 - total % 11]


def curp(body: str) -> str:
    """Mexico, people: 17 characters, then a digit modulo 10."""
    total = sum(_CURP.index(character) * (18 - place) for place, character in enumerate(body))
    return str(-total % 10)


def tckn(body: str) -> str:
    """Turkey, people: 9 digits, then two."""
    odd, even = sum(map(int, body[0::2])), sum(map(int, body[1::2]))
    tenth = (odd * 7 - even) % 10
    return f"{tenth}{(odd + even + tenth) % 10}"


def ruc(body: str) -> str:
    """Peru, with a tax register entry: 10 digits, then one modulo 11."""
    total = _weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
    return str((11 - total % 11) % 10)


def inn_person(body: str) -> str:
    """Russia, people: 10 digits, then two modulo 11."""
    weights = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = str(_weighted(body, weights) % 11 % 10)
    return first + str(_weighted(body + first, (3, *weights)) % 11 % 10)


def inn_company(body: str) -> str:
    """Russia, companies: 9 digits, then one modulo 11."""
    return str(_weighted(body, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)


_LENGTHS: Final[dict[str, tuple[Callable[[str], str], int]]] = {
    "cpf": (cpf, 2),
    "cnpj": (cnpj, 2),
    "rut": (rut, 1),
    "curp": (curp, 1),
    "tckn": (tckn, 2),
    "ruc": (ruc, 1),
    "inn_person": (inn_person, 2),
    "inn_company": (inn_company, 1),
}
CHECKS: Final[Mapping[str, tuple[Callable[[str], str], int]]] = MappingProxyType(_LENGTHS)
"""Name of a check in the rules -> what makes the check digits, and how many they are."""


def completed(check: str, number: str) -> str:
    """`number` with the check digits that it should have. Raises ValueError where it has characters of another sort."""
    make, length = CHECKS[check]
    body = number[:-length]
    return body + make(body)


def holds(check: str, number: str) -> bool:
    """Whether the check digits of `number` are right."""
    try:
        # A row of one digit fits many checks, and is nobody's.
        return len(set(number)) > 1 and completed(check, number) == number
    except (ValueError, IndexError):
        return False


def _weighted(body: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))


def _brazil(body: str, weights: Iterable[int]) -> str:
    total = sum((ord(character) - 48) * weight for character, weight in zip(body, weights, strict=True))
    left = total % 11
    return "0" if left < 2 else str(11 - left)
