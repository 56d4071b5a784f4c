from claims.models.articles import Article, ArticleVersion, Lane, Outlet
from claims.models.articlewatch import ArticleWatch
from claims.models.captures import ArchivedCopy, Capture, CaptureFailure, CapturePurpose, CaptureState
from claims.models.checkworthiness import ScoreWeights, WeightsOrigin, WeightsStatus
from claims.models.claims import PIECE_GAP, SPLIT_BACK, Claim, Statement, words_key
from claims.models.corrections import Correction, CorrectionReason, CorrectionState
from claims.models.deskwork import BulkAct, BulkVerb, SavedView
from claims.models.discussion import Comment, Notice, NoticeKind
from claims.models.drafts import Draft, Visit
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
from claims.models.opinions import ConflictOfInterest, Opinion
from claims.models.people import ApiToken, Role, Scope, User
from claims.models.policies import DeskPolicy, PolicyVersion
from claims.models.publishing import Occasion, Publication
from claims.models.reviews import Decision, Review, Verdict
from claims.models.scales import Rating, RatingScale, VerdictPolicy
from claims.models.sources import (
    Disclosure,
    Evidence,
    EvidenceMedium,
    IdentityLevel,
    LinkState,
    Proximity,
    Snapshot,
    Source,
    SourceKind,
    Stance,
)
from claims.models.speakers import Speaker, SpeakerAlias
from claims.models.uploads import ImportUpload, UploadFault, UploadPart, UploadStatus
from claims.models.worksheet import AnswerKind, Channel, Question, ReplyOutcome, ReplyRequest

__all__ = [
    "PIECE_GAP",
    "SPLIT_BACK",
    "AnswerKind",
    "ApiToken",
    "Appearance",
    "ArchivedCopy",
    "Article",
    "ArticleVersion",
    "ArticleWatch",
    "BulkAct",
    "BulkVerb",
    "Capture",
    "CaptureFailure",
    "CapturePurpose",
    "CaptureState",
    "Channel",
    "Claim",
    "ClaimLookup",
    "Comment",
    "ConflictOfInterest",
    "Correction",
    "CorrectionReason",
    "CorrectionState",
    "Decision",
    "DeskPolicy",
    "Disclosure",
    "Draft",
    "Event",
    "EventChain",
    "Evidence",
    "EvidenceMedium",
    "IdentityLevel",
    "ImportBatch",
    "ImportUpload",
    "Judgement",
    "KnownCheck",
    "KnownClaim",
    "LabelMeaning",
    "Lane",
    "LinkState",
    "Match",
    "MatchDecision",
    "MatchWeights",
    "Meaning",
    "Notice",
    "NoticeKind",
    "Occasion",
    "Opinion",
    "Outlet",
    "PolicyVersion",
    "ProposalStatus",
    "Proximity",
    "Publication",
    "Question",
    "Rating",
    "RatingScale",
    "ReplyOutcome",
    "ReplyRequest",
    "Review",
    "Role",
    "SavedView",
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
    "Visit",
    "WeightsOrigin",
    "WeightsStatus",
    "words_key",
]
