-- Short SKUs with what they put at risk, and the orders behind them.
-- Reads stock_position, stock_line, stock_pieces, allotments, short_lines, open_orders, open_lines, product_rows.
-- name: short_skus
-- Short SKUs, or the one that is asked for, and those of which more was promised than there is: what is short is what
-- orders lack that go without, and what is owed beyond all there is.
with asked as (select no, sku, greatest(0, -available) as debt from stock_supply where $sku is null or sku = $sku),
proposed as (
    select p.sku_no as no, sum(coalesce(w.got, p.quantity))::bigint as quantity
    from stock_pieces p
    left join stock_withheld w on w.order_no = p.order_no and w.sku_no = p.sku_no
    where p.sku_no in (select no from asked)
    group by p.sku_no
),
applied as (
    select sku, sum(quantity)::bigint as quantity from stock_applied
    where off and ($sku is null or sku = $sku) group by sku
),
wanting as (
    select sku, sum(short)::bigint as short, count(distinct order_key) as orders, min(o.ship_by) as soonest
    from short_lines l
    join open_orders o using (order_key)
    where $sku is null or sku = $sku
    group by sku
)
select
    p.sku,
    p.on_hand,
    coalesce(g.quantity, 0) + coalesce(a.quantity, 0),
    coalesce(w.short, 0) + coalesce(s.debt, 0),
    coalesce(w.orders, 0),
    epoch_us(w.soonest),
    p.source,
    epoch_us(p.source_at),
    p.overruled,
    epoch_us(p.expected_at),
    coalesce(a.quantity, 0),
    coalesce(s.debt, 0)
from stock_position p
left join wanting w using (sku)
left join asked s using (sku)
left join proposed g on g.no = s.no
left join applied a using (sku)
where p.sku = $sku or ($sku is null and (w.short > 0 or (s.debt > 0 and a.quantity > 0)))
order by w.soonest nulls last, 4 desc, p.sku;

-- name: at_risk
-- What orders that go without come to, by currency; '' has those whose amount or currency isn't known, by their number
-- alone: two of them may be of two currencies.
select sku, currency, sum(total) filter (currency <> ''), count(*)
from (
    select l.sku, known_currency(o.currency, o.total) as currency, o.total
    from short_lines l
    join open_orders o using (order_key)
    where $sku is null or l.sku = $sku
)
group by sku, currency
order by sku, currency;

-- name: titles
-- The newest title and product id of short SKUs, or of the one that is asked for.
with named as (select distinct sku from short_lines where $sku is null union all select $sku where $sku is not null)
select sku, arg_max(title, (exported_at, title)), arg_max(product_id, (exported_at, product_id))
from (
    select l.sku, l.title, l.product_id, o.exported_at
    from open_lines l join open_orders o using (order_key)
    semi join named n on n.sku = l.sku
    union all
    select sku, title, product_id, exported_at from product_rows semi join named using (sku)
    union all
    select sku, title, product_id, exported_at from stock_rows semi join named using (sku) where title is not null
)
group by sku;

-- name: line_of_sku
-- Every order in line for a SKU: those that get it first, then those that go without, each in the line's order.
with wanted as (
    select order_key, sum(owed)::bigint as quantity from open_lines where sku = $sku group by order_key
),
given as (select order_key, sum(quantity)::bigint as quantity from stock_applied where sku = $sku group by order_key),
line as (
    select
        l.order_key, g.order_key is not null as gave, l.priority, l.ship_by, l.placed_at,
        case when p.sku_no in (select no from stock_supply) then coalesce(w.got, p.quantity) end as quantity
    from stock_pieces p
    join stock_line l on l.no = p.order_no
    left join stock_withheld w on w.order_no = p.order_no and w.sku_no = p.sku_no
    left join stock_givers g on g.order_key = l.order_key and g.sku = $sku
    where p.sku_no = (select no from stock_skus where sku = $sku)
)
select
    q.order_key,
    q.quantity,
    coalesce(g.quantity, 0) + coalesce(l.quantity, 0),
    g.order_key is not null,
    coalesce(s.short, 0),
    epoch_us(o.ship_by),
    known_currency(o.currency, o.total),
    coalesce(o.total, 0)
from wanted q
join open_orders o using (order_key)
semi join stock_standing t on t.order_key = q.order_key and not t.gone
left join given g using (order_key)
left join line l using (order_key)
left join short_lines s on s.order_key = q.order_key and s.sku = $sku
where g.order_key is not null
   or (l.order_key is not null and (o.status in ('to_ship', 'part_shipped') or l.quantity > 0))
order by
    s.order_key is not null,
    g.order_key is null,
    coalesce(l.quantity, 0) = 0,
    l.gave nulls first, not $late_saves and coalesce(o.ship_by <= (select now from clock), false), l.priority, l.ship_by nulls last, l.placed_at nulls last, q.order_key;

-- name: plan
-- Orders that go without something, or those of them that stand in line for one of these SKUs: what each lacks, of other
-- SKUs too. `spare`: what it would get of what is left over once the line was served, of SKUs that others lack.
with shared as (select sku from stock_shares group by sku having sum(short) > 0 and sum(would_get) > 0),
line as (
    select t.*, case when h.sku is not null then t.would_get else 0 end as spare
    from stock_shares t left join shared h using (sku)
    where t.ships and (t.short > 0 or h.sku is not null)
)
select
    o.order_key,
    epoch_us(o.ship_by) as ship_by,
    known_currency(o.currency, o.total) as currency,
    coalesce(o.total, 0)::varchar as total,
    o.policy,
    is_part_sent(o.order_key, o.status) as part_shipped,
    o.ship_rests is not null as estimated,
    l.sku,
    l.short,
    l.ahead,
    l.spare
