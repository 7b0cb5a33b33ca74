-- key: due
-- title.en: Due
-- title.zh: 即将到期
-- why.en: Late, due soon, or waiting for a word of yours, whichever queue they stand in.
-- why.zh: 已超时、即将到期或正等待你确认，不论在哪个队列。
-- sort: deadline, priority
select order_key from standing where (due or your_move) and (not done or undeclared)
