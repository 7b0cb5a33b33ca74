"""What may stand in a remark and asks for nothing, by language. Read by `data.remarks.harmless_words`."""
