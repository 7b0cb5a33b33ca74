-- An open order with all that rules need: what its file says, what the journal says, what stock lacks, the clock. One
-- that is gone from a newer, whole export has the stage "gone" and no deadline: nobody has to do anything about it.
with joined as (
    select
        coalesce(m.done and holds(m.done_state, o.state, o.ship_by, o.ship_told), false) as marked,
        -- A tracking file says that it is sent, and nobody has said since that it isn't. What is asked for meanwhile (to cancel it)
        -- is work all the same.
        t.order_key is not null and o.stage = 'to_ship' and not coalesce(not m.done and m.done_at > t.loaded_at, false) as tracked,
        o.order_key, case when o.gone then 'gone' else o.stage end as stage, o.status, o.placed_at,
        case when o.gone is null then o.deadline end as deadline, o.gone is not null as gone, o.absent_since,
        o.why_back is not null as sent_back, case when o.gone is null then o.latest_end end as latest_end, o.ship_rests,
        greatest(o.shown_at, y.last_at) as shown_at,
        o.exported_at, o.priority, o.wholesale, o.express, o.remark_matters,
        m.holder, m.held_at, m.handed_by as by_hand_of, m.handed_note as with_note, case when tracked and not marked then t.file else m.done_by end as done_by,
        case when tracked and marked then least(m.done_at, t.sent_at) when tracked then t.sent_at else m.done_at end as done_at,
        m.done_at as marked_at, t.file_at, m.messaged_at, m.packed_at,
        c.now, c.due as due_span, c.second_message as pause,
        marked or tracked as done,
        not tracked and coalesce(m.done and not holds(m.done_state, o.state, o.ship_by, o.ship_told), false) as returned,
        coalesce(not same_state(m.last_state, o.state, o.ship_by, o.ship_told), false) as changed,
        coalesce(m.messages, 0) as messages,
        coalesce(m.notes, 0) as notes,
        coalesce(m.handled_remark = o.remark_digest or digest_of(m.handled_state) = o.state, false) as remark_handled,
        case when digest_of(m.answer_state) in ('', o.state) then m.answer end as cancel_answer,
        case when holds(m.snooze_state, o.state, o.ship_by, o.ship_told) then m.snooze_ends end as snooze_ends,
        -- A buyer who was asked about a stock-out has until then to answer; an order that changed has answered.
        case when o.stage = 'to_ship' and o.gone is null and holds(m.asked_state, o.state, o.ship_by, o.ship_told)
            and m.asked_what is distinct from 'we_cancel' and not coalesce(extended(o.ship_by, o.ship_told, m.asked_ship_by, m.asked_told), false)
            then unanswered_at(m.asked_at, c.silence, c.handling, o.deadline) end as silent_at,
        case when silent_at is not null then m.asked_at end as asked_at,
        greatest(m.held_at, p.last_at) + c.claim as claim_until,
        -- It was asked for while nobody here knew of a request: not a wish of the buyer's own.
        case when o.stage = 'cancel' and m.asked_what = 'cancel'
            and case when m.asked_state = '' then m.asked_at <= o.since else digest_of(m.asked_state) <> o.state end
            then m.asked_at end as asked_for,
        o.new_from + c.new as new_until,
        coalesce(s.short, 0) as short
    from open_orders o
    left join marks m using (order_key)
    left join operators p on p.operator = m.holder
    left join short_orders s using (order_key)
    left join copied y on y.seq = o.seq
    left join shipments t on t.order_key = o.order_key,
    clock c
)
select
    * exclude (holder, held_at, by_hand_of, with_note, marked, marked_at, file_at),
    -- Held, but for a word of the seller's own; or to be answered by a time that isn't known.
    status = 'awaiting_amount' or (status = 'dispute' and not gone)
        or (stage = 'cancel' and deadline is null and cancel_answer is null) as your_move,
    -- Done here, or sent as a file says, and what came in since, and was taken since, still has it as to be sent.
    done and stage = 'to_ship' and (not marked or shown_at > marked_at) and (not tracked or exported_at > file_at) as undeclared,
    stage = 'unpaid' and wholesale and messages < 2 as to_message,
    case when stage = 'unpaid' and wholesale and messages = 1 then messaged_at + pause end as message_due_at,
    coalesce(coalesce(latest_end, deadline) <= now, false) as late,
    coalesce(deadline <= now + due_span, false) as due,
    coalesce(new_until > now, false) as is_new,
    case when claim_until > now then holder end as claimed_by,
    case when claim_until > now then held_at end as claimed_at,
    case when claim_until > now then by_hand_of end as handed_by,
    case when claim_until > now then with_note end as handed_note
from joined
