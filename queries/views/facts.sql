-- An open order with all that rules need: what its file says, what the journal says, what stock lacks, the clock. One
-- that is gone from a newer, whole export has the stage "gone" and no deadline: nobody has to do anything about it.
with joined as (
    select
        o.order_key, case when o.gone then 'gone' else o.stage end as stage, o.status, o.placed_at,
        case when o.gone is null then o.deadline end as deadline, o.gone is not null as gone, o.absent_since,
        o.why_back is not null as sent_back, case when o.gone is null then o.latest_end end as latest_end, o.ship_rests,
        greatest(o.loaded_at, y.last_at) as shown_at,
        o.exported_at, o.priority, o.wholesale, o.express, o.remark_matters,
        m.holder, m.held_at, m.done_by, m.done_at, m.messaged_at, m.packed_at,
        c.now, c.due as due_span, c.second_message as pause,
        coalesce(m.done and m.done_state in ('', o.state), false) as done,
        coalesce(m.done and m.done_state not in ('', o.state), false) as returned,
        coalesce(m.last_state <> o.state, false) as changed,
        coalesce(m.messages, 0) as messages,
        coalesce(m.notes, 0) as notes,
        coalesce(m.handled_remark = o.remark_digest or m.handled_state = o.state, false) as remark_handled,
        case when m.answer_state in ('', o.state) then m.answer end as cancel_answer,
        case when m.snooze_state in ('', o.state) then m.snooze_ends end as snooze_ends,
        -- A buyer who was asked about a stock-out has until then to answer; an order that changed has answered.
        case when o.stage = 'to_ship' and o.gone is null and m.asked_state in ('', o.state)
            and m.asked_what is distinct from 'we_cancel' and not coalesce(extended(o.ship_by, o.ship_rests, m.asked_ship_by, o.exported_at), false)
            then m.asked_at + c.silence end as silent_at,
        greatest(m.held_at, p.last_at) + c.claim as claim_until,
        -- It was asked for while nobody here knew of a request: not a wish of the buyer's own.
        case when o.stage = 'cancel' and m.asked_what = 'cancel'
            and case when m.asked_state = '' then m.asked_at <= o.since else m.asked_state <> o.state end
            then m.asked_at end as asked_for,
        o.arrived_at + c.new as new_until,
        coalesce(s.short, 0) as short
    from open_orders o
    left join marks m using (order_key)
    left join operators p on p.operator = m.holder
    left join short_orders s using (order_key)
    left join copied y on y.seq = o.seq,
    clock c
)
select
    * exclude (holder, held_at),
    -- Held, but for a word of the seller's own; or to be answered by a time that isn't known.
    status = 'awaiting_amount' or (status = 'dispute' and not gone)
        or (stage = 'cancel' and deadline is null and cancel_answer is null) as your_move,
    -- Done here, and what came in since still has it as to be sent.
    done and stage = 'to_ship' and shown_at > done_at as undeclared,
    stage = 'unpaid' and wholesale and messages < 2 as to_message,
    case when stage = 'unpaid' and wholesale and messages = 1 then messaged_at + pause end as message_due_at,
    coalesce(coalesce(latest_end, deadline) <= now, false) as late,
    coalesce(deadline <= now + due_span, false) as due,
    new_until > now as is_new,
    case when claim_until > now then holder end as claimed_by,
    case when claim_until > now then held_at end as claimed_at
from joined
