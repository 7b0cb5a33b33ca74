-- key: back
-- title.en: Sent back
-- title.zh: 状态倒退
-- why.en: Further along in an older export than in the newest: an old file with a fresh time?
-- why.zh: 较旧的导出显示进度更靠后：可能是旧文件带了新时间。
select order_key from standing where sent_back and not done
