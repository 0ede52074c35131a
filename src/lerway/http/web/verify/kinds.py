"""What a record is called: types of credentials, and of what was achieved.

The `achievementType` values of Open Badges 3.0 (appendix B, AchievementType), and the
types of the credentials that the page knows. Other names are shown with spaces.
"""

from __future__ import annotations

import re
from typing import Final

from lerway.http.kit.words import phrase

__all__ = ["kind_name"]

_NAMES: Final[dict[str, str]] = {
    "ClrCredential": phrase("Learner record"),
    "OpenBadgeCredential": phrase("Badge"),
    "AchievementCredential": phrase("Badge"),
    "EndorsementCredential": phrase("Endorsement"),
    "VerificationReceipt": phrase("Receipt of a check"),
    "VerifiableCredential": "",
    "Achievement": phrase("Achievement"),
    "ApprenticeshipCertificate": phrase("Apprenticeship certificate"),
    "Assessment": phrase("Assessment"),
    "Assignment": phrase("Assignment"),
    "AssociateDegree": phrase("Associate degree"),
    "Award": phrase("Award"),
    "BachelorDegree": phrase("Bachelor’s degree"),
    "Badge": phrase("Badge"),
    "Certificate": phrase("Certificate"),
    "CertificateOfCompletion": phrase("Certificate of completion"),
    "Certification": phrase("Certification"),
    "CoCurricular": phrase("Activity beside a course"),
    "CommunityService": phrase("Community service"),
    "Competency": phrase("Skill"),
    "Course": phrase("Course"),
    "Degree": phrase("Degree"),
    "Diploma": phrase("Diploma"),
    "DoctoralDegree": phrase("Doctoral degree"),
    "Fieldwork": phrase("Fieldwork"),
    "GeneralEducationDevelopment": phrase("High school equivalency"),
    "JourneymanCertificate": phrase("Journeyman certificate"),
    "LearningProgram": phrase("Learning program"),
    "License": phrase("License"),
    "MasterCertificate": phrase("Master certificate"),
    "MasterDegree": phrase("Master’s degree"),
    "Membership": phrase("Membership"),
    "MicroCredential": phrase("Microcredential"),
    "ProfessionalDoctorate": phrase("Professional doctorate"),
    "QualityAssuranceCredential": phrase("Quality assurance"),
    "ResearchDoctorate": phrase("Research doctorate"),
    "SecondarySchoolDiploma": phrase("High school diploma"),
}


def kind_name(kind: str) -> str:
    """Return the name of a type, in English, to be translated; as it is if unknown."""
    known = _NAMES.get(kind)
    if known is not None:
        return known
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).split(" ")
    return " ".join(p if n == 0 or p.isupper() else p.lower() for n, p in enumerate(parts))
