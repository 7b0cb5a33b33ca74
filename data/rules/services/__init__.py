"""Which courier, and how fast a class, is behind the name of a shipping service."""

from orderdeck.data.rules.services.table import Service, ServiceTable, classify_services, load_services

__all__ = ["Service", "ServiceTable", "classify_services", "load_services"]
