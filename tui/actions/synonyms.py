"""Other words for what there is: those that people come with from a marketplace's own pages or another tool. Of both
languages at once, as the two are mixed at many desks; they are looked for and never shown."""

from typing import Final

ACTIONS: Final[dict[str, str]] = {
    "order.claim": "take assign mine lock 领取 接单 占用",
    "order.release": "unassign unlock drop 放弃 退回",
    "order.hand_over": "give transfer assign colleague 转交 交给 交接",
    "order.done": "ship shipped send dispatch finish complete close 发货 完结 处理完",
    "order.reopen": "undone not sent back to work unship 重新打开 恢复 退回 未发货",
    "order.snooze": "later remind wait postpone sleep defer 稍后 提醒 推迟 延后",
    "order.note": "comment memo annotate 备忘 便签 注释",
    "order.remark_handled": "wish comment read 留言 已读",
    "order.message": "letter write contact mail reply answer remind 联系 写信 站内信 回复",
    "order.copy": "clipboard address tracking 地址 剪贴板",
    "order.open": "details view show look 详情 查看",
    "list.filter": "search narrow query where 搜索 查询",
    "list.sort": "order by arrange 排列",
    "list.counts": "count group facets values statistics how many 统计 分组 数量 计数",
    "list.export": "csv excel download save spreadsheet print 下载 表格 打印",
    "find.order": "search look up number goto 搜索 查找 单号",
    "act.undo": "revert cancel mistake 撤回 回退 误操作",
    "act.redo": "again repeat 恢复",
    "panel.intake": "import upload load exports refused rejected folder 导入 上传 拒收",
    "panel.journal": "history log audit who did 日志 历史",
    "panel.people": "team users colleagues operators online 同事 人员 在线",
    "panel.report": "summary statistics figures kpi shift handover 统计 日报 交班",
    "panel.dashboard": "overview home panels chart 总览 首页 图表",
    "gone.answer": "missing vanished complete 消失 完整",
    "app.help": "keys shortcuts manual 快捷键 说明",
    "app.theme": "colour color dark light 颜色 夜间 深色",
    "app.privacy": "hide mask blur gdpr 隐藏 脱敏",
    "app.language": "chinese english translate 中文 英文",
    "app.quit": "exit close leave bye 关闭 离开",
    "stock.open": "short missing shortage out of stock 断货 没货",
    "stock.board": "short skus shortage out of stock 断货 没货 库存",
    "stock.outbox": "mails files suppliers emails 邮件 供应商",
    "short.restock": "reorder purchase buy supplier 采购 进货",
    "stockout.restock": "reorder purchase buy supplier 采购 进货",
    "short.delist": "take off sale remove listing 停售 撤下",
    "stockout.delist": "take off sale remove listing 停售 撤下",
    "stockout.apply": "plan proposal accept 方案 执行",
    "stockout.contact": "write buyers letters messages 群发 通知买家",
    "stockout.purchases": "bought ordered deliveries suppliers 采购单 到货",
    "stockout.receipt": "arrived delivered goods in 入库 收货",
    "message.sent": "done sent 已发 发出",
    "intake.withdraw": "remove delete wrong file 删除 撤掉",
    "intake.teach": "unknown format learn columns 未知 识别",
}
"""Action -> words, a blank between."""

LETTERS: Final[dict[str, str]] = {
    "address_check": "address change moved 改地址 地址 核对地址",
    "cancel_remark": "cancel remark 取消 备注",
    "cancel_reply": "cancel request 取消 取消申请",
    "carrier_consent": "carrier courier change 换物流 换快递",
    "invoice_answer": "invoice receipt 发票",
    "remark_reply": "remark answer 留言 备注",
    "tax_number_request": "tax number customs 税号 清关",
    "tax_number_check": "tax number customs 税号 清关",
    "wholesale_unpaid_first": "unpaid remind payment 催付",
    "wholesale_unpaid_second": "unpaid remind payment 催付",
}
"""Letter of ours -> words, a blank between."""

VIEWS: Final[dict[str, str]] = {
    "cancel_requests": "cancel cancellation refund return money back 退款 取消 退单",
    "stockouts": "out of stock oos short shortage missing 断货 没货 补货",
    "wholesale_unpaid": "bulk b2b remind payment pending 待付款 大单",
    "remarks": "comments notes wishes buyer message 留言 买家备注",
    "wholesale": "bulk b2b large ship to ship 大单 发货 待发货",
    "express": "courier dhl fedex ups fast urgent priority ship to ship 快递 物流 加急 商业 发货 待发货",
    "standard": "ship to ship dispatch send ordinary post 发货 待发货 平邮",
    "on_hold": "frozen risk dispute blocked held 冻结 风控 纠纷",
    "awaiting_payment": "unpaid pending 未付款 待付款",
    "unrecognised": "unknown status 未知 状态",
    "due": "late overdue urgent deadline today 超时 逾期 加急",
    "mine": "my claimed assigned 认领 我的",
    "gone": "missing vanished absent 消失 缺失",
    "back": "returned reverted earlier 倒退 回退",
    "done": "finished completed closed shipped 完成 完结 已发货",
}
"""Queue or lens -> words, a blank between."""
