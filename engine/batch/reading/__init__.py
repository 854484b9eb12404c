"""Files of cases -> a relation of facts: every value as ``cases.read_fact`` would have it, or rejected.

::

    Parquet ------------------------------+
    CSV -- stage_csv --> Parquet of texts +-- match_columns --> facts by column -- detect --> Dialect
    JSON lines -- stage_lines --> tokens -+                                          |
                                                                                     v
    pieces (which rows of which files) -- facts --> SQL of the facts, SQL of the rows that have a fault
                                                                                     |
                                            written + read_fact: the fault in words -+

``written`` says what one value means, in Python; ``to_sql`` says it again for a whole column. SQL only
tells which rows are sound: what is wrong with another one, ``read_fact`` says.
"""
