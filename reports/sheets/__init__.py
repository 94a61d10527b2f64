"""Reading the tables that people send, whatever office saved them."""
