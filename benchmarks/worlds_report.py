"""stub until the shape of the results is known"""
def markdown(made, studies):
    return "x"
