"""What can't be an order number costs its row, with the reason; what can is kept whatever it looks like."""

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import load_once

NONE = (
    "-1",
    "0",
    "00",
    "0.0",
    "1e400",
    "1E+999",
    "-7",
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "1.#INF",
    "nan",
    "None",
    "null",
    "#NAME?",
)
SOME = ("1001", "#1001", "0042", "12E5", "A-1", "3031265788145237", "1-2", "N0", "DE-0")


def verdicts(paths: DeskPaths, ids: tuple[str, ...]) -> tuple[set[str], dict[str, str]]:
    lines = [f'S,"{one}",to_ship,SKU1,1\n' for one in ids]
    (paths.exports / "o.csv").write_text(
        "shop,order_id,status,sku,quantity\n" + "".join(lines), encoding="utf-8"
    )
    [export] = load_once(paths, Settings(folder=Folder(settle_seconds=0)))
    desk = Desk.open(paths, Settings())
    try:
        found = {str(row[0]) for row in desk.fetch("select order_id from open_orders", [])}
        return found, {ids[one.row - 2]: one.reason for one in desk.rejects(export.export_id)}
    finally:
        desk.close()


def test_what_is_no_order_number_is_rejected_and_its_neighbours_load(paths: DeskPaths) -> None:
    found, rejected = verdicts(paths, NONE + SOME)
    assert found == set(SOME)
    assert set(rejected) == set(NONE)
    assert {rejected[one] for one in ("0", "-1", "1.#INF")} == {"id_impossible"}
    assert set(rejected.values()) <= {"id_missing", "id_impossible", "id_ruined"}
