"""Did the referrals that reached help hold up, and what did every other measure do?"""
