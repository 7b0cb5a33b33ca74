-- key: on_hold
-- title.en: On hold
-- title.zh: 暂缓处理
-- why.en: Risk control, frozen, in dispute or waiting for somebody else: not to be shipped now.
-- why.zh: 风控、冻结、纠纷或等待他人处理：暂不可发货。
select order_key from facts where stage = 'held'
