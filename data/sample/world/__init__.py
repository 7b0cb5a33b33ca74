"""The invented shop: its people, goods, orders and what becomes of them."""
