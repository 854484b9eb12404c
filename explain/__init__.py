"""Events of a decision turned into what people read; decides nothing."""
