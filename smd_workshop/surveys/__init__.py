"""Surveys: an instrument is put to a population in a wave; its answers end in a published figure."""
