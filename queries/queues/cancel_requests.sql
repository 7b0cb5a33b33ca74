-- key: cancel_requests
-- title.en: Cancel requests
-- title.zh: 取消申请
-- why.en: The buyer asked to cancel: answer before the window closes, and do not ship.
-- why.zh: 买家申请取消：在期限前答复，切勿发货。
-- sort: asleep, asked_for
select order_key from facts where stage = 'cancel'
