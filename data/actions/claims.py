"""Claims: the next free order of a queue, and who holds what."""

from orderdeck.data.actions.perform import new_id
from orderdeck.data.actions.records import Outcome, Refusal, joined
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.pictures.one_order import others_of
from orderdeck.data.ledger import Held, Ledger


def take_next(desk: Desk, ledger: Ledger, view: str, operator: str, *, act_id: str = "") -> Outcome:
    """Claims the first order of `view` that nobody holds, that is awake and not done.

    Any number of operators (or decks of one operator) at once get different orders. Refusals: unknown_view,
    nothing_free.
    """
    outcome = Outcome(changes=desk.catch_up())
    known = desk.acts.known(act_id) if act_id else None
    if known:
        outcome.done = [known]
        return outcome
    try:
        keys = desk.keys(view, operator=operator)
    except KeyError:
        outcome.refused.append(Refusal(view, "unknown_view"))
        return outcome
    free = _free(desk)
    group = act_id or new_id()
    names = others_of(desk.fetch, list(free))
    span = round(desk.settings.people.claim_hours * 3_600_000_000)
    for key in keys:
        if key not in free:
            continue
        act = Act(
            id=group,
            kind="claim",
            operator=operator,
            at=desk.now(),
            group=group,
            order_key=key,
            state=free[key],
        )
        given = ledger.claim(act, desk.now() - span, fresh=True, names=names.get(key, ()))
        if not isinstance(given, Held):
            outcome.done = [given]
            break
    else:
        outcome.refused.append(Refusal(view, "nothing_free"))
    outcome.changes = joined(outcome.changes, desk.catch_up())
    return outcome


def claims_of(desk: Desk, operator: str) -> list[str]:
    """Keys of the open orders that `operator` holds, least time left first; for handing all of them over."""
    return desk.keys("mine", operator=operator)


def handed_to(desk: Desk, operator: str) -> list[Act]:
    """The hand-overs by which `operator` holds open orders that are not done, since their own last act, oldest
    first."""
    since = desk.acts.last_at.get(operator, 0)
    held = desk.con.execute(
        "select order_key from standing where claimed_by = $operator and handed_by is not null and not done "
        "and claimed_at > make_timestamptz($since)",
        {"operator": operator, "since": since},
    ).fetchall()
    found = (counting(desk.acts.by_order.get(key, ())) for (key,) in held)
    last = [[act for act in acts if act.kind == "hand_over"][-1] for acts in found]
    return sorted(last, key=lambda act: act.seq)


def _free(desk: Desk) -> dict[str, str]:
    sql = (
        "select s.order_key, token_of(o.state, o.ship_by, o.ship_told) "
        "from standing s join open_orders o using (order_key) "
        "where s.claimed_by is null and not s.asleep and not s.done"
    )
    return dict(desk.con.execute(sql).fetchall())
