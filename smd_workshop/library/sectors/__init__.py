"""Sectors beside each other: their balance, and how far each carries, holds or answers a round."""
