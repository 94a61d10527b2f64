"""Plans evaluated in a workshop: what is put to the vote, what its rounds propose, what planners decide."""
