-- Hour by hour, what the dashboard draws: what is due, what came, what waits. Times are µs since the epoch.

-- name: due
-- Orders with something to do, by the hours until their deadline; those that are late under -1.
select case when late then -1 else (epoch_us(deadline) - $now) // 3600000000 end as hours, count(*)
from standing
where not done and (late or (deadline >= make_timestamptz($now) and deadline < make_timestamptz($now + $span)))
group by all;

-- name: waiting
-- Of the orders that are open now: when they came, and when they were done here.
select epoch_us(o.arrived_at), case when s.done then epoch_us(s.done_at) end, count(*)
from standing s join open_orders o using (order_key)
group by all
