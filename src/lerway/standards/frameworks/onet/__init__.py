"""O*NET database, releases 25 to 30: the tables as text (tab-separated) or as workbooks.

Column titles and scales as in the "O*NET Data Dictionary" (National Center for O*NET
Development). The database is licensed CC BY 4.0 by USDOL/ETA.
"""

from lerway.standards.frameworks.onet.reader import read, recognises

__all__ = ["read", "recognises"]
