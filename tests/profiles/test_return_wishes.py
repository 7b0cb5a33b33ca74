"""What a buyer wants to give back isn't sent, in whichever language Shopee says so; what was refused is."""

import polars as pl
import pytest

from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.profile.files import load_profiles

PROFILES = {one.name: one for one in load_profiles() if one.marketplace == "shopee"}
ASKED = (
    "Request approved", "REQUEST_APPROVED", "Requested", "Request", "Request accepted", "Processing", "Under review",
    "Dispute raised", "Return request approved", "Return/Refund requested", "Refund approved", "Cancellation requested",
    "Permintaan Disetujui", "Permintaan", "Pengajuan Disetujui", "Permintaan Diterima", "Sedang Diproses", "Diproses",
    "Permintaan Pengembalian Disetujui", "Permintaan Pembatalan", "Menunggu Persetujuan", "Sengketa",
    "Permohonan Diluluskan", "Permohonan Diterima", "Dalam Proses",
    "คำขอได้รับการอนุมัติ", "คำขอได้รับการอนุมัติแล้ว", "อนุมัติคำขอแล้ว", "อนุมัติแล้ว", "กำลังดำเนินการ", "ส่งคำขอแล้ว",
    "คำขอคืนเงิน/คืนสินค้า", "ข้อพิพาท", "รอการอนุมัติ",
    "Yêu cầu được chấp nhận", "Yêu cầu đã được chấp nhận", "Yêu cầu trả hàng/hoàn tiền", "Đã yêu cầu", "Đang xử lý",
    "Tranh chấp", "Yêu cầu được chấp thuận",
    "Solicitação aprovada", "Solicitação aceita", "Solicitação de devolução/reembolso", "Em andamento", "Em análise",
    "Disputa em andamento", "Aprovado",
    "Solicitud aprobada", "Solicitud aceptada", "En proceso", "En revisión", "Disputa",
    "申請已同意", "申请已同意", "申請已批准", "请求已批准", "處理中", "处理中",
    "退貨申請", "退货退款申请", "爭議中", "审核中",
)  # fmt: skip
REFUSED = (
    "Request rejected", "Request cancelled", "Request closed", "Rejected", "Request withdrawn", "None", "-",
    "Permintaan Ditolak", "Permintaan Dibatalkan", "Permintaan Pembatalan Ditolak", "Ditolak", "Permohonan Ditolak",
    "คำขอถูกปฏิเสธ", "ไม่อนุมัติ", "คำขอถูกยกเลิก", "Yêu cầu bị từ chối", "Yêu cầu đã bị hủy", "Không được chấp nhận",
    "Solicitação rejeitada", "Solicitação cancelada", "Não aprovado", "Solicitud rechazada", "No aprobada",
    "申請已拒絕", "申请被拒绝", "申请已取消", "未批准", "不同意",
)  # fmt: skip


def _read(profile: str, label: str, words: tuple[str, ...]) -> dict[str, str]:
    cells = {"status": pl.Series([label] * len(words)), "substatus": pl.Series(words)}
    read = StatusReader(PROFILES[profile].status).read(cells.get, len(words))
    return dict(zip(words, read, strict=True))


@pytest.mark.parametrize("name", PROFILES)
def test_a_wish_holds_the_order(name: str) -> None:
    labels = PROFILES[name].status.labels
    for label in (label for label, code in labels.items() if code in ("to_ship", "shipped", "finished")):
        told = _read(name, label, ASKED)
        assert {word: code for word, code in told.items() if code != "dispute"} == {}, label


@pytest.mark.parametrize("name", PROFILES)
def test_a_refused_wish_holds_nothing(name: str) -> None:
    for label, code in PROFILES[name].status.labels.items():
        told = _read(name, label, REFUSED)
        assert {word: told[word] for word in REFUSED if told[word] != code} == {}, label


@pytest.mark.parametrize("name", PROFILES)
def test_a_cancelled_order_stays_so(name: str) -> None:
    for label in (label for label, code in PROFILES[name].status.labels.items() if code == "cancelled"):
        assert set(_read(name, label, ASKED).values()) == {"cancelled"}
