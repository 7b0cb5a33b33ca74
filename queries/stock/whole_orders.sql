-- Allotting whole orders in rounds, over temporary tables.
--   pending(ord, no, quantity)   lines not yet decided; ord is the order's place in the line, 1 first
--   stock_left(no, available)    what is left after the orders decided so far
--   decided(ord, no, quantity, allotted, round)
-- An order is allotted when every line of it is covered even if all before it were served: deciding it now can't
-- take anything from them. It is turned away when a line alone asks for more than is left, since what is left never
-- grows. The first undecided order always meets one or the other, so every round decides at least one; the result
-- is that of serving the orders one by one.
-- name: decide
insert into decided
with running as (
    select
        p.ord,
        p.no,
        p.quantity,
        l.available,
        sum(p.quantity) over (partition by p.no order by p.ord rows unbounded preceding) as asked
    from pending p
    join stock_left l using (no)
),
verdict as (
    select ord, bool_and(asked <= available) as allotted
    from running
    group by ord
    having bool_and(asked <= available) or bool_or(quantity > available)
)
select r.ord, r.no, r.quantity, v.allotted, $round
from running r
join verdict v using (ord);

-- name: take
create or replace temp table stock_left as
select l.no, l.available - coalesce(t.taken, 0)::bigint as available
from stock_left l
left join (
    select no, sum(quantity) as taken from decided where round = $round and allotted group by no
) t using (no);

-- name: go_on
create or replace temp table pending as
select p.* from pending p anti join (select distinct ord from decided where round = $round) d using (ord);
