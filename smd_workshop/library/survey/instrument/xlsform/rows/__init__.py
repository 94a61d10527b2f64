"""The rows of a form: from a tree of groups and lists of choices to pages of questions."""
