"""The words of an instrument in its languages, and those that stand around it."""
