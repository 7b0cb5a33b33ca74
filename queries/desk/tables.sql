-- The desk's tables, in memory and derived: rebuilt from parts and journal at every start. Times are timestamptz.

-- name: exports
-- Exports of orders that count (data.exports.dating.newer.pictures). `rank` puts them in the order of their moments: the higher, the
-- newer. `content` is the id that its rows bear in Parquet: the same bytes of several moments have them in common.
-- `national`: some order of it has a national address (Saudi Arabia), so it has a column for that.
-- `lacks` and `tells` are bits of data.exports.carry_forward: what it has no word on, and what it has. Without `says_status` the statuses
-- of its rows stand for what nobody says. `shown_at`: data.exports.dating.newer.shown_from.
create table exports (
    seq integer, export_id varchar, content varchar, exported_at timestamptz, loaded_at timestamptz, rank integer,
    lacks uinteger, tells uinteger, says_status boolean, national boolean default false,
    shown_at timestamptz
);

-- name: latest
-- The newest state of every order ever seen. `key` is md5_number(order_key): a third of the text's size.
-- `closed_as`: under which status it was finished with (closed_status in macros.sql); null where it is open, or where no
-- export says so. `tells`: what any export has a word on (data.exports.carry_forward).
create table latest (key uhugeint, seq integer, open boolean, first_seq integer, closed_as utinyint, tells uinteger);

-- name: same_orders
-- Orders that some exports know by their number and others by an id beside it: the key that rows bear, and the one by
-- which the desk knows the order. See one_order.sql.
create table same_orders (order_key varchar, same_as varchar);

-- name: known_by_id
create table known_by_id (marketplace varchar);

-- name: by_number
-- Orders of those marketplaces that are known by their number.
create table by_number (
    order_key varchar, marketplace varchar, order_id varchar, shop varchar, placed_at timestamptz, email varchar
);

-- name: with_id
-- Orders of the same numbers that are known by an id.
create table with_id (
    order_key varchar, marketplace varchar, order_id varchar, shop varchar, placed_at timestamptz, email varchar
);

-- name: looked_for
-- Numbers that all parts have been looked through for.
create table looked_for (order_id varchar);

-- name: parted
-- Keys that stand for another order than before, which the desk has yet to work out.
create table parted (order_key varchar, was varchar, is_now varchar);

-- name: statuses
-- What an open status means for the work: cancel, to_ship, unpaid, held, unrecognised.
create table statuses (status varchar, stage varchar);

-- name: services
-- Each service name seen: the courier it belongs to where it counts as express, else null.
create table services (service varchar, courier varchar);

-- name: remark_kinds
-- What each remark that is being taken in is; `matters`: the order waits in the queue of remarks until somebody has
-- handled it; `weight`: what is read first there, the lowest.
create table remark_kinds (remark varchar, kinds varchar[], matters boolean, weight smallint);

-- name: customs_asked
-- What customs ask for by country: names of the number and of the address, null where none; `told_by`: the bit of
-- data.exports.carry_forward of a file that has a column for the number.
create table customs_asked (country_code varchar, number_name varchar, address_name varchar, told_by uinteger);

-- name: customs_wrong
-- Numbers of orders that are being taken in that can't be one of that country.
create table customs_wrong (country_code varchar, tax_number varchar);

-- name: wholesale_amounts
create table wholesale_amounts (currency varchar, amount decimal(18, 4));

-- name: wholesale_buyers
create table wholesale_buyers (buyer varchar);

-- name: policies
-- What marketplaces allow (data.exports.profile.policy): a row for each, and one for each country where its clocks run otherwise; null and
-- '' are not known. `no` is what an order bears; `closes`: never, ship_by, later.
create table if not exists policies (
    no integer, marketplace varchar, country varchar, remedy varchar, cancel_counts boolean, closes varchar,
    cancel_answer interval, unpaid interval, ship_days double, working_days boolean, can_extend boolean,
    can_agree boolean, refund_days varchar, dispute interval, scan_working_days double
);

