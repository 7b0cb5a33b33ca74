-- What the report of a shift asks of the desk. Times are µs since the epoch; $since and $until bound the shift.

-- name: arrivals
-- Orders never seen before, by the moment at which the file that brought them was loaded.
select epoch_us(e.loaded_at), count(*)
from latest l
join exports e on e.seq = l.first_seq
where e.loaded_at >= make_timestamptz($since) and e.loaded_at < make_timestamptz($until)
group by all
order by all;

-- name: new_open
-- Of those that are still to be worked on, as what is left counts them: how many of each marketplace and shop.
select marketplace, coalesce(shop, ''), count(*)
from open_orders
join standing using (order_key)
where not done and arrived_at >= make_timestamptz($since) and arrived_at < make_timestamptz($until)
group by all
order by count(*) desc, 1, 2;

-- name: held
-- Queue -> how many of its orders somebody holds.
select queue, count(*) from standing where claimed_by is not null and not done group by queue;

-- name: late
-- Orders whose deadline has passed, the latest first.
select s.order_key, o.order_id, s.queue, o.status, epoch_us(s.deadline), coalesce(s.claimed_by, ''), coalesce(o.currency, ''), o.total
from standing s
join open_orders o using (order_key)
where s.late and not s.done
order by s.deadline, s.order_key;

-- name: working
-- Orders that are open and not done here, and who holds each.
select order_key, coalesce(claimed_by, '') from standing where not done;

-- name: stock_known
select count(*) > 0 from stock_position;
