"""Compare the roles that people have with what their history says: a row written beside the verbs shows."""

from accounts.models import Body, Membership, RightKind, RightRevision, User
from accounts.rights import Role


def roles_beside_history(body: Body) -> list[tuple[User, Role, bool]]:
    """Each role that is held without a line that gives it (True), or given and not held (False)."""
    held = set(Membership.objects.filter(body=body).values_list("user_id", "role"))
    told: set[tuple[int, str]] = set()
    lines = RightRevision.objects.filter(body=body, kind=RightKind.ROLE.value).order_by("sequence")
    for person, before, after in lines.values_list("person_id", "before", "after"):
        told.discard((person, before))
        if after:
            told.add((person, after))
    differing = held ^ told
    people = User.objects.in_bulk({person for person, _ in differing})
    return [(people[person], Role(role), (person, role) in held) for person, role in sorted(differing)]
