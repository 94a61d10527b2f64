"""Methods that nobody offers: they show that a folder is all there is to one."""
