"""Status words: what marketplaces write in the languages of their sellers, however it is spelled; and nothing doubtful
lets an order be shipped or hides it."""

import unicodedata
from collections.abc import Callable
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.vocabulary import status
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.normalise.values.text import word_key
from orderdeck.data.exports.profile.files import load_profiles

PROFILES = {profile.name: profile for profile in load_profiles() if profile.kind == "orders"}
Form = Literal["NFC", "NFD", "NFKC"]
READERS = {name: StatusReader(profile.status) for name, profile in PROFILES.items()}

WORDS: dict[str, dict[str, str]] = {
    "aliexpress": {
        "待收货": "shipped",
        "待确认金额": "awaiting_amount",
        "等待卖家验款": "awaiting_amount",
        "等待您确认金额": "awaiting_amount",
        "预售中": "presale",
        "退款中": "dispute",
        "待揽收": "to_ship",
        "待仓库收货": "shipped",
        "暂停发货": "frozen",
        "IN_PRESELL_PROMOTION": "presale",
        "RISK_CONTROL_HOLD": "risk_control",
        "IN_BOOK_SALE": "presale",
        "等待您发货": "to_ship",
        "风控24小时中": "risk_control",
    },
    "aliexpress_intl": {
        "Awaiting Cancellation": "cancel_requested",
        "Payment being verified": "risk_control",
        "Orders are in 24 hours of risk control": "risk_control",
        "Orders in freeze": "frozen",
        "Partial delivery": "part_shipped",
        "Waiting for buyer to receive goods": "shipped",
        "Cancelling": "cancel_requested",
        "To ship": "to_ship",
        "Unpaid": "awaiting_payment",
        "Order closed": "cancelled",
        "Order finished": "finished",
        "Order completed": "finished",
        "Pending operation success": "awaiting_group",
        "Buyers agree, funds processing": "closing",
        "Promotion is on": "presale",
        "Waiting for your confirmation amount": "awaiting_amount",
        "IN_PRESELL_PROMOTION": "presale",
        "RISK_CONTROL_HOLD": "risk_control",
        "IN_BOOK_SALE": "presale",
        "Оплачен": "to_ship",
        "Доставлен": "shipped",
        "Проверка платежа": "risk_control",
        "Отмена заказа": "cancel_requested",
        "Сборка": "to_ship",
        "Готов к отгрузке": "to_ship",
        "Orders waiting for risk control": "risk_control",
        "Buyer is applying to cancel": "cancel_requested",
    },
    "aliexpress_ko": {
        "배송 준비중": "to_ship",
        "배송준비 중": "to_ship",
        "구매 확정": "finished",
        "거래 종료": "finished",
        "분쟁": "dispute",
        "결제 확인 중": "risk_control",
        "WAIT_SELLER_SEND_GOODS": "to_ship",
        "IN_BOOK_SALE": "presale",
    },
    "tiktok": {
        "A ser enviado": "to_ship",
        "Por enviar": "to_ship",
        "Enviado": "shipped",
        "Concluído": "finished",
        "Completado": "finished",
        "Cancelado": "cancelled",
        "Não pago": "awaiting_payment",
        "ที่จะจัดส่ง": "to_ship",
        "Perlu dikirim": "to_ship",
        "Chờ lấy hàng": "to_ship",
        "À expédier": "to_ship",
        "Zu versenden": "to_ship",
        "Da spedire": "to_ship",
        "発送待ち": "to_ship",
        "待揽收": "to_ship",
        "Versandt": "shipped",
        "Spedito": "shipped",
        "Expédié": "shipped",
        "発送済み": "shipped",
        "運": "unrecognised",
        "AWAITING_COLLECTION": "to_ship",
        "IN_TRANSIT": "shipped",
        "On hold": "risk_control",
        "Em espera": "risk_control",
    },
    "shopee": {
        "READY_TO_SHIP": "to_ship",
        "A enviar": "to_ship",
        "待出貨": "to_ship",
        "Chờ lấy hàng": "to_ship",
        "Por enviar": "to_ship",
        "Untuk Dihantar": "to_ship",
        "ที่ต้องจัดส่ง": "to_ship",
        "不成立": "cancelled",
        "IN_CANCEL": "cancel_requested",
        "Cancellation in process": "cancel_requested",
        "Cancelled by buyer": "cancelled",
        "Undelivered": "unrecognised",
        "Not received": "unrecognised",
        "Delivered": "shipped",
        "TO_RETURN": "dispute",
    },
    "lazada": {
        "ready_to_ship": "to_ship",
        "Ready To Ship": "to_ship",
        "toship": "to_ship",
        "已签收": "finished",
    },
    "temu": {
        "UN_SHIPPING": "to_ship",
        "Unshipped": "to_ship",
        "已收货": "finished",
        "部分发货": "part_shipped",
    },
    "amazon_all_orders": {
        "Unshipped": "to_ship",
        "Nicht versandt": "to_ship",
        "Non expédié": "to_ship",
        "未出荷": "to_ship",
        "Shipped - Out for Delivery": "shipped",
        "Cancelled": "cancelled",
        "Cancellation pending": "unrecognised",
        "Partially Shipped": "part_shipped",
    },
    "woocommerce_advanced": {
        "In Bearbeitung": "to_ship",
        "En cours": "to_ship",
        "Procesando": "to_ship",
        "In lavorazione": "to_ship",
        "Processando": "to_ship",
        "W trakcie realizacji": "to_ship",
        "处理中": "to_ship",
        "Terminée": "finished",
        "En attente": "payment_check",
        "In sospeso": "payment_check",
        "Storniert": "cancelled",
        "wc processing": "unrecognised",
    },
    "dianxiaomi": {
        "待确认金额": "awaiting_amount",
        "预售中": "presale",
        "待仓库收货": "shipped",
        "暂停发货": "frozen",
        "待卖家验款": "awaiting_amount",
        "退款中": "cancel_requested",
        "等待成团": "awaiting_group",
    },
    "mabang": {"预售": "presale", "待揽收": "to_ship", "暂停发货": "frozen"},
    "tongtool": {"等待配货": "to_ship", "待收货": "shipped"},
    "littleboss": {
        "RISK_CONTROL_HOLD": "risk_control",
        "IN_PRESELL_PROMOTION": "presale",
        "待收货": "shipped",
    },
}


