"""What the examples and reference cases do not see: the model changed in one cell, and who notices.

``mutate`` makes the changed models, ``plays`` remembers what each case read, ``noticed`` finds the first case that
gives something else, ``differs`` says whether the change can matter at all, ``nearby`` and ``witness`` look for a
case that shows it, ``score`` counts.
"""
