"""How well the lint tells wordings that fit their level from those that say more or less."""
