"""What is the change made of: which parts moved, and who referred?"""
