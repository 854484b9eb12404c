"""People who do not exist, drawn from the marginals that a workbook gives.

``population`` says what they are, ``read_population`` reads it from the sheets ``Population``,
``to_model`` turns it into calculations over draws, ``draw`` writes a file of people.
"""
