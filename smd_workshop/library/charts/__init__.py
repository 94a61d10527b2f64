"""Charts: what is shown (`spec`), as a Vega-Lite specification (`vega`), as a drawing (`svg`)."""
