"""The fields a CSV column can fill, and the names that CRMs give to such columns.

Names are those of the exports of HubSpot, Salesforce (labels and API names), Pipedrive, Apollo,
LinkedIn, Outlook and Google Contacts, and common German and French ones. They are compared without
spaces, punctuation, letter case and umlauts; earlier names win when a file has several
columns for one field.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

CUSTOM_PREFIX = "custom."


class Kind(StrEnum):
    """How the cells of a field are read (see contacts.csvfile.values)."""

    TEXT = "text"
    NAME = "name"
    ADDRESS = "address"
    OWNER = "owner"
    PHONE = "phone"
    DOMAIN = "domain"
    URL = "url"
    COUNTRY = "country"
    ZONE = "zone"
    LANGUAGE = "language"
    YES_NO = "yes_no"
    MOMENT = "moment"
    BASIS = "basis"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key, label, kind, longest value in characters, and known column names."""

    key: str
    label: str
    kind: Kind
    longest: int
    names: tuple[str, ...]


# key | label | kind | longest | names, best first
_TABLE = """
external_id | Record ID | text | 64 | Record ID; Contact ID 18 chars; Contact ID; Lead ID; Id; \
 Record ID - Contact; Person - ID; External ID; Apollo Contact Id; Kontakt-ID; Datensatz-ID
email | E-mail | address | 254 | Email; E-Mail; Email Address; Work Email; Person - Email - Work; \
 Person - Email; Business Email; E-Mail-Adresse; E-Mail geschäftlich; Mail; Emailadresse; \
 Mailadresse; E-mail 1 - Value; Primary Email; Adresse e-mail; Adresse mail; Courriel
first_name | First name | text | 100 | First Name; Person - First name; Given Name; Forename; \
 Vorname; Prénom
last_name | Last name | text | 100 | Last Name; Person - Last name; Surname; Family Name; \
 Nachname; Familienname; Nom de famille; Nom
full_name | Full name | name | 200 | Full Name; Person - Name; Contact Name; Name; Kontaktname; \
 Vollständiger Name
title | Job title | text | 150 | Job Title; Title; Person - Job Title; Position; \
 Berufsbezeichnung; Stellenbezeichnung; Funktion; Jobtitel; Organization Title; \
 Organization 1 - Title; Fonction; Poste
phone | Phone | phone | 40 | Phone Number; Phone; Business Phone; Work Phone; \
 Person - Phone - Work; Person - Phone; Telefon; Telefonnummer; \
 Telefon geschäftlich; Work Direct Phone; Corporate Phone; Phone 1 - Value; Téléphone
mobile | Mobile | phone | 40 | Mobile Phone Number; Mobile Phone; Mobile; \
 Person - Phone - Mobile; Cell Phone; Mobil; Mobiltelefon; Handy; Mobilnummer; \
 Téléphone mobile; Portable
company | Company | text | 200 | Company Name; Account Name; Account.Name; Company; \
 Associated Company; Primary Associated Company Name; Organization - Name; Person - Organization; \
 Organization; Organization Name; Organization 1 - Name; Organisation; Firma; Firmenname; \
 Unternehmen; Unternehmensname; Société; Entreprise
company_domain | Company domain | domain | 253 | Company Domain Name; Company Domain; \
 Account Domain; Domain; Firmendomain
company_industry | Company industry | text | 100 | Company Industry; Industry; Account Industry; \
 Organization - Industry; Branche
company_country | Company country | country | 80 | Company Country; Company Country/Region; \
 Firmenland
company_region | Company state or region | text | 100 | Company State; Company State/Region; \
 Company Region
company_timezone | Company time zone | zone | 64 | Company Time Zone; Company Timezone
company_subscriber | Company or sole trader | subscriber | 60 | Subscriber Type; Subscriber; \
 Company Subscriber; Legal Entity Type; Anschlussinhaber
website | Website | url | 500 | Website URL; Website; Account Website; Company Website; Webseite; \
 Organization - Website; Homepage; Internetseite; Web Page; Site web
country | Country | country | 80 | Country/Region; Country; Mailing Country; \
 Mailing Country/Territory; Country Code; Mailing Country Code; Billing Country; Land; \
 Organization - Country of Address; Person - Country; Account Country; Pays; Ländercode; \
 Business Country/Region; Land/Region geschäftlich; Address 1 - Country
state | State or region | text | 100 | State/Region; State; Mailing State; Province; Region; \
 Mailing State/Province; State/Province; Bundesland; Billing State; Kanton; Business State; \
 Bundesland/Kanton geschäftlich; Address 1 - Region
city | City | text | 100 | City; Mailing City; Ort; Stadt; Billing City; Ville; Town; \
 Person - City; Business City; Ort geschäftlich; Address 1 - City
timezone | Time zone | zone | 80 | Time Zone; Timezone; TimeZoneSidKey; hs_timezone; Zeitzone
language | Language | language | 40 | Preferred Language; Language; Locale; hs_language; Sprache
segment | Segment | text | 80 | Segment; Customer Segment; Market Segment; Kundensegment
persona | Persona | text | 80 | Persona; Buyer Persona; hs_persona; Buying Role
approval_tag | Approved list | text | 60 | Approval tag; Approved list; Freigegebene Liste
owner_email | Owner | owner | 254 | Owner Email; Contact Owner Email; Owner.Email; \
 Contact owner; Record Owner Email; Account Owner Email; Person - Owner; Eigentümer; \
 Kontakteigentümer; Kontaktinhaber; Zuständiger Mitarbeiter
lifecycle | Stage | text | 80 | Lifecycle Stage; Lead Status; Stage; Contact Status; \
 Person - Label; Lifecycle-Phase; Phase
lead_source | Lead source | text | 100 | Lead Source; Original Source; Original Traffic Source; \
 Source; Person - Source; Leadquelle; Quelle; Herkunft
linkedin_url | LinkedIn page | url | 300 | LinkedIn URL; LinkedIn Profile; LinkedIn; \
 Person LinkedIn URL; hs_linkedin_url; LinkedIn Profile URL; LinkedIn-Profil
opted_out | Opted out of e-mail | yes_no | 20 | HasOptedOutOfEmail; Email Opt Out; \
 Unsubscribed from all email; hs_email_optout; Opted out; Opt Out; Unsubscribed; Abgemeldet; \
 Marketing status unsubscribed; Von allen E-Mails abgemeldet; E-Mail-Abmeldung; \
 Opted out of email; Email Opted Out; Email Unsubscribed; Do Not Email; \
 Do not allow Emails; Do not allow Bulk Emails; Person - Marketing status; Keine E-Mails; \
 E-Mails nicht zulassen; Désabonné; Désinscrit; Désinscription
do_not_call | Do not call | yes_no | 20 | Do Not Call; DoNotCall; DNC; Nicht anrufen; Anrufsperre; \
 Do not allow Phone Calls; Ne pas appeler
consent_basis | Legal basis | basis | 200 | Legal basis for processing contact's data; \
 Legal Basis; hs_legal_basis; Consent Basis; Lawful Basis; Rechtsgrundlage; \
 Consent Type; Einwilligung
consent_at | Consent given at | moment | 40 | Consent Date; Consent Given At; Opt-in Date; \
 Date of consent; Einwilligungsdatum; Datum der Einwilligung; Opt-in-Datum
last_activity | Last activity | moment | 40 | Last Activity Date; Last Activity; Last Contacted; \
 Person - Last activity date; Letzte Aktivität; Zuletzt kontaktiert; Datum der letzten Aktivität
"""


def _field(line: str) -> Field:
    key, label, kind, longest, names = (part.strip() for part in line.split("|"))
    known = tuple(squashed(name) for name in (key, *names.split(";")))
    return Field(key, label, Kind(kind), int(longest), known[1:] + known[:1])


def squashed(header: str) -> str:
    """Return a header without spaces, punctuation, case, umlauts and Salesforce's ``__c``."""
    return re.sub(r"[\W_]+", "", _spelled(header.strip().removesuffix("__c")))


def custom_field(header: str) -> str:
    """Return the key ``custom.<slug>`` (ASCII) under which an unknown column can be kept."""
    plain = _spelled(header).encode("ascii", "ignore").decode()
    return CUSTOM_PREFIX + (re.sub(r"[\W_]+", "_", plain).strip("_")[:60] or "column")


def _spelled(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(umlaut, letters)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.key: field for field in map(_field, _TABLE.strip().splitlines())}
)
