-- key: mine
-- title.en: Mine
-- title.zh: 我的订单
-- why.en: Orders that you hold.
-- why.zh: 由你认领的订单。
select order_key from standing where claimed_by = $operator and not done
