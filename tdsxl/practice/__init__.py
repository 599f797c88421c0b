"""The practice portals: both portals as one local HTTP server with invented clients. Shares no code with the rest."""
