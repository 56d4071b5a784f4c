"""The kinds of problem that the API answers with, and what to do about each. Served as pages under /api/problems/."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """``status`` is the usual one, ``title`` never changes, ``advice`` is for whoever writes the client."""

    status: int
    title: str
    advice: str


PROBLEMS: dict[str, ProblemType] = {
    # -- the request ----------------------------------------------------------------------------
    "malformed": ProblemType(
        400,
        "The request is malformed",
        "The body or a query parameter does not have the shape that the schema describes. Each entry of “errors” names "
        "the place, by “pointer” into the body or by “parameter”, and says what is expected. Unknown fields and "
        "parameters are refused, so that a spelling mistake is never silently ignored.",
    ),
    "invalid": ProblemType(
        422,
        "A value cannot be used",
        "The request is well formed, but a value makes no sense here: an address that may not be fetched, a span "
        "outside the text, an empty reason. “errors” names each field and what to change.",
    ),
    "not_authenticated": ProblemType(
        401, "Authentication is needed", "Send a token in the Authorization header, after the word Bearer."
    ),
    "invalid_token": ProblemType(
        401,
        "The token is not valid",
        "It is unknown, expired or revoked, or its owner's account is closed. Make a new one with "
        "“manage.py create_token USERNAME --scopes …”.",
    ),
    "forbidden": ProblemType(
        403,
        "This is forbidden",
        "A session needs the matching X-CSRFToken header for anything that changes something. Programs use tokens.",
    ),
    "missing_scope": ProblemType(
        403,
        "The token lacks a scope",
        "“details.scope” names the scope that the operation asks for, “details.scopes” those that the token carries. "
        "Scopes cannot be added later: make another token.",
    ),
    "not_a_member": ProblemType(
        403, "No role on this desk", "The account exists but has no role. An administrator gives roles in the admin."
    ),
    "not_found": ProblemType(404, "There is nothing at this address", "Check the address against the schema."),
    "method_not_allowed": ProblemType(
        405, "This method is not allowed here", "The Allow header lists the methods of this address."
    ),
    "not_acceptable": ProblemType(
        406,
        "No such representation",
        "The API answers in application/json, and in application/problem+json for errors.",
    ),
    "precondition_failed": ProblemType(
        412,
        "Changed since it was read",
        "If-Match named an older state. The ETag header of this answer is the present one. Read the resource again, "
        "compare, and repeat the request.",
    ),
    "too_large": ProblemType(413, "The body is too large", "Send less. Long articles can be handed in in parts."),
    "unsupported_media_type": ProblemType(415, "Unsupported media type", "Send the body as application/json."),
    "rate_limited": ProblemType(
        429,
        "Too many requests",
        "Wait for the number of seconds in Retry-After. The RateLimit header of every answer says how much is left.",
    ),
    "internal_error": ProblemType(
        500, "Something failed on the server", "It was logged with the request's id. Repeating a GET is safe."
    ),
    # -- what the desk refuses --------------------------------------------------------------------
    "refused": ProblemType(
        409,
        "The desk refuses this",
        "The state of the row does not allow it. “code” and “details” say why, “detail” says what to do next.",
    ),
    "wrong_status": ProblemType(
        409,
        "The status does not allow this",
        "“details.status” is the present status and “details.allowed” lists what it allows. Read the row again.",
    ),
    "stale": ProblemType(
        409,
        "Somebody changed it meanwhile",
        "The “revision” that you sent is not the present one, which “details.revision” gives. Read the claim again, "
        "compare, and repeat.",
    ),
    "held": ProblemType(
        409,
        "Somebody else holds the claim",
        "“details.holder” works on it until “details.until”, longer if they go on. They or an editor can release it; "
        "or take it over with a note to them.",
    ),
    "not_yours": ProblemType(403, "Not yours to change", "Only the holder or an editor can do this."),
    "own_verdict": ProblemType(
        403, "Your own verdict", "Nobody reviews what they wrote themselves. Another member of the desk has to."
    ),
    "reviewed_already": ProblemType(
        409, "Reviewed already", "Your word on this verdict stands. Somebody else of the desk can review it."
    ),
    "may_not_publish": ProblemType(
        403, "An editor publishes", "It takes an editor or administrator who did not write the verdict."
    ),
    "own_proposal": ProblemType(
        403,
        "Your own proposal",
        "Nobody publishes a change of a check that they proposed themselves. Another editor does.",
    ),
    "no_verdict": ProblemType(409, "There is no verdict yet", "Post to verdicts first, then submit."),
    "moved_on": ProblemType(
        409,
        "Somebody went on meanwhile",
        "The claims in “details.claims” are no longer as the act left them, so nothing was taken back.",
    ),
    "nothing_to_undo": ProblemType(409, "Nothing to take back", "You did nothing lately that this can take back."),
    "undone_already": ProblemType(409, "Taken back already", "Each act is taken back once. Read the claims again."),
    "merged": ProblemType(
        409, "The claim was merged", "“details.claim” goes on in its place. Take the merge back there first."
    ),
    "no_such_act": ProblemType(404, "There is no such act", "Use the id that accepting or dismissing answered with."),
    "no_such_view": ProblemType(404, "There is no such view", "Look it up with GET /api/v1/views."),
    "too_many_views": ProblemType(409, "You have too many views", "Delete one that you no longer use."),
    "policy": ProblemType(
        409,
        "The verdict policy is not met",
        "“details.missing” says in words what is missing, “details.codes” in codes. Add evidence or judge again.",
    ),
    "settled": ProblemType(
        409, "A verdict was given on this claim", "Wording and speaker are settled with the verdict. Return it first."
    ),
    "evidence_settled": ProblemType(
        409, "The evidence is settled", "A verdict was handed in on it. Return the claim to add or remove evidence."
    ),
    "known_claim": ProblemType(409, "These words are a claim already", "“details.claim” is its id. Work on that one."),
    "known_evidence": ProblemType(
        409, "Attached already", "The same source is attached with the same passage. Name another passage."
    ),
    "judged_already": ProblemType(
        409, "Somebody judged it already", "“details.status” and “details.by” say how and who. Undo that first."
    ),
    "frozen_weights": ProblemType(
        409,
        "These weights are in use or were",
        "They stay as they are, so that scores can be explained. Propose a new table.",
    ),
    "not_switched_on": ProblemType(409, "These weights are only proposed", "Switch them on first; then they are used."),
    "too_few_judgements": ProblemType(
        409,
        "Too little to learn from",
        "“details” counts what was confirmed and rejected. Judge more of what is proposed, then try again.",
    ),
    "other_ranker": ProblemType(
        409, "Made for another ranking", "The ranking was renewed since. Learn from the judgements again."
    ),
    "not_confirmed": ProblemType(
        409, "The match is not confirmed", "Confirm that it is the same claim; then it can be used as evidence."
    ),
    "not_an_editor": ProblemType(403, "Editors do this", "It takes an editor or an administrator of the desk."),
    "no_such_match": ProblemType(
        404, "There is no such match", "The claim was looked up again meanwhile. Read its matches anew."
    ),
    "no_such_appearance": ProblemType(
        404, "There is no such appearance", "The claim was looked up again meanwhile. Read its matches anew."
    ),
    "no_such_known_check": ProblemType(
        404, "There is no such known check", "Look it up with GET /api/v1/known-checks."
    ),
    "ambiguous_speaker": ProblemType(
        409, "Several speakers carry this name", "“details.speakers” lists them. Send the id of the one you mean."
    ),
    "not_publishable": ProblemType(
        409, "Not publishable as it is", "“details.missing” lists what readers or search engines would miss."
    ),
    "no_such_article": ProblemType(404, "There is no such article", "It may have been cleared. Search for it again."),
    "no_such_claim": ProblemType(404, "There is no such claim", "It may have been cleared. Search for it again."),
    "no_such_version": ProblemType(404, "There is no such text", "Read the article again for its present version."),
    "no_such_speaker": ProblemType(
        404, "There is no such speaker", "Look the speaker up with GET /api/v1/speakers?q=…."
    ),
    "no_such_publication": ProblemType(404, "There is no such check", "Look it up with GET /api/v1/publications."),
    "archived_privately": ProblemType(
        409,
        "Not to be archived publicly",
        "The source is marked as private. Take the mark off first if that has changed.",
    ),
    "enough_copies": ProblemType(409, "Enough copies are noted", "Remove one of the noted copies first."),
    "known_copy": ProblemType(409, "This copy is noted already", "Read the source again; there is nothing left to do."),
    "no_address": ProblemType(
        409, "The source has no address", "There is no page to copy. Hand its file in as evidence instead."
    ),
    "not_failed": ProblemType(
        409, "This copy did not fail", "“details.state” says how it stands. Wait for it, or ask for a fresh copy."
    ),
    "nothing_changed": ProblemType(
        409, "There is nothing to look at", "Somebody may have settled it meanwhile. Read the source again."
    ),
    "nothing_found": ProblemType(
        409, "No other text was found", "Somebody may have taken it in already. Read the article and its changes again."
    ),
    "not_watched": ProblemType(
        404, "Nobody looks at this article", "It has no address, or was not read yet. Give its new text with “revise”."
    ),
    "words_stand": ProblemType(
        409, "Its words stand as they did", "Only a claim whose anchoring is “fuzzy” has new words to take or leave."
    ),
    "no_room": ProblemType(
        409, "The pack is too large", "Save the copies one by one, and tell whoever runs this server."
    ),
    "nothing_kept": ProblemType(404, "Nothing is kept of this copy yet", "Ask again when its state is “archived”."),
    "asked_already": ProblemType(409, "Asked already", "The question stands on the worksheet. Answer that one."),
    "too_many_questions": ProblemType(409, "The worksheet is full", "Withdraw a question first."),
    "nobody_asked": ProblemType(
        409, "Nobody was asked here", "The entry says why nobody was asked. Log whom you asked as an entry of its own."
    ),
    "noted_already": ProblemType(409, "Noted already", "It is noted why nobody was asked. Remove that entry first."),
    "removed_already": ProblemType(409, "The remark was taken back", "Post what still holds as a new remark."),
    "too_late_to_edit": ProblemType(
        409,
        "Too late to change the remark",
        "It could be changed until “details.until”. Say what is new in another remark.",
    ),
    "awaits_editor": ProblemType(
        409, "An editor decides", "Two ratings differ. An editor who gave neither upholds the verdict or returns it."
    ),
    "not_to_adjudicate": ProblemType(
        403, "Another editor decides", "It takes an editor who gave neither of the ratings that differ."
    ),
    "nothing_to_adjudicate": ProblemType(
        409, "Nothing to decide between", "No two ratings differ. Approve or return the verdict instead."
    ),
    "opinion_first": ProblemType(
        409,
        "Your own rating comes first",
        "The desk reviews blind. Post to opinions, then approve or return the verdict.",
    ),
    "opinion_given": ProblemType(
        409, "You rated this claim already", "Your rating stands. Approve or return the verdict."
    ),
    "correction_waits": ProblemType(
        409, "A change waits already", "“details.correction” is its id. Publish or decline that one first."
    ),
    "decided_already": ProblemType(
        409, "Decided already", "The change was published or declined meanwhile. Read it again."
    ),
    "ended_already": ProblemType(409, "Ended already", "The declaration bars no more. There is nothing left to do."),
    "not_to_end": ProblemType(403, "Not yours to end", "An editor ends a declaration, and nobody for themselves."),
    "dismissed_already": ProblemType(409, "Taken out already", "The statement was dismissed meanwhile. Read it again."),
    "not_dismissed": ProblemType(
        409, "The statement stands", "It was never taken out, or was brought back. There is nothing left to do."
    ),
    "known_statement": ProblemType(
        409,
        "These words are a statement already",
        "“details.statement” is its id. Work on that one, or bring it back when it was taken out.",
    ),
    "no_text": ProblemType(409, "There is no text yet", "Wait until the article was read, or try it again."),
    "same_text": ProblemType(
        409, "Another article has this text", "“details.article” is its id. Work on that one, or withdraw it first."
    ),
    "same_address": ProblemType(
        409,
        "Another article has this address",
        "“details.article” is its id. Work on that one, or leave the address out.",
    ),
    "too_few_pieces": ProblemType(
        409, "It takes two pieces", "Name two pieces of evidence of this one claim that share an origin."
    ),
    "no_such_capture": ProblemType(404, "There is no such copy", "Look it up in the source's list of copies."),
    "no_such_comment": ProblemType(404, "There is no such remark", "Read the claim's remarks again."),
    "no_such_conflict": ProblemType(404, "There is no such declaration", "Look it up with GET /api/v1/conflicts."),
    "no_such_copy": ProblemType(404, "There is no such noted copy", "It may have been removed. Read the source again."),
    "no_such_correction": ProblemType(404, "There is no such correction", "Look it up with GET /api/v1/corrections."),
    "no_such_notice": ProblemType(404, "There is no such notice for you", "Read your notices again."),
    "no_such_question": ProblemType(404, "There is no such question", "Read the claim's worksheet again."),
    "no_such_reply": ProblemType(404, "There is no such entry", "Read the claim's log of replies again."),
    "no_such_source": ProblemType(404, "There is no such source", "Read the claim's evidence again for the id."),
    "no_such_statement": ProblemType(404, "There is no such statement", "Read the article's statements again."),
}