-- name: handling
-- Days in which a SKU leaves once it is paid, as product lists say: the fewest, where they differ.
create table handling (sku varchar, days double);

-- name: clock
-- One row: the moment that everything is reckoned at, when the desk's first file was loaded (`begun`), and the settings that rules read. `cancel_window`, `unpaid`: where
-- they go before what the marketplace gives; `ship_days`: where neither products nor the marketplace say any.
create table clock (
    now timestamptz, pieces_in_line bigint, pieces_in_order bigint, due interval, cancel_window interval,
    unpaid interval, second_message interval, claim interval, new interval,
    silence interval, handling interval, jit interval, ship_days double, begun timestamptz
);

-- name: open_lines
-- `quantity`: pieces ordered; `owed`: pieces still to send; those between are `sent`, `cancelled` or `returned`, as far
-- as the file tells, or there is nothing to send.
create table open_lines (
    order_key varchar, line_no bigint, sku varchar, product_id varchar, title varchar, attributes varchar,
    quantity bigint, owed bigint, sent bigint, cancelled bigint, returned bigint, needs_parcel boolean, unit varchar,
    unit_price decimal(18, 4), line_total decimal(18, 4), stock_on_hand bigint, stock_on_order bigint, ean varchar
);

-- name: open_orders
-- Each open order as its newest export has it, and what follows from that alone (see keep_orders in open_orders.sql).
-- `pieces` are those still to send, `ordered` those that were ordered.
-- `since`: when its status was seen first, and `since_from` the earliest that it can have begun, where its clock runs from
-- there (`other_at`: when it was seen last in another status); so `deadline` is the earliest end of that clock and `latest_end` the latest. `policy`: the row of `policies`.
-- `ship_rests`: what an estimated `ship_by` rests on, "product|5": null where a file says it, and `ship_told` how that one was told (told_as). `shown_at`: its export's. `new_from`: when it arrived,
-- null where the file that it came in was taken before the desk began: on a first load nothing is new.
-- Reasons (why_…) are "code|value", several of them with chr(31) between. `parcel` is the same for those of one buyer at one address. The last four columns are what other
-- exports say: null in an order that is being taken in, then by `absent` and `sent_back` (vanished.sql).
create table open_orders (
    order_key varchar, marketplace varchar, shop varchar, order_id varchar, status varchar, status_text varchar,
    placed_at timestamptz, paid_at timestamptz, ship_by timestamptz, sent_at timestamptz, received_at timestamptz,
    buyer varchar, email varchar, recipient varchar, country varchar, country_code varchar, province varchar,
    city varchar, address varchar, full_address varchar, full_address_local varchar, national_address varchar,
    zip varchar, phone varchar, tax_number varchar,
    currency varchar, goods_total decimal(18, 4), shipping_fee decimal(18, 4), discount decimal(18, 4),
    total decimal(18, 4), refunded decimal(18, 4), paid_total decimal(18, 4), duties decimal(18, 4),
    subsidy decimal(18, 4), managed_discount decimal(18, 4), supply_price varchar, tax_collected boolean,
    cash_on_delivery boolean,
    fulfilment varchar, fulfilment_text varchar, service varchar, tracking varchar, remark varchar,
    custom_info varchar, seller varchar, is_business boolean, pieces bigint, ordered bigint, line_count bigint,
    source_row bigint, export_id varchar, exported_at timestamptz, doubts varchar, seq integer,
    arrived_at timestamptz, new_from timestamptz, since timestamptz, stage varchar,
    deadline timestamptz, since_from timestamptz, other_at timestamptz, latest_end timestamptz, policy integer, ship_rests varchar, ship_told varchar,
    shown_at timestamptz, wholesale boolean, express boolean, courier varchar, remark_kinds varchar[],
    remark_matters boolean, remark_weight smallint, remark_digest varchar, priority tinyint, titles varchar,
    skus varchar, state varchar, haystack varchar, why_stage varchar, why_wholesale varchar, why_express varchar,
    why_remark varchar, why_owed varchar, parcel ubigint, why_customs varchar, absent_since timestamptz, gone boolean, why_back varchar,
    why_cut varchar
);

