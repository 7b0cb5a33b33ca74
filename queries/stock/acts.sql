-- What allocation reads of the rest of the desk.
-- How an order stands, whatever stock there is: neither its queue nor a remark has a say in who gets stock.
-- name: stock_standing
create view stock_standing as select order_key, priority, done, done_at, gone from standing;

-- Acts that count: not undone, or undone and then done again.
-- name: live_acts
create view live_acts as
with undone as (
    select u.undoes as id
    from acts u
    where u.undoes is not null and u.id not in (select undoes from acts where undoes is not null)
)
select a.seq, a.id, a.grp, a.at as acted_at, a.operator, a.kind, a.order_key, a.sku, a.data::json as data
from acts a
where a.kind not in ('undo', 'redo') and a.id not in (select id from undone);
