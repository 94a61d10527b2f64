"""A questionnaire: written part by part, translated, brought from elsewhere, published."""
