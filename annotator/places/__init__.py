"""WHERE PLACES ARE: countries, their divisions and towns, with coordinates and spellings, in one file outside any project.

Lookup only. Must not know projects, codebooks, articles or where a person's data folder is: the file's path comes from
the caller. The names come from GeoNames (CC BY 4.0), see `building`.
"""
