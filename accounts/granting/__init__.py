"""Every change of a right: roles, access, assignments and tokens, each with its line in the history of its body.

- `change_role` gives, replaces or withdraws a role; `begin_body` names the first administrator of a new body, which a
  superuser may `create_body` before;
- `change_access` opens or closes an account;
- `ask`, `decide`: a role that somebody asked for themselves, and what another administrator answers;
- `would_take`, `did_lately`, `tell_of_account`: an account that decides is not made one's own, and others hear of its
  changes;
- `remember`: the line of the history, for the verbs of tokens and assignments; `lock_body` makes others wait for it.
"""

from accounts.granting.asking import RequestRefusedError, ask, decide, waiting_requests
from accounts.granting.comparing import roles_beside_history
from accounts.granting.history import Act, Line, lock_body, remember
from accounts.granting.roles import (
    SecondNeededError,
    begin_body,
    change_access,
    change_role,
    create_body,
)
from accounts.granting.second import did_lately, is_second_needed, would_take
from accounts.granting.telling import tell_of_account

__all__ = [
    "Act",
    "Line",
    "RequestRefusedError",
    "SecondNeededError",
    "ask",
    "begin_body",
    "change_access",
    "change_role",
    "create_body",
    "decide",
    "did_lately",
    "is_second_needed",
    "lock_body",
    "remember",
    "roles_beside_history",
    "tell_of_account",
    "waiting_requests",
    "would_take",
]
