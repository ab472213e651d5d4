"""Did inappropriate referrals fall?"""
