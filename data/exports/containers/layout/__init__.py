"""Where in a container the rows of orders are: headers, sheets, records cut short."""
