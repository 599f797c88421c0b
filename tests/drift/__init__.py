"""What page readers make of replies that are not what they were."""
