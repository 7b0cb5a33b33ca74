-- key: due
-- title.en: Due
-- title.zh: 即将到期
-- why.en: Late, or due soon, whichever queue they stand in.
-- why.zh: 已超时或即将到期，不论在哪个队列。
-- sort: deadline, priority
select order_key from standing where due and not done
