-- Ship-by times as files tell them, state tokens, and whether a time has moved: data.base.state_token says it in Python.

-- name: left_at
create macro left_at(ship_by, exported_at) as epoch_us(ship_by) - epoch_us(exported_at);

-- How a ship-by time was told, as far as it can be seen: the time that is left is a whole number of its unit from when the
-- file was taken (data.exports.normalise.dates.ship_by), and differs by up to one of them from file to file. What is
-- no such thing is a moment, or a date, which stands for the last second of a day in some zone. `tenths` are of a day, `over`
-- is time that has run out. Null where there is no ship-by time.
-- name: told_as
create macro told_as(ship_by, exported_at) as case
    when left_at(ship_by, exported_at) is null then null
    when left_at(ship_by, exported_at) % 60000000 <> 0 and
        (left_at(ship_by, exported_at) % 1000000 <> 0 or epoch_us(exported_at) % 1000000 = 0)
        then case when epoch_us(ship_by) // 1000000 % 900 = 899 then 'date' else 'time' end
    when left_at(ship_by, exported_at) <= 0 then 'over'
    when left_at(ship_by, exported_at) % 86400000000 = 0 then 'days'
    when left_at(ship_by, exported_at) % 43200000000 = 0 then 'tenths'
    when left_at(ship_by, exported_at) % 3600000000 = 0 then 'hours'
    when left_at(ship_by, exported_at) % 864000000 = 0 then 'tenths'
    else 'minutes'
end;

-- Seconds by which one truth can differ between two files that tell it so.
-- name: own_grain
-- A map, since each branch of a case would bear another copy of what is asked, all of which are planned for each act.
create macro own_grain(told) as
coalesce(map {'days': 87000, 'tenths': 9240, 'hours': 4200, 'date': 60, 'time': 60}[told], 600);

-- The same of one that is told so and one that is told otherwise, to be added up.
-- name: span_grain
create macro span_grain(told) as
coalesce(map {'days': 87000, 'tenths': 9240, 'hours': 4200, 'date': 90000, 'time': 60, 'over': 87000}[told], 600);

-- name: grain_of
create macro grain_of(was_told, told) as
case when was_told = told then own_grain(told) else span_grain(was_told) + span_grain(told) end;

-- Whether a ship-by time is sooner, or later, than it was; seconds since the epoch. Null where one of them isn't known.
-- Of one that is over no file tells more than that it is.
-- name: is_sooner
create macro is_sooner(was, was_told, now, told) as was - now >= grain_of(was_told, told) and was_told <> 'over';

-- name: is_later
create macro is_later(was, was_told, now, told) as now - was >= grain_of(was_told, told) and told <> 'over';

-- name: seconds_of
create macro seconds_of(moment) as epoch_us(moment) // 1000000;

-- The token of an order's state, which acts keep: the digest, and the ship-by time where a file tells it.
-- name: token_of
create macro token_of(state, ship_by, ship_told) as
state || coalesce('@' || seconds_of(ship_by) || '/' || ship_told, '');

-- name: digest_of
create macro digest_of(token) as string_split(token, '@')[1];

-- name: token_at
create macro token_at(token) as try_cast(regexp_extract(token, '@(-?[0-9]+)/', 1) as bigint);

-- name: token_told
create macro token_told(token) as string_split(token, '/')[2];

-- Whether what was done in the state of a token still holds; '' stands for any state. A later ship-by time takes nothing
-- off it: what was done in time, or put away until a time, is so all the more.
-- name: holds
create macro holds(token, state, ship_by, ship_told) as token = '' or (
    digest_of(token) = state
    and not coalesce(is_sooner(token_at(token), token_told(token), seconds_of(ship_by), ship_told), false));

-- Whether nothing that a decision rests on is other than in the state of a token.
-- name: same_state
create macro same_state(token, state, ship_by, ship_told) as holds(token, state, ship_by, ship_told)
and not coalesce(is_later(token_at(token), token_told(token), seconds_of(ship_by), ship_told), false);

-- Whether a file gives an order more time by now than it had when its buyer was asked for some. An act that doesn't keep
-- how its time was told is taken to have had it told as it is now.
-- name: extended
create macro extended(ship_by, ship_told, asked_ship_by, asked_told) as
is_later(seconds_of(asked_ship_by), coalesce(asked_told, ship_told), seconds_of(ship_by), ship_told);
