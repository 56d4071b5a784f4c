"""The fixed words of the API, as the schema names them."""

from claims.extraction import ClaimKind, SpeakerKind, StatementKind
from claims.extraction.analysis import Polarity, Put
from claims.extraction.anchoring import Anchoring
from claims.models import (
    AnswerKind,
    CaptureFailure,
    CapturePurpose,
    CaptureState,
    Channel,
    Decision,
    Disclosure,
    EvidenceMedium,
    IdentityLevel,
    Lane,
    LinkState,
    NoticeKind,
    Occasion,
    ProposalStatus,
    Proximity,
    ReplyOutcome,
    Role,
    Scope,
    SourceKind,
    Stance,
    WeightsOrigin,
    WeightsStatus,
    corrections,
    known,
)
from claims.workflow import ArticleStatus, ClaimStatus

ANCHORINGS = [str(word) for word in Anchoring]
ANSWER_KINDS = [str(word) for word in AnswerKind]
ARTICLE_STATUSES = [str(word) for word in ArticleStatus]
CAPTURE_FAILURES = [str(word) for word in CaptureFailure]
CAPTURE_PURPOSES = [str(word) for word in CapturePurpose]
CAPTURE_STATES = [str(word) for word in CaptureState]
CHANNELS = [str(word) for word in Channel]
CHANGE_OCCASIONS = [str(word) for word in corrections.CHANGES]
CLAIM_KINDS = [str(word) for word in ClaimKind]
CLAIM_STATUSES = [str(word) for word in ClaimStatus]
CORRECTION_REASONS = [str(word) for word in corrections.CorrectionReason]
CORRECTION_STATES = [str(word) for word in corrections.CorrectionState]
CUTS = ["span", "split", "merge"]
DECISIONS = [str(word) for word in Decision]
DISCLOSURES = [str(word) for word in Disclosure]
IDENTITY_LEVELS = [str(word) for word in IdentityLevel]
LANES = [str(word) for word in Lane]
LINK_STATES = [str(word) for word in LinkState]
MEANINGS = [str(word) for word in known.MEANINGS]
MEDIA = [str(word) for word in EvidenceMedium]
NOTICE_KINDS = [str(word) for word in NoticeKind]
OCCASIONS = [str(word) for word in Occasion]
POLARITIES = [str(word) for word in Polarity]
PROPOSAL_STATUSES = [str(word) for word in ProposalStatus]
PROXIMITIES = [str(word) for word in Proximity]
REPEATS = ["with", "without", "only"]
REPLY_OUTCOMES = [str(word) for word in ReplyOutcome]
ROLES = [str(word) for word in Role]
SCOPES = [str(word) for word in Scope]
SOURCE_KINDS = [str(word) for word in SourceKind]
SPEAKER_KINDS = [str(word) for word in SpeakerKind]
STANCES = [str(word) for word in Stance]
STATEMENT_KINDS = [str(word) for word in StatementKind]
SUBSTITUTION_REASONS = [str(word) for word in Put]
WEIGHTS_ORIGINS = [str(word) for word in WeightsOrigin]
WEIGHTS_STATUSES = [str(word) for word in WeightsStatus]
