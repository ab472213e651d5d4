"""One run or many: parameters and a notebook in, a folder that can be made again out."""
