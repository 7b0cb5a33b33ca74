-- key: awaiting_payment
-- title.en: Awaiting payment
-- title.zh: 等待付款
-- why.en: Not paid, and no message is due.
-- why.zh: 未付款，也无需发消息。
select order_key from facts where stage = 'unpaid' and not to_message
