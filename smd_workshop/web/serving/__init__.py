"""Between the socket and a view: what a request passes on its way in, and an answer on its way out."""
