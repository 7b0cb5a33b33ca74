-- key: on_hold
-- title.en: On hold
-- title.zh: 暂缓处理
-- why.en: Risk control, frozen, in dispute, sent by the marketplace, or waiting for a word: not to be shipped by you now.
-- why.zh: 风控、冻结、纠纷、由平台仓发货或等待确认：你暂不可发货。
select order_key from facts where stage = 'held'
