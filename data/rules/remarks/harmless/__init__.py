"""What may stand in a remark and asks for nothing, by language. Read by `data.rules.remarks.harmless.words`."""