-- name: tracking_files
-- Files of tracking numbers that count (data.exports.dating.newer.pictures). `rank` and `content` as in `exports`.
create table tracking_files (
    seq integer, content varchar, name varchar, taken_at timestamptz, loaded_at timestamptz, rank integer
);

-- name: tracking_rows
-- Their rows, a parcel each. `number` is the order's (number_of in shipments.sql).
create table tracking_rows (
    number varchar, marketplace varchar, shop varchar, carrier varchar, tracking_number varchar, sent_at timestamptz,
    source_row bigint, seq integer, within bigint
);

-- name: numbered_orders
-- Orders of those numbers, open or not, in exports that count.
create table numbered_orders (order_key varchar, marketplace varchar, shop varchar, number varchar);

-- name: shipments
-- Orders that tracking files say are sent, each as the newest file that has it says (shipments.sql). `file_at` is the moment of
-- that file, `sent_at` no later; `shown_in` the export (seq) that has the order open, null where none has.
create table shipments (
    order_key varchar, seq integer, file varchar, file_at timestamptz, loaded_at timestamptz, sent_at timestamptz,
    parcels struct(carrier varchar, number varchar)[], shown_in integer
);

-- name: carried
-- What open orders keep from older exports, since the newest lacks it: names of data.exports.carry_forward, "remark,ship_by".
create table carried (order_key varchar, names varchar);

-- name: copied
-- Since when the last copy of an export shows its orders (as `shown_at`): the same bytes with nothing in between.
create table copied (seq integer, last_at timestamptz);

-- name: seen
-- Every row of every export that has an open order under an open status: its history, without reading all exports. The
-- status is null where the export has no word on it.
create table seen (
    key uhugeint, seq integer, status varchar, status_text varchar, source_row bigint, line_count bigint
);

-- name: part_seen
-- Open orders that were finished with once: not all of their rows are in `seen`.
create table part_seen (key uhugeint);

-- name: closings
-- Where an open order was finished with last, as far as the times of the files go: the export and the status.
create table closings (key uhugeint, seq integer, status varchar);

-- name: sent_back
-- Open orders that a newer export has at an earlier step than an older one: `was` in the export `was_seq`, and back
-- since the export `seq`. `why_back` is their reason, "code|value".
create table sent_back (order_key varchar, was varchar, was_seq integer, seq integer, why_back varchar);

-- name: cut_off
-- Open orders that their export ends with and of which an older one had more lines: it may have been cut off between two
-- of its rows. `why_cut` is their reason, "code|value".
create table cut_off (order_key varchar, seq integer, why_cut varchar);

-- name: file_ends
-- The row with which the last order of an export begins.
create table file_ends (seq integer, last_row bigint);

-- name: pictures
-- What an export of orders is a picture of. `whole`: yes, no, ask; `said`: by somebody's word, not by its profile;
-- `lists`: all, open, to_ship, or '' where its rows tell; the span that a range in its name gives (both included).
-- `marketplace` and `shop` are those of a file without rows. `by_line`: its rows are lines, so that an order may have several.
create table pictures (
    seq integer, export_id varchar, name varchar, profile varchar, whole varchar, said boolean, lists varchar,
    from_at timestamptz, to_at timestamptz, marketplace varchar, shop varchar, by_line boolean
);

-- name: listings
-- Of which shops an export has orders, under which statuses, and when those were placed.
create table listings (
    seq integer, marketplace varchar, shop varchar, status varchar, first_placed timestamptz, last_placed timestamptz
);

-- name: unread
-- Rows of an export that were rejected: the number of their order, null where it could not be read.
create table unread (seq integer, order_id varchar);

-- name: kin
-- A whole export of `profile` would list the open orders of `listed`, too.
create table kin (profile varchar, listed varchar);

