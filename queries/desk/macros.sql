-- One spelling of a text to search in: lower case, no accents, full width as half width. data.desk.fold does the same.
-- name: fold
-- What has neither accents nor full width (ASCII, most Chinese) takes a tenth of the time.
create macro fold(words) as case
when strlen(words) = length(words) or not regexp_matches(words, '[^\x00-\x7f、-】一-鿿]') then lower(words)
when not regexp_matches(words, '[　！-～]') then strip_accents(lower(words))
else strip_accents(lower(translate(
    words,
    '　！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
    ' !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
))) end;

-- What is compared where two texts stand for the same, however they are typed: folded, without blanks and marks.
-- name: plain
create macro plain(words) as translate(fold(words), ' ,.;' || chr(10), '');

-- A moment as ISO 8601, UTC.
-- name: iso
create macro iso(moment) as strftime(make_timestamp(epoch_us(moment)), '%Y-%m-%dT%H:%M:%SZ');

-- Statuses under which an order is finished with, as a number and back.
-- name: closed_code
create macro closed_code(status) as case status
    when 'shipped' then 1 when 'closing' then 2 when 'finished' then 3 when 'cancelled' then 4
end;

-- A state of an order among others: the greater, the newer. Twice its export's rank, plus one where it is open.
-- name: mark_of
create macro mark_of(rank, status) as rank * 2 + (closed_code(status) is null)::integer;

-- Those who share a parcel with an order, as its doubts of these kinds (merged, shared) name them: numbers, some with
-- blanks about them.
-- name: parcel_members
create macro parcel_members(doubts, kinds) as
string_split(regexp_extract(doubts, '(' || kinds || ')_parcel\|([^\x1f]*)', 2), ', ');

-- The key of the order `member` of the same shop: as that of the order `order_id` with its own number instead.
-- name: member_key
create macro member_key(order_key, order_id, member) as replace(order_key, order_id, trim(member));

-- name: closed_status
create macro closed_status(code) as ['shipped', 'closing', 'finished', 'cancelled'][code];

-- How far an order has come; null for what may follow on any step (a dispute) or comes before any (a request).
-- name: progress
create macro progress(status) as case
    when status in ('awaiting_payment', 'payment_check') then 0
    when status in ('to_ship', 'risk_control', 'awaiting_group') then 1
    when status = 'part_shipped' then 2
    when status in ('shipped', 'closing', 'finished') then 3
end;

-- Whether an order that was `was` has gone backwards now that it is `status`. Nothing follows on a cancellation.
-- name: is_back
create macro is_back(was, status) as coalesce(
    was = 'cancelled' or progress(status) < progress(was) or (progress(was) = 3 and status = 'cancel_requested'), false);
