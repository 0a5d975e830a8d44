"""WHAT may be coded: the codebook's model, loading, conditions, derivations and checks.

No SQL, no Qt, and nothing of ACLED: every fact of a scheme stands in its YAML file.
"""
