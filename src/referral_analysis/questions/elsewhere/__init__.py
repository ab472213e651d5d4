"""Did the work move elsewhere, to contacts or to early help?"""
