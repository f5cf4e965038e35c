"""What a person is told by mail about their own account, by the name that django-allauth gives to the event."""

NOTICES = {
    "password_changed": "votre mot de passe a été changé",
    "password_reset": "votre mot de passe a été changé",
    "password_set": "un mot de passe a été choisi pour votre compte",
    "account_connected": "le fournisseur d’identité de votre organisme ouvre désormais votre compte",
    "totp_activated": "une application de codes est ajoutée",
    "totp_deactivated": "l’application de codes est retirée",
    "webauthn_added": "une clé d’accès est ajoutée",
    "webauthn_removed": "une clé d’accès est retirée",
    "recovery_codes_generated": "d’autres codes de secours sont faits",
}
