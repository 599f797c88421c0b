"""Who answers a challenge."""