from line l
join open_orders o using (order_key)
semi join short_lines w on w.order_key = l.order_key
where $skus is null or l.order_key in (select order_key from line where sku in (select unnest($skus::varchar[])))
order by l.ord, l.sku;

-- name: missing
-- What these orders lack, each SKU in the order of their lines, and when it is back: by the operator's word, else with
-- the first purchase that is due, where either isn't over.
select l.order_key, l.sku, l.short, epoch_us(coalesce(
    (select p.expected_at from stock_position p where p.sku = l.sku and p.expected_at > (select now from clock)),
    (
        select min(p.expected_at) from purchases p
        where p.sku = l.sku and p.open and p.still_due > 0 and p.expected_at > (select now from clock)
    )
))
from short_lines l
left join (
    select order_key, sku, min(line_no) as place from open_lines where owed > 0 group by order_key, sku
) o on o.order_key = l.order_key and o.sku = l.sku
where l.order_key in (select unnest($keys::varchar[]))
order by l.order_key, o.place, l.sku;

-- name: debts
-- What is owed of a SKU beyond all there is: by stock that is less than none, by plans applied, by orders packed.
select sku, (-available)::bigint from stock_supply where available < 0;

-- name: overrides
-- The operator's own word on what to do with an order.
select order_key, arg_max(data->>'$.action', seq) from live_acts where kind = 'plan_override' group by order_key;

-- name: wanted
-- What is wanted of each SKU, or of one, by paid orders and by unpaid ones: what those in line lack, but for those in
-- $unwanted, and what those want
-- that keep no stock meanwhile; what is owed beyond all there is, what nobody needs, and what is coming. At last what the
-- plan orders for those in $waiting, of each of $of so many $pieces, by paid orders and by unpaid ones.
with unpaid as (select unnest(['awaiting_payment', 'payment_check']) as status),
lacking as (
    select s.sku, o.status in (from unpaid) as unpaid, sum(s.short) as pieces
    from shortages s join open_orders o using (order_key)
    where ($sku is null or s.sku = $sku) and s.order_key not in (select unnest($unwanted::varchar[]))
    group by all
),
beside as (
    select l.sku, o.status in (from unpaid) as unpaid, sum(l.owed) as pieces
    from open_lines l
    join open_orders o using (order_key)
    semi join stock_standing t on t.order_key = o.order_key and not t.gone and not t.done
    anti join stock_line s on s.order_key = o.order_key
    where l.sku is not null and l.owed > 0 and ($sku is null or l.sku = $sku)
      and o.fulfilment is distinct from 'platform'
      and o.status in (
          'awaiting_payment', 'payment_check', 'risk_control', 'awaiting_amount', 'awaiting_group', 'presale', 'dispute', 'frozen'
      )
    group by all
),
-- What those that want nothing any more would get of what was left over: others lack less by it, who is paid first.
freed as (
    select sku, sum(would_get) as pieces
    from stock_shares
    where ($sku is null or sku = $sku) and order_key in (select unnest($unwanted::varchar[]))
    group by sku
),
ordered as (
    select r.sku, o.status in (from unpaid) as unpaid, sum(r.pieces) as pieces
    from (
        select unnest($waiting::varchar[]) as order_key, unnest($of::varchar[]) as sku, unnest($pieces::bigint[]) as pieces
    ) r
    join open_orders o using (order_key)
    group by all
),
told as (
    select
        k.sku,
        greatest(0, -k.available) as debt,
        greatest(0, k.available - coalesce(p.pieces, 0)) as free
    from stock_supply k
    left join (select sku_no, sum(quantity) as pieces from stock_pieces group by sku_no) p on p.sku_no = k.no
    where $sku is null or k.sku = $sku
),
coming as (
    select sku, sum(still_due) as pieces from purchases
    where open and still_due > 0 and ($sku is null or sku = $sku) group by sku
)
select
    w.sku,
    coalesce((select sum(pieces) from lacking l where l.sku = w.sku and not l.unpaid), 0)::bigint,
    coalesce((select sum(pieces) from lacking l where l.sku = w.sku and l.unpaid), 0)::bigint,
    coalesce((select sum(pieces) from beside b where b.sku = w.sku and not b.unpaid), 0)::bigint,
    coalesce((select sum(pieces) from beside b where b.sku = w.sku and b.unpaid), 0)::bigint,
    coalesce(t.debt, 0)::bigint,
    coalesce(t.free, 0)::bigint,
    coalesce(c.pieces, 0)::bigint,
    coalesce((select pieces from freed f where f.sku = w.sku), 0)::bigint,
    coalesce((select sum(pieces) from ordered r where r.sku = w.sku and not r.unpaid), 0)::bigint,
    coalesce((select sum(pieces) from ordered r where r.sku = w.sku and r.unpaid), 0)::bigint
from (
    select sku from lacking union select sku from beside union select sku from told where debt > 0
    union select sku from coming where $sku is not null
) w
left join told t using (sku)
left join coming c using (sku);
