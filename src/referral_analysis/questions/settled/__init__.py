"""Have the outcomes of recent months settled?"""
