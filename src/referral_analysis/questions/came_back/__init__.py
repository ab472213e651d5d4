"""Were children referred again sooner?"""
