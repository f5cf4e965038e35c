"""Keep the texts of a form that was received and could not be taken, and give them back to their author only."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.drafts.marks import BESIDE_TYPED, Mark
from accounts.models import KeptPost, User

DAYS = 7
AT_MOST = 20
LARGEST = 512 * 1024
# The session names what waits: a page asks the database only when something does.
WAITING = "brouillons"


def keep(request: HttpRequest, mark: Mark, sent: QueryDict) -> KeptPost | None:
    """None when nothing can be kept: no text, or an author who left."""
    fields = texts_of(sent)
    author = User.objects.filter(pk=mark.person, is_active=True).first()
    if not fields or author is None:
        return None
    with transaction.atomic():
        kept, _ = KeptPost.objects.update_or_create(
            person=author,
            key=mark.key,
            defaults={
                "page": mark.page,
                "label": mark.label,
                "fields": fields,
                "had_files": bool(request.FILES),
                "kept_at": timezone.now(),
            },
        )
        _purge(author)
    request.session[WAITING] = [*dict.fromkeys([*request.session.get(WAITING, ()), kept.pk])]
    # Django saves no session with an answer that says the application failed.
    request.session.save()
    return kept


def texts_of(sent: QueryDict) -> list[list[str]]:
    """Pairs of name and text, without passwords; the longest are left out when all would be too large."""
    pairs = list(_pairs(sent))
    while pairs and sum(len(name) + len(text) for name, text in pairs) > LARGEST:
        pairs.remove(max(pairs, key=lambda pair: len(pair[1])))
    return pairs


def _pairs(sent: QueryDict) -> Iterator[list[str]]:
    for name, texts in sent.lists():
        if name not in BESIDE_TYPED and "password" not in name:
            # PostgreSQL stores no NUL.
            yield from ([name.replace("\0", ""), str(text).replace("\0", "")] for text in texts)


def of_person(user: User) -> list[KeptPost]:
    return list(KeptPost.objects.filter(person=user, kept_at__gte=_oldest()))


def waiting(request: HttpRequest) -> list[KeptPost]:
    """What waits for the person of this session; no query when nothing does."""
    if not request.session.get(WAITING) or not isinstance(request.user, User):
        return []
    found = of_person(request.user)
    if not found:
        del request.session[WAITING]
    return found


def announced(request: HttpRequest) -> list[KeptPost]:
    """What this browser sent without a session: the sign-in page names it, and shows none of its texts."""
    return list(KeptPost.objects.filter(pk__in=request.session.get(WAITING, ()), kept_at__gte=_oldest()))


def look_after_sign_in(request: HttpRequest, user: User) -> None:
    """From now on the session names what waits for this person, and nothing of who was here before."""
    KeptPost.objects.filter(kept_at__lt=_oldest()).delete()
    request.session.pop(WAITING, None)
    if keys := [kept.pk for kept in of_person(user)]:
        request.session[WAITING] = keys


def forget(user: User, key: str) -> KeptPost | None:
    """Delete what is kept of a form, because it was accepted or thrown away."""
    kept = KeptPost.objects.filter(person=user, key=key).first()
    if kept is not None:
        kept.delete()
    return kept


def _purge(author: User) -> None:
    KeptPost.objects.filter(kept_at__lt=_oldest()).delete()
    extra = KeptPost.objects.filter(person=author).values_list("pk", flat=True)[AT_MOST:]
    KeptPost.objects.filter(pk__in=list(extra)).delete()


def _oldest() -> object:
    return timezone.now() - timedelta(days=DAYS)
