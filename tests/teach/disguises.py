"""Headers as some marketplace might name them, and values as its files might hold them, for each field."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS

OTHER_NAMES: dict[str, Sequence[str]] = {
    "order_id": (
        "Bestellnr.",
        "N° de commande",
        "Nº de pedido",
        "Invoice No.",
        "Numer zamówienia",
        "ORDER_NO",
    ),
    "status": (
        "Bestellstatus",
        "Statut de la commande",
        "Estado del pedido",
        "Order state",
        "処理ステータス",
    ),
    "placed_at": ("Bestelldatum", "Date de commande", "Fecha del pedido", "Order placed on", "注文日時"),
    "paid_at": ("Bezahlt am", "Date de paiement", "Fecha de pago", "Payment received at"),
    "sent_at": ("Versanddatum", "Date d'expédition", "Fecha de envío", "Dispatched on"),
    "ship_by": ("Versandfrist", "Date limite d'expédition", "Ship before", "最晚发货时间"),
    "buyer": ("Kundenname", "Nom de l'acheteur", "Nombre del comprador", "Customer"),
    "email": ("E-Mail des Käufers", "Courriel", "Correo electrónico", "Customer mail"),
    "recipient": ("Empfänger", "Nom du destinataire", "Destinatario", "Consignee name", "お届け先氏名"),
    "country": ("Lieferland", "Pays de livraison", "País de envío", "Destination country", "受取人国名"),
    "city": ("Ort", "Ville", "Ciudad", "Town"),
    "zip": ("PLZ", "Code postal", "Código postal", "Postcode"),
    "address": ("Straße", "Rue", "Calle", "Street address"),
    "phone": ("Telefonnummer", "Téléphone", "Teléfono", "Phone no."),
    "currency": ("Währung", "Devise", "Moneda", "Currency code"),
    "total": ("Gesamtbetrag", "Montant total", "Importe total", "Grand Total", "Сумма"),
    "shipping_fee": ("Versandkosten", "Frais de livraison", "Gastos de envío", "Postage cost"),
    "remark": ("Nachricht des Käufers", "Commentaire client", "Comentarios del cliente", "Customer message"),
    "service": ("Versandart", "Mode de livraison", "Método de envío", "Delivery service"),
    "tracking": ("Sendungsnummer", "Numéro de suivi", "Número de seguimiento", "Waybill"),
    "item_title": ("Artikelbezeichnung", "Nom du produit", "Nombre del artículo", "Product title", "品名"),
    "title": ("Artikelbezeichnung", "Nom du produit", "Nombre del artículo", "Product title", "品名"),
    "sku": ("Artikelnummer", "Référence article", "Item Code", "StockCode", "商品コード"),
    "quantity": ("Menge", "Quantité", "Cantidad", "Qty.", "Anzahl"),
    "unit_price": ("Einzelpreis", "Prix unitaire", "Precio unitario", "Price each"),
    "product_id": ("Listing-ID", "Product number id", "Listing no"),
    "attributes": ("Ausführung", "Variante", "Options"),
    "supplier": ("Lieferant", "Fournisseur", "Proveedor", "Vendor"),
    "purchase_id": ("Einkaufsbestellnummer", "Purchase order no.", "PO number"),
    "on_hand": ("Lagerbestand", "Stock disponible", "Existencias", "Qty on hand"),
    "ordered_at": ("Bestelldatum", "Date de commande", "Ordered on"),
}
"""Field -> names in other languages, and other names in English; few of them are in any profile."""

WORDS = ("Ceramic Mug", "Bamboo Lamp", "Canvas Bag", "Silk Scarf", "Wool Hat", "Glass Vase", "Paper Star")
NAMES = ("Anna Schmidt", "Jean Dupont", "María López", "John Smith", "Иван Петров", "Kim Min-jun", "Li Wei")
STATUSES = ("shipped", "completed", "cancelled", "processing", "pending payment")


def values(field: str, rows: int, seed: int) -> list[str]:
    """`rows` values as a column of `field` might hold."""
    make, luck = _MAKERS.get(field, _text), random.Random(f"{field}{seed}")
    if field in MONEY_FIELDS or field in ("price", "cost"):
        make = _money
    elif field.endswith("_at") or field == "ship_by":
        make = _date
    return [make(luck, row) for row in range(rows)]


def _money(luck: random.Random, _row: int) -> str:
    return f"{luck.uniform(1, 300):.2f}"


def _date(luck: random.Random, row: int) -> str:
    return f"{datetime(2026, 1, 1) + timedelta(hours=row * 3 + luck.random()):%Y-%m-%d %H:%M:%S}"


def _text(luck: random.Random, _row: int) -> str:
    return luck.choice(WORDS)


def _cell(luck: random.Random, _row: int) -> str:
    return f"【1】{luck.choice(WORDS)}\n(产品属性: Color:Red)\n(商家编码:A-{luck.randrange(99)})\n(产品数量:2 piece)"


_MAKERS: dict[str, Callable[[random.Random, int], str]] = {
    "order_id": lambda luck, row: f"{3031265788000000 + row * 7919}",
    "purchase_id": lambda luck, row: f"{88120000 + row * 31}",
    "key_id": lambda luck, row: f"{5031265788 + row * 7919}",
    "line_id": lambda luck, row: f"{7100000000 + row * 13}",
    "product_id": lambda luck, row: f"{1005000000000 + luck.randrange(10**6)}",
    "status": lambda luck, row: luck.choice(STATUSES),
    "substatus": lambda luck, row: luck.choice(("awaiting collection", "in warehouse")),
    "buyer": lambda luck, row: luck.choice(NAMES),
    "recipient": lambda luck, row: luck.choice(NAMES),
    "recipient_first": lambda luck, row: luck.choice(NAMES).split()[0],
    "recipient_last": lambda luck, row: luck.choice(NAMES).split()[-1],
    "supplier": lambda luck, row: luck.choice(("Yiwu Lanterns Ltd", "Ningbo Glass Co", "Guangzhou Silk")),
    "email": lambda luck, row: f"buyer{luck.randrange(999)}@example.com",
    "country": lambda luck, row: luck.choice(("Germany", "France", "Spain", "United States", "Brazil")),
    "country_code": lambda luck, row: luck.choice(("DE", "FR", "ES", "US", "BR")),
    "province": lambda luck, row: luck.choice(("Bavaria", "Ile-de-France", "Texas")),
    "city": lambda luck, row: luck.choice(("Berlin", "Paris", "Madrid", "Austin")),
    "zip": lambda luck, row: f"{luck.randrange(10000, 99999)}",
    "address": lambda luck, row: f"{luck.randrange(1, 99)} High Street",
    "full_address": lambda luck, row: f"{luck.randrange(1, 99)} High Street, 10115 Berlin, Germany",
    "phone": lambda luck, row: f"+49 30 {luck.randrange(10**6, 10**7)}",
    "mobile": lambda luck, row: f"+49 170 {luck.randrange(10**6, 10**7)}",
    "currency": lambda luck, row: luck.choice(("EUR", "USD")),
    "quantity": lambda luck, row: str(luck.randrange(1, 6)),
    "quantity_open": lambda luck, row: str(luck.randrange(1, 6)),
    "on_hand": lambda luck, row: str(luck.randrange(0, 400)),
    "on_order": lambda luck, row: str(luck.randrange(0, 90)),
    "min_quantity": lambda luck, row: str(luck.choice((1, 5, 10))),
    "lead_days": lambda luck, row: str(luck.randrange(2, 15)),
    "sku": lambda luck, row: f"MUG-{luck.randrange(100, 160)}-{luck.choice(('RED', 'BLU'))}",
    "supplier_sku": lambda luck, row: f"YW{luck.randrange(1000, 1100)}",
    "codes": lambda luck, row: f"A-{luck.randrange(99)} * 2;B-{luck.randrange(99)} * 1",
    "products": _cell,
    "attributes": lambda luck, row: luck.choice(("Color:Red", "Color:Blue", "Size:XL")),
    "service": lambda luck, row: luck.choice(("Standard Shipping", "Express Courier", "Economy Air")),
    "tracking": lambda luck, row: f"LP{luck.randrange(10**8, 10**9)}CN",
    "remark": lambda luck, row: luck.choice(
        ("", "", "Please leave it at the front door, thank you very much")
    ),
    "is_business": lambda luck, row: luck.choice(("true", "false")),
    "tax_number": lambda luck, row: f"DE{luck.randrange(10**8, 10**9)}",
    "warehouse": lambda luck, row: luck.choice(("Main", "East")),
    "shop": lambda luck, row: luck.choice(("Lantern House", "Mug House")),
    "unit": lambda luck, row: "piece",
}
"""Field -> maker of one value; all others are amounts, times or words."""
