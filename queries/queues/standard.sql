-- key: standard
-- title.en: Standard
-- title.zh: 普通订单
-- why.en: To be shipped: neither wholesale nor express.
-- why.zh: 其余待发货订单。
select order_key from facts where stage = 'to_ship' and not wholesale and not express
