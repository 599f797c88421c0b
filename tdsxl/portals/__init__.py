"""How each portal speaks."""
