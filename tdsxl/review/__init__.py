"""What an accountant acts on: what changed, what is missing, what is due. Pure: records in, lines out."""
