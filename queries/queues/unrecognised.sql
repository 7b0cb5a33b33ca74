-- key: unrecognised
-- title.en: Unrecognised
-- title.zh: 状态未识别
-- why.en: A status that no table knows: look at the order, then add the status to its profile.
-- why.zh: 状态不在对照表中：请查看订单，再把该状态加入对应格式。
select order_key from facts where stage = 'unrecognised'
