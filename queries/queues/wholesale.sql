-- key: wholesale
-- title.en: Wholesale
-- title.zh: 批发订单
-- why.en: To be shipped, and wholesale by pieces, amount or buyer.
-- why.zh: 待发货的批发订单（按件数、金额或买家判定）。
select order_key from facts where stage = 'to_ship' and wholesale
