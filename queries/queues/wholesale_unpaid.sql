-- key: wholesale_unpaid
-- title.en: Wholesale, unpaid
-- title.zh: 批发未付款
-- why.en: A wholesale buyer has ordered and not paid: send the message, then a second one.
-- why.zh: 批发买家已下单未付款：先发第一条催付，之后再发第二条。
select order_key from facts where to_message
