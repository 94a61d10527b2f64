"""Figures of a wave, each from summaries, with its interval or with the reason why there is none."""
