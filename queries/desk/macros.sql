-- One spelling of a text to search in: lower case, no accents, full width as half width. data.base.text.folding does the same.
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
-- One mark after the other takes half the time of `translate`.
-- name: plain
create macro plain(words) as
replace(replace(replace(replace(replace(fold(words), ' ', ''), ',', ''), '.', ''), ';', ''), chr(10), '');

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

-- How many pieces of a line stand between `low` and `high`, of those of several lines counted through: its own begin after
-- `first`. Null where there are none.
-- name: pieces_within
create macro pieces_within(first, quantity, low, high) as
nullif(greatest(0, least(first + quantity, high) - greatest(first, low)), 0)::bigint;

-- What an order key names an order by (data.exports.normalise.assembly.orders): an id beside its number; or the number, with the shop or the
-- time of order.
-- name: after_marketplace
create macro after_marketplace(order_key, marketplace) as substr(order_key, length(marketplace) + 2);

-- name: is_by_time
create macro is_by_time(order_key, marketplace, order_id) as
starts_with(after_marketplace(order_key, marketplace), order_id || '@');

-- name: is_by_id
create macro is_by_id(order_key, marketplace, order_id) as
not contains(after_marketplace(order_key, marketplace), ':') and after_marketplace(order_key, marketplace) <> order_id
and not is_by_time(order_key, marketplace, order_id);

-- Of a key with the time of order, 'marketplace:number@time/buyer', the time and the buyer.
-- name: day_of
create macro day_of(order_key) as regexp_extract(order_key, '@(-?\d+)(?:/.*)?$', 1);

-- name: buyer_of
create macro buyer_of(order_key) as regexp_extract(order_key, '@-?\d+/((?s:.*))$', 1);

-- name: letters_of
create macro letters_of(words) as regexp_replace(fold(words), '[^\pL\pN@]+', '', 'g');

-- name: words_of
create macro words_of(words) as list_distinct(regexp_extract_all(fold(words), '[\pL\pN@]+'));

-- Whether a name can be another's with words left out or as initials: two words of it are among the other's, and the rest
-- too, or they are initials of such, or these of them.
-- name: is_shorter
create macro is_shorter(fewer, more) as
len(list_intersect(fewer, more)) >= 2
and len(list_filter(fewer, lambda word: not list_contains(more, word) and len(list_filter(more, lambda other:
    (length(word) = 1 and starts_with(other, word)) or (length(other) = 1 and starts_with(word, other))
)) = 0)) = 0;

-- name: closed_status
create macro closed_status(code) as ['shipped', 'closing', 'finished', 'cancelled'][code];

-- The earliest that a status can have begun which was seen first at `since`: after the newest sighting in another status
-- (null: there is none), and after the order was placed and paid.
-- name: began_from
create macro began_from(other_at, placed_at, paid_at, since) as least(since, greatest(other_at, placed_at, paid_at));

-- The span within which it began, as reasons say it: both ends, or the one moment.
-- name: began_text
create macro began_text(since_from, since) as
case when since_from < since then iso(since_from) || '/' || iso(since) else iso(since) end;

-- How long an open status may stand before something happens by itself, for the clocks that run from its beginning.
-- name: span_of
create macro span_of(status, cancel_window, dispute) as case status
    when 'cancel_requested' then cancel_window when 'dispute' then dispute
end;

-- `moment` and so many days more; working days are those from Monday to Friday.
-- name: days_after
create macro days_after(moment, days, working) as case
    when not working then moment + to_microseconds((days * 86400000000)::bigint)
    else moment + to_days(list_filter(
        range(1, ceil(days)::bigint * 3 + 5), lambda n: isodow((moment + to_days(n::integer))::timestamp) < 6
    )[greatest(1, ceil(days))::bigint]::integer)
end;

-- Whether a ship-by time can be estimated where no file has one: not by a clock of another's, nor where there is one that
-- can't be read.
-- name: can_estimate
create macro can_estimate(stage, fulfilment, doubts) as
stage = 'to_ship' and fulfilment is distinct from 'jit' and not contains(coalesce(doubts, ''), 'ship_by_unreadable|');

-- Until when an order has to be sent: in the days that its product takes, or the marketplace gives, or a setting.
-- name: estimated_at
create macro estimated_at(paid, handling_days, policy_days, working_days, setting_days) as days_after(
    paid, coalesce(handling_days, policy_days, setting_days),
    handling_days is null and policy_days is not null and working_days
);

-- What that rests on.
-- name: estimated_by
create macro estimated_by(handling_days, policy_days, setting_days) as case
    when handling_days is not null then 'product|' || printf('%g', handling_days)
    when policy_days is not null then 'policy|' || printf('%g', policy_days)
    else 'setting|' || printf('%g', setting_days)
end;

-- When a buyer who was asked counts as not answering: once the setting's time has passed, but while there is still time to pack
-- the order and send it; asked later than that, in half of the time that is left.
-- name: unanswered_at
create macro unanswered_at(asked_at, silence, handling, deadline) as least(
    asked_at + silence,
    case when deadline > asked_at then greatest(deadline - handling, asked_at + (deadline - asked_at) / 2) end
);

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

-- The address as one writes it on a parcel, a line each, telephone last: the file's own block where it gives one. What a
-- line before has already is not said again. Null where nothing is known. tui/service's address_block is the same rule for one order.
-- name: address_block
create macro address_block(recipient, full_address, street, city, province, zip, country, national, phone) as
nullif(list_reduce(
    [''] || list_filter(
        case when full_address <> '' then [recipient, full_address, national, phone]
        else [recipient, street, nullif(concat_ws(' ', nullif(city, ''), nullif(province, ''), nullif(zip, '')), ''),
            country, national, phone] end,
        lambda line: line <> ''
    ),
    lambda said, line: case when said = '' then line when contains(said, line) then said else said || chr(10) || line end
), '');

-- Tracking numbers of parcels, in their order.
-- name: numbers_of
create macro numbers_of(parcels) as array_to_string(list_transform(parcels, lambda one: one.number), ', ');

-- The tracking numbers of an order: `own` as its export has them, else those of the tracking file that says it is sent, unless
-- somebody has taken that back since (`tracked` in facts.sql).
-- name: tracking_of
create macro tracking_of(of_order, own) as coalesce(nullif(own, ''), (
    select any_value(numbers_of(t.parcels)) from shipments t left join marks m on m.order_key = t.order_key
    where t.order_key = of_order and not coalesce(not m.done and m.done_at > t.loaded_at, false)
));
