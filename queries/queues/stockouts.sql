-- key: stockouts
-- title.en: Stock-outs
-- title.zh: 缺货
-- why.en: To be shipped, with a line that stock can't cover.
-- why.zh: 待发货，但有商品库存不足。
select order_key from facts where stage = 'to_ship' and short > 0
