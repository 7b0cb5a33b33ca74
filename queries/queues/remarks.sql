-- key: remarks
-- title.en: Remarks
-- title.zh: 备注订单
-- why.en: To be shipped, with a remark that nobody has handled and that is not known to be harmless.
-- why.zh: 待发货，备注尚未处理，且不能确定无需理会。
-- sort: asleep, due desc, remark_weight
select order_key from facts where stage = 'to_ship' and remark_matters and not remark_handled
