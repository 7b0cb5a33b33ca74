-- key: express
-- title.en: Express
-- title.zh: 商业快递
-- why.en: To be shipped, and the buyer chose a courier: they paid for speed.
-- why.zh: 待发货，买家选择了商业快递，已为时效付费。
select order_key from facts where stage = 'to_ship' and express
