-- One step of coupling restocks with purchases of files: each couple that is the surest for both. Repeated until none is
-- left this takes the couples in the order of their place, each restock and each purchase once.
-- Reads purchase_couples. Fills purchase_pairs.
-- name: step
insert into purchase_pairs
select purchase_key, restock_key, in_doubt
from purchase_couples c
anti join purchase_pairs p using (purchase_key)
anti join purchase_pairs r using (restock_key)
qualify place = min(place) over (partition by purchase_key) and place = min(place) over (partition by restock_key);
