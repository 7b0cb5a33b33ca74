"""The numbers that customs ask the buyer of a country for: whether one is there, and whether it can be one."""
