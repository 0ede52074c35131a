"""DoD Cyber Workforce Framework (DoD 8140), the work role tool (XLSX, 5.x).

1. "Master Task & KSA List": tasks, and KSAs (knowledge, skills, abilities; which of them one
   is, its first word says).
2. "DCWF Roles": a workforce element stands once, beside the first of its work roles.
3. A sheet for each work role: what it needs. A core task or KSA is required, an additional
   one optional.
4. The role of the NICE Framework that a role comes from is a relation to an item that is
   not in the file.
5. Other sheets (information, change log, template) stay with the framework as they are.
"""

from lerway.standards.frameworks.dcwf.reader import read, recognises

__all__ = ["read", "recognises"]
