"""Whom a survey asks: the population, who was asked in a wave, links and letters that reach them, and who has answered."""
