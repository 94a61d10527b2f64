"""What a survey knows of one person: handed over, put right or removed when they ask."""
