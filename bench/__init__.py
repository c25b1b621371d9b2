"""How fast the product is on this machine, side by side with what else could do the work.

`python -m bench` prints Markdown tables; every table is measured in one run, in rounds, each round
in a new order, so that what slows the machine down slows all rows of it.
"""
