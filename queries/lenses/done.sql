-- key: done
-- title.en: Done
-- title.zh: 已完成
-- why.en: Done here; they leave for good when an export says so, and come back when they change.
-- why.zh: 已在此完成；导出文件确认后移除，订单有变化则重新出现。
-- sort: done_at desc
select order_key from standing where done
