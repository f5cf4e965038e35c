"""French addresses of django-allauth’s views, under the names that it gives them, and of the provider of identities."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.sign_on import factors, passkeys, presence, views
from accounts.sign_on.confirming import confirmed
from accounts.sign_on.emergency import emergency
from accounts.sign_on.local import only_local
from accounts.sign_on.openid import people
from accounts.sign_on.openid import views as openid

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="account_login"),
    path("deconnexion/", openid.SignOut.as_view(), name="account_logout"),
    path("connexion/fournisseur/", openid.begin, name="openid_begin"),
    path("connexion/fournisseur/retour/", openid.callback, name="openid_callback"),
    path("connexion/en-attente/", openid.waiting, name="openid_waiting"),
    path("compte/securite/confirmer-par-le-fournisseur/", openid.confirm, name="openid_confirm"),
    path("demandes-d-acces/", people.arrivals, name="arrivals"),
    path("demandes-d-acces/<int:pk>/", confirmed(people.decide), name="decide_arrival"),
    re_path(r"^connexion/secours/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", emergency, name="emergency"),
    path("connexion/compte-desactive/", account.account_inactive, name="account_inactive"),
    path("connexion/mot-de-passe-oublie/", only_local(account.password_reset), name="account_reset_password"),
    path(
        "connexion/mot-de-passe-oublie/envoye/",
        only_local(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "connexion/nouveau-mot-de-passe/choisi/",
        only_local(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^connexion/nouveau-mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        only_local(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("compte/session/", presence.present, name="present"),
    path("compte/securite/", views.security, name="security"),
    path(
        "compte/securite/mot-de-passe/", only_local(account.password_change), name="account_change_password"
    ),
    path(
        "compte/securite/premier-mot-de-passe/",
        only_local(confirmed(account.password_set)),
        name="account_set_password",
    ),
    path("compte/securite/confirmer/", only_local(account.reauthenticate), name="account_reauthenticate"),
    path("compte/securite/confirmer-par-un-code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("compte/securite/application/", factors.AddApplication.as_view(), name="mfa_activate_totp"),
    path("compte/securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("compte/securite/codes-de-secours/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "compte/securite/codes-de-secours/autres/",
        factors.OtherCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("compte/securite/cle/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "compte/securite/cle/<int:pk>/retirer/",
        passkeys.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "compte/securite/confirmer-par-une-cle/",
        passkeys.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("connexion/cle/", only_local(passkeys.SignInByPasskey.as_view()), name="mfa_login_webauthn"),
    path("compte/securite/sessions/", confirmed(views.EndSessions.as_view()), name="usersessions_list"),
    # Where the library goes back to.
    path("compte/securite/facteurs/", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    # Asked for by name in the library, for who registers alone: nobody does here.
    path("connexion/inscription/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
]
