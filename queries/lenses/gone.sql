-- key: gone
-- title.en: Gone
-- title.zh: 不在新导出
-- why.en: Open, and a newer export of their shop no longer lists them.
-- why.zh: 仍未完结，但同店铺较新的导出文件里已没有。
-- sort: absent_since desc
select order_key from standing where absent_since is not null and not done