-- name: absent
-- Open orders that a newer export would list if they were still open, and doesn't. `since`: the time of the first such
-- export. `gone`: one of them is surely the full list. `seq`: the first that is; else the newest, which it hangs on.
create table absent (order_key varchar, since timestamptz, seq integer, gone boolean);

-- name: acts
-- The journal, as far as it is about open orders or about SKUs.
create table acts (
    seq bigint, id varchar, grp varchar, "at" timestamptz, operator varchar, kind varchar, order_key varchar,
    sku varchar, state varchar, data varchar, undoes varchar
);

-- name: marks
-- What the journal says of each order that it speaks of, after undo: data.desk.pictures.marks reads it.
create table marks (
    order_key varchar, holder varchar, held_at timestamptz, handed_by varchar, handed_note varchar, done boolean, done_state varchar, done_by varchar,
    done_at timestamptz, snooze_ends timestamptz, snooze_state varchar, handled_remark varchar,
    handled_state varchar, handled_by varchar, answer varchar, answer_state varchar, messages bigint,
    messaged_at timestamptz, packed_at timestamptz, packed_state varchar, notes bigint, last_state varchar, why_consent varchar,
    asked_what varchar, asked_at timestamptz, asked_state varchar, asked_ship_by timestamptz, asked_told varchar
);

-- name: before_orders
-- States of open orders that somebody acted on and that were found; `found` is false where no export that counts gives
-- that state.
create table before_orders (
    order_key varchar, state varchar, found boolean, status varchar, recipient varchar, full_address varchar, address varchar,
    zip varchar, city varchar, province varchar, national_address varchar, country varchar, phone varchar,
    tax_number varchar, service varchar, remark varchar, currency varchar, total decimal(18, 4), ship_by timestamptz,
    ship_told varchar
);

-- name: before_lines
create table before_lines (
    order_key varchar, state varchar, sku varchar, title varchar, attributes varchar, quantity bigint, owed bigint
);

-- name: companions
-- Orders to be shipped to one buyer at one address (see together.sql): how many `others` there are, the numbers of the
-- first of them, the first ship-by of all, and `apart`, why they must not go into one parcel: tax, cod, others, ''.
create table companions (
    order_key varchar, parcel ubigint, others bigint, apart varchar, names varchar, first_ship_by timestamptz
);

-- name: packed_over
-- Orders that were packed and are to be packed otherwise by now: `what` of them, "address,lines,service".
create table packed_over (order_key varchar, what varchar);

-- name: operators
create table operators (operator varchar, last_at timestamptz);

-- name: shortages
-- Filled by allocation: what stock can't cover of which order; a line that is there although it is not short has 0.
-- `ord`: the order's place in the line for stock; `ahead`: what those before it lack; `ships`: to be shipped now.
create table if not exists shortages (
    order_key varchar, sku varchar, quantity bigint, short bigint, ord bigint, ahead bigint, ships boolean
);

-- name: stock_alerts
-- Filled by stock: orders that came in on a SKU after it was delisted.
create table if not exists stock_alerts (order_key varchar, sku varchar);

-- name: short_orders
-- What stock says of each order, one row an order.
create table short_orders (order_key varchar, short bigint, why_short varchar, sold_sku varchar);

-- name: touched
-- The orders that are being looked at anew.
create table touched (order_key varchar);

-- name: queues
-- The precedence: the place of each queue in it, 1 first.
create table queues (rank integer, key varchar);

-- name: fresh
-- Orders that came or changed since the operator last looked.
create table fresh (order_key varchar);

-- Whether some of an open order has been sent: by its status, or by pieces of its lines where the status goes by what
-- is still to be done (Amazon's unshipped orders).
-- name: pieces_sent
create view pieces_sent as select distinct order_key from open_lines where sent > 0;

-- name: is_part_sent
create macro is_part_sent(key, status) as status = 'part_shipped' or key in (select p.order_key from pieces_sent p);
