"""How does this compare with other places, and with years in which nothing was launched?"""
