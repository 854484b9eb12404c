"""What a change of the workbooks does to a population.

``impact`` says what is counted, ``differing`` which benefits change, ``both`` decides the population with
the two models, ``aggregate`` counts in SQL.
"""
