"""Where articles, versions, entities and claims live."""
