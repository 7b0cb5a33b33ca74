-- key: remarks
-- title.en: Remarks
-- title.zh: 备注订单
-- why.en: To be shipped, with a remark not yet handled that changes what is shipped or to whom.
-- why.zh: 待发货，备注会改变所发商品或收件信息，尚未处理。
select order_key from facts where stage = 'to_ship' and remark_changes and not remark_handled
