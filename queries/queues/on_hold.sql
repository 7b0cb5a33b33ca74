-- key: on_hold
-- title.en: On hold
-- title.zh: 暂缓处理
-- why.en: Risk control, frozen, in dispute, sent by the marketplace, waiting for a word, or gone from the newest export: not to be shipped by you now.
-- why.zh: 风控、冻结、纠纷、由平台仓发货、等待确认或已不在最新导出中：你暂不可发货。
select order_key from facts where stage in ('held', 'gone')
