from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.services import classify_services, load_services


def one(name: str, folder: Path | None = None) -> tuple[str, str]:
    service = load_services(folder).classify([name])[name]
    return service.brand, service.cls


@pytest.mark.parametrize(
    ("name", "brand", "cls"),
    [
        ("DHL", "DHL", "express"),
        ("ｄｈｌ", "DHL", "express"),
        ("DHL Express Worldwide", "DHL", "express"),
        ("DHL快递", "DHL", "express"),
        ("敦豪", "DHL", "express"),
        ("UPS全球速快", "UPS", "express"),
        ("UPS全球快捷", "UPS", "express"),
        ("UPS Next Day Air", "UPS", "express"),
        ("UPS Worldwide Saver", "UPS", "express"),
        ("Fedex IP", "FedEx", "express"),
        ("Fedex IE", "FedEx", "express"),
        ("FedEx 2Day", "FedEx", "express"),
        ("FedEx International Economy®", "FedEx", "express"),
        ("联邦快递", "FedEx", "express"),
        ("EMS", "EMS", "express"),
        ("E特快", "EMS", "express"),
        ("顺丰速运", "SF", "express"),
        ("TNT", "TNT", "express"),
        ("DPEX", "TOLL", "express"),
        ("AliExpress无忧物流-优先", "Premium", "express"),
        ("AliExpress Premium Shipping", "Premium", "express"),
        ("Expedited", "Expedited", "express"),
        ("Two Day", "Expedited", "express"),
        ("NextDay", "Expedited", "express"),
        ("USPS Priority Mail Express", "USPS", "express"),
    ],
)
def test_couriers(name: str, brand: str, cls: str) -> None:
    assert one(name) == (brand, cls)


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("DHL e-commerce", "standard"),
        ("DHL eCommerce", "standard"),
        ("DHLECOM", "standard"),
        ("DHL Global Mail", "standard"),
        ("DHL Paket", "standard"),
        ("DHL-德国", "standard"),
        ("Cainiao Expedited Economy", "economy"),
        ("CAINIAO_EXPEDITED_ECONOMY", "economy"),
        ("UPS Mail Innovations", "economy"),
        ("UPS SurePost", "economy"),
        ("UPS Ground", "standard"),
        ("FedEx SmartPost", "economy"),
        ("FedEx Home Delivery", "standard"),
        ("顺丰国际挂号小包", "standard"),
        ("顺丰国际经济小包", "economy"),
        ("e邮宝", "standard"),
        ("中东专线", "standard"),
        ("AliExpress Standard Shipping", "standard"),
        ("AliExpress无忧物流-简易", "economy"),
        ("J&T Express", "standard"),
        ("FreeEconomy", "economy"),
        ("Standard", "standard"),
        ("Seller's Shipping Method", "unknown"),
        ("卖家自定义-中国", "unknown"),
        ("", "unknown"),
        ("Groups of upset temps", "unknown"),
        ("dhlx", "unknown"),
    ],
)
def test_what_only_sounds_like_a_courier(name: str, cls: str) -> None:
    brand, got = one(name)
    assert got == cls
    assert brand not in {"DHL", "UPS", "FedEx"}


def test_every_service_of_the_marketplace_is_known_by_its_label(real_exports: Path) -> None:
    listed = (
        (real_exports.parent / "aliexpress_logistics_services.tsv").read_text(encoding="utf-8").splitlines()
    )
    pairs = [line.split("\t") for line in listed[1:]]
    found = classify_services([label for _, label in pairs] + [key for key, _ in pairs])
    shared = {"UPS_US": "UPS", "ACOMMERCE": "JNE"}  # two services with one label
    assert {key: found[label].key for key, label in pairs} == {key: shared.get(key, key) for key, _ in pairs}
    assert all(found[key].cls == found[label].cls for key, label in pairs)
    express = {key for key, label in pairs if found[label].cls == "express"}
    assert express == {
        "FEDEX", "FEDEX_IE", "UPS", "UPSE", "UPS_US", "DHL", "EMS", "E_EMS", "TOLL", "TNT", "SF", "GATI",
        "SPEEDPOST", "SPSR_CN", "CAINIAO_PREMIUM",
    }  # fmt: skip
    unknown = {key for key, label in pairs if found[label].cls == "unknown"}
    assert unknown == {key for key, _ in pairs if key.lower().startswith("other")}


@pytest.mark.parametrize(
    "joined", ["AliExpress Standard Shipping / DHL", "e邮宝\nDHL", "DHL / DHL e-commerce"]
)
def test_of_several_services_the_fastest_counts(joined: str) -> None:
    assert one(joined) == ("DHL", "express")


def test_own_names_and_patterns_come_first(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(
        '[[service]]\nkey = "X"\nbrand = "DHL"\nclass = "express"\nnames = ["e邮宝", "Bosta"]\n'
        '[[pattern]]\nany = [" aramex "]\nbrand = "Aramex"\nclass = "express"\n',
        encoding="utf-8",
    )
    assert one("E邮宝", tmp_path) == ("DHL", "express")
    assert one("bosta", tmp_path) == ("DHL", "express")
    assert one("Aramex Priority", tmp_path) == ("Aramex", "express")
    assert one("DHL e-commerce", tmp_path)[1] == "standard"


@pytest.mark.parametrize(
    "text", ["[[service]", '[[service]]\nkey = "X"', "\x00", '[[pattern]]\nany = ["("]\nclass = "express"']
)
def test_a_broken_own_file_is_told_and_the_packaged_table_goes_on(tmp_path: Path, text: str) -> None:
    (tmp_path / "services.toml").write_text(text, encoding="utf-8")
    table = load_services(tmp_path)
    assert len(table.errors) == 1
    assert "services.toml" in table.errors[0]
    assert table.classify(["DHL"])["DHL"].brand == "DHL"


@given(st.lists(st.text(max_size=80), max_size=20))
def test_every_name_gets_an_answer(names: list[str]) -> None:
    found = classify_services(names)
    assert set(found) == set(names)
    assert all(service.name == name for name, service in found.items())
