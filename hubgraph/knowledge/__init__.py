"""What is stated: spreadsheets, Turtle and endpoints become a checked, sourced RDF graph."""
