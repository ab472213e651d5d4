"""Can the data carry an answer: completeness, rules, codes, volumes?"""
