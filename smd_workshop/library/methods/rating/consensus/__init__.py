"""How far sectors agree in a rating, and what other definitions of consensus would say."""
