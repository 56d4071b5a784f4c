from claims.models.articles import Article, ArticleVersion, Lane, Outlet
from claims.models.checkworthiness import ScoreWeights, WeightsOrigin, WeightsStatus
from claims.models.claims import PIECE_GAP, Claim, Statement
from claims.models.history import Event, EventChain
from claims.models.known import ImportBatch, KnownCheck, LabelMeaning, Meaning
from claims.models.matches import (
    Appearance,
    ClaimLookup,
    Judgement,
    KnownClaim,
    Match,
    MatchDecision,
    ProposalStatus,
)
from claims.models.matchweights import MatchWeights
from claims.models.people import ApiToken, Role, Scope, User
from claims.models.publishing import Occasion, Publication
from claims.models.reviews import Decision, Review, Verdict
from claims.models.scales import Rating, RatingScale, VerdictPolicy
from claims.models.sources import Disclosure, Evidence, Proximity, Snapshot, Source, SourceKind, Stance
from claims.models.speakers import Speaker, SpeakerAlias
from claims.models.uploads import ImportUpload, UploadFault, UploadPart, UploadStatus

__all__ = [
    "PIECE_GAP",
    "ApiToken",
    "Appearance",
    "Article",
    "ArticleVersion",
    "Claim",
    "ClaimLookup",
    "Decision",
    "Disclosure",
    "Event",
    "EventChain",
    "Evidence",
    "ImportBatch",
    "ImportUpload",
    "Judgement",
    "KnownCheck",
    "KnownClaim",
    "LabelMeaning",
    "Lane",
    "Match",
    "MatchDecision",
    "MatchWeights",
    "Meaning",
    "Occasion",
    "Outlet",
    "ProposalStatus",
    "Proximity",
    "Publication",
    "Rating",
    "RatingScale",
    "Review",
    "Role",
    "Scope",
    "ScoreWeights",
    "Snapshot",
    "Source",
    "SourceKind",
    "Speaker",
    "SpeakerAlias",
    "Stance",
    "Statement",
    "UploadFault",
    "UploadPart",
    "UploadStatus",
    "User",
    "Verdict",
    "VerdictPolicy",
    "WeightsOrigin",
    "WeightsStatus",
]
