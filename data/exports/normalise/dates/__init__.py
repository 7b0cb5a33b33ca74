"""Dates and times: spellings, order of day and month, zones."""
