from claims.models.articles import Article, ArticleVersion, Lane, Outlet
from claims.models.claims import PIECE_GAP, Claim, Statement
from claims.models.history import Event, EventChain
from claims.models.people import ApiToken, Role, Scope, User
from claims.models.publishing import Occasion, Publication
from claims.models.reviews import Decision, Review, Verdict
from claims.models.scales import Rating, RatingScale, VerdictPolicy
from claims.models.sources import Disclosure, Evidence, Proximity, Snapshot, Source, SourceKind, Stance
from claims.models.speakers import Speaker, SpeakerAlias

__all__ = [
    "PIECE_GAP",
    "ApiToken",
    "Article",
    "ArticleVersion",
    "Claim",
    "Decision",
    "Disclosure",
    "Event",
    "EventChain",
    "Evidence",
    "Lane",
    "Occasion",
    "Outlet",
    "Proximity",
    "Publication",
    "Rating",
    "RatingScale",
    "Review",
    "Role",
    "Scope",
    "Snapshot",
    "Source",
    "SourceKind",
    "Speaker",
    "SpeakerAlias",
    "Stance",
    "Statement",
    "User",
    "Verdict",
    "VerdictPolicy",
]
