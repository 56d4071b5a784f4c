"""One list of the desk's pages and states, for scripts/screenshots.py to picture and test_every_page.py to look over.

Each scene says who looks at which address, what they press there, and what has to be seen then. A module per noun
builds its state through services, on stories and people that are invented, and yields the scenes beside it.
"""
