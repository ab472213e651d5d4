"""What does the audit of thresholds say?"""
