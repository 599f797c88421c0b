"""The invented world: what each portal would show of a client on a day, as plain values. No HTTP here."""
