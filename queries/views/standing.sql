-- Where each order stands. `placed` is `facts` with the first queue that has it, its rank in the precedence, and the
-- rank it would have if stock covered it.
select
    order_key, queue, rank, rank_if_covered, priority, deadline, placed_at, late, due, done, changed, is_new,
    claimed_by, claimed_at, handed_by, handed_note, notes, messages, message_due_at, remark_handled, cancel_answer, short, silent_at, asked_at,
    returned, packed_at, snooze_ends, done_by, your_move, gone, absent_since, sent_back,
    latest_end, asked_for, undeclared, tracked,
    case when done then done_at end as done_at,
    -- A snooze, the pause after a first message, the wait for a buyer who was asked about a stock-out, and a cancel
    -- request that was answered: hidden until they end.
    greatest(
        case when snooze_ends > now then snooze_ends end,
        case when message_due_at > now then message_due_at end,
        case when silent_at > now and short > 0 then silent_at end,
        case when stage = 'cancel' and cancel_answer is not null and not late then coalesce(latest_end, deadline) end
    ) as snoozed_until,
    snoozed_until is not null as asleep,
    -- The next moment at which time alone changes any of this.
    least(
        case when not due then deadline - due_span end,
        case when not late then coalesce(latest_end, deadline) end,
        case when deadline > now then deadline end,
        snoozed_until,
        case when snooze_ends > now then snooze_ends end,
        case when message_due_at > now then message_due_at end,
        case when silent_at > now then silent_at end,
        case when claimed_by is not null then claim_until end,
        case when is_new then new_until end
    ) as next_change
from placed
