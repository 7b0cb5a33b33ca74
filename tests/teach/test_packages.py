"""Mercado Livre writes a row for a parcel and then a row for each order in it: the parcel is no order."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.vocabulary.frames import LINES
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Recognised, recognise
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview
from orderdeck.data.exports.teach.save import profile_of

Proposed = Callable[..., Proposal]

HEADER = [
    "N.º de venda", "Data da venda", "Estado", "Unidades", "Receita por produtos (BRL)", "Total (BRL)", "SKU",
    "# de anúncio", "Título do anúncio", "Variação", "Comprador", "CPF", "Endereço", "Cidade", "CEP", "País",
    "Forma de entrega",
]  # fmt: skip
BUYER = ["Beltrana Souza", "98765432100", "Rua B 22", "Recife", "50030-230", "Brasil", "Correios"]
NOBODY = [""] * len(BUYER)


def row(number: int, status: str, pieces: str, amount: str, sku: str, buyer: list[str] = BUYER) -> list[str]:
    item = [sku, "MLB99", f"Item {sku}", "Cor : Azul"] if sku else ["", "", "", ""]
    day = "3 de outubro de 2026 18:40 hs."
    return [f"20000555000{number:05}", day, status, pieces, amount, amount, *item, *buyer]


def parcel(
    number: int, *items: tuple[str, str, str], status: str = "", buyer: list[str] = BUYER
) -> list[list[str]]:
    """The rows of a parcel: its own, then one for each of `items` (pieces, amount, SKU)."""
    amount = sum(Decimal(amount) for _, amount, _ in items)
    rows = [row(number, f"Pacote de {len(items)} produtos", "", str(amount), "")]
    return rows + [row(number + at, status, *item, buyer=buyer) for at, item in enumerate(items, 1)]


SINGLE = [
    row(90, "Etiqueta pronta para impressão", "1", "10.00", "A", buyer=["Fulano", *BUYER[1:]]),
    row(91, "Venda cancelada", "1", "10.00", "A", buyer=["Sicrano", *BUYER[1:]]),
]


def read(proposal: Proposal, batch: int = 0) -> Frames:
    """What the file of `proposal` loads as once it is taught."""
    proposal.zone = "America/Sao_Paulo"
    profile: Profile = profile_of(proposal, "mercado")
    found = recognise(proposal.path, [profile])
    assert isinstance(found, Recognised)
    texts = list(batches(found))
    if batch:
        texts = [text[at : at + batch] for text in texts for at in range(0, text.height, batch)]
    return normalise(texts, found, Context(zone="America/Sao_Paulo", exported_at=0))


@pytest.mark.parametrize("buyer", [BUYER, NOBODY])
@pytest.mark.parametrize("batch", [0, 1, 2])
def test_the_rows_of_a_parcel_are_its_orders_and_its_own_is_none(
    proposed: Proposed, buyer: list[str], batch: int
) -> None:
    found = proposed(
        HEADER, [*parcel(1, ("2", "99.80", "CAPA"), ("1", "49.90", "PEL"), buyer=buyer), *SINGLE]
    )
    frames = read(found, batch)
    assert frames.rejects.is_empty()
    assert frames.notes["package_rows"] == 1
    orders = frames.orders.sort("order_id")
    assert orders["order_id"].to_list() == [f"20000555000{n:05}" for n in (2, 3, 90, 91)]
    assert orders["pieces"].to_list() == [2, 1, 1, 1]
    assert orders["total"].to_list() == [Decimal(one) for one in ("99.80", "49.90", "10.00", "10.00")]
    assert orders["status"].to_list() == ["unrecognised", "unrecognised", "to_ship", "cancelled"]
    assert orders["buyer"].to_list() == ["Beltrana Souza", "Beltrana Souza", "Fulano", "Sicrano"]
    assert orders["city"].to_list() == ["Recife"] * 4
    numbers = ", ".join(orders["order_id"][:2])
    assert orders["doubts"].to_list() == [f"shared_parcel|{numbers}"] * 2 + [None, None]
    assert set(frames.lines["sku"]) == {"CAPA", "PEL", "A"}
    assert set(frames.lines.columns) == set(LINES)
    assert orders["placed_at"][0] == datetime(2026, 10, 3, 21, 40, tzinfo=UTC)


def test_what_a_parcel_of_two_means_is_said_for_parcels_of_three(proposed: Proposed) -> None:
    two = [*parcel(1, ("2", "99.80", "CAPA"), ("1", "49.90", "PEL")), *SINGLE]
    found = proposed(HEADER, two)
    found.statuses["Pacote de 2 produtos"] = "to_ship"
    found.chosen.add("statuses")
    more = [*parcel(11, ("1", "5.00", "X"), ("1", "5.00", "Y"), ("4", "5.00", "Z")), *SINGLE]
    found.path.write_text(
        found.path.read_text(encoding="utf-8").splitlines()[0]
        + "\n"
        + "\n".join(",".join(cells) for cells in more)
        + "\n",
        encoding="utf-8",
    )
    orders = read(found).orders.sort("order_id")
    assert orders["status"].to_list() == ["to_ship"] * 3 + ["to_ship", "cancelled"]


def test_an_order_of_a_parcel_that_fares_otherwise_says_so_itself(proposed: Proposed) -> None:
    rows = parcel(1, ("2", "99.80", "CAPA"), ("1", "49.90", "PEL"))
    rows[1][2] = "Venda cancelada"
    orders = read(proposed(HEADER, [*rows, *SINGLE])).orders.sort("order_id")
    assert orders["status"].to_list()[:2] == ["cancelled", "unrecognised"]


def test_a_parcel_takes_no_order_of_another_buyer(proposed: Proposed) -> None:
    """Where rows are missing, as in a list that was filtered, the next order is nobody's part."""
    rows = parcel(1, ("2", "99.80", "CAPA"), ("1", "49.90", "PEL"))[:2]
    orders = read(proposed(HEADER, [*rows, *SINGLE])).orders.sort("order_id")
    assert orders["doubts"].to_list() == [None] * 3
    assert orders["status"].to_list() == ["unrecognised", "to_ship", "cancelled"]


def test_the_wizard_shows_the_same_before_it_is_saved(proposed: Proposed) -> None:
    found = proposed(HEADER, [*parcel(1, ("2", "99.80", "CAPA"), ("1", "49.90", "PEL")), *SINGLE])
    found.zone = "America/Sao_Paulo"
    shown: Any = preview(found).main
    assert shown.height == 4
    assert Path(found.path).exists()
