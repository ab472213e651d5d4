"""What changed since the last report?"""