@pytest.mark.parametrize(
    ("profile", "word", "wanted"),
    [(profile, word, wanted) for profile, words in WORDS.items() for word, wanted in words.items()],
)
def test_a_word_means(profile: str, word: str, wanted: str) -> None:
    assert READERS[profile].code(word) == wanted


LABELS = [
    (name, label, code) for name, profile in PROFILES.items() for label, code in profile.status.labels.items()
]


@pytest.mark.parametrize("name", PROFILES)
def test_no_word_of_a_profile_means_two_things(name: str) -> None:
    meant: dict[str, str] = {}
    for label, code in PROFILES[name].status.labels.items():
        assert meant.setdefault(word_key(label), code) == code, label


@given(
    st.sampled_from(LABELS),
    st.sampled_from(["{}", " {} ", "\u00a0{}", "{}.", "{}：", "{}！", "• {}", "{} \u3000", "{}。"]),
    st.sampled_from([str, str.upper, str.lower, str.title]),
    st.sampled_from(get_args(Form)),
    st.booleans(),
)
def test_spelling_changes_nothing(
    label: tuple[str, str, str],
    around: str,
    case: Callable[[str], str],
    form: Form,
    wide: bool,
) -> None:
    name, word, code = label
    spelled = unicodedata.normalize(form, around.format(case(word)))
    if wide:
        spelled = "".join(
            chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign.replace(" ", "\u3000") for sign in spelled
        )
    assert READERS[name].code(spelled) == code


@given(
    st.sampled_from(sorted(READERS)),
    st.text(st.sampled_from("abcdefghijkmnopqrtuvxyz 甲乙丙丁戊 가나다라 жзйщ"), min_size=1, max_size=14),
)
def test_words_that_mean_nothing_stay_unrecognised(name: str, word: str) -> None:
    known = {word_key(label) for label in PROFILES[name].status.labels}
    found = READERS[name].code(word)
    assert found == status.UNRECOGNISED or word_key(word) in known or PROFILES[name].status.patterns


DOUBTFUL = (
    "Awaiting something", "Under review", "Suspended", "处理失败", "异常", "暂停", "拦截", "Cancel pending", "退货中",
    "Ожидает чего-то", "보류", "???", "—", "🙂", "Return requested", "Not delivered", "未发货成功",
)  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("word", DOUBTFUL)
def test_doubtful_words_neither_ship_nor_hide(name: str, word: str) -> None:
    code = READERS[name].code(word)
    assert code not in status.TO_BE_SHIPPED, word
    assert code not in status.CLOSED, word
