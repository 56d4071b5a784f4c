"""ClaimReview: the published check as schema.org JSON-LD (`claim_review`), and the check of that markup (`problems`).

Plain Python: no database, clock or network. The field rules follow Google's "Fact check (ClaimReview) structured data"
page and schema.org; where those leave room, the desk's own choices are named in comments.
"""

from claims.claimreview.markup import (
    POLICIES,
    CheckFacts,
    CorrectionFacts,
    EvidenceFacts,
    SiteFacts,
    SpeakerFacts,
    SpeakerKind,
    Visibility,
    claim_review,
    script_json,
)
from claims.claimreview.validation import Problem, problems

__all__ = [
    "POLICIES",
    "CheckFacts",
    "CorrectionFacts",
    "EvidenceFacts",
    "Problem",
    "SiteFacts",
    "SpeakerFacts",
    "SpeakerKind",
    "Visibility",
    "claim_review",
    "problems",
    "script_json",
]
