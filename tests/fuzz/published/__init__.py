"""How other people's models write what they see, from each convention's published definition alone.

Nothing here uses a head of the product: these writers are what its readings are judged by.
"""
