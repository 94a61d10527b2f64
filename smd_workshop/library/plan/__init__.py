"""Plans and how they advance: what a plan is, how it is read, evaluated and told; values in, values out."""
