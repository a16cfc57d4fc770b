"""Countries by the names found in CRM exports: ISO 3166-1 alpha-2 and alpha-3 codes, and names in
English, German and French with common short forms.

``country_code("Deutschland") == "DE"``; unknown names give None.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# alpha-2, alpha-3, then names; a name that several languages share is written once.
_TABLE = """
AD AND Andorra|Andorre
AE ARE United Arab Emirates|Vereinigte Arabische Emirate|Émirats arabes unis|UAE|VAE|EAU
AF AFG Afghanistan
AG ATG Antigua and Barbuda|Antigua und Barbuda|Antigua-et-Barbuda
AI AIA Anguilla
AL ALB Albania|Albanien|Albanie
AM ARM Armenia|Armenien|Arménie
AO AGO Angola
AQ ATA Antarctica|Antarktis|Antarctique
AR ARG Argentina|Argentinien|Argentine
AS ASM American Samoa|Amerikanisch-Samoa|Samoa américaines
AT AUT Austria|Österreich|Autriche|Oesterreich|Republic of Austria|Republik Österreich
AU AUS Australia|Australien|Australie
AW ABW Aruba
AX ALA Åland Islands|Ålandinseln|Îles Åland|Åland
AZ AZE Azerbaijan|Aserbaidschan|Azerbaïdjan
BA BIH Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia
BB BRB Barbados|Barbade
BD BGD Bangladesh|Bangladesch
BE BEL Belgium|Belgien|Belgique|België
BF BFA Burkina Faso
BG BGR Bulgaria|Bulgarien|Bulgarie
BH BHR Bahrain|Bahreïn
BI BDI Burundi
BJ BEN Benin|Bénin
BL BLM Saint Barthélemy|St. Barthélemy|Saint-Barthélemy
BM BMU Bermuda|Bermudes
BN BRN Brunei|Brunei Darussalam|Brunéi Darussalam
BO BOL Bolivia|Bolivien|Bolivie
BQ BES Caribbean Netherlands|Karibische Niederlande|Pays-Bas caribéens|Bonaire
BR BRA Brazil|Brasilien|Brésil|Brasil
BS BHS Bahamas|The Bahamas
BT BTN Bhutan|Bhoutan
BV BVT Bouvet Island|Bouvetinsel|Île Bouvet
BW BWA Botswana|Botsuana
BY BLR Belarus|Weißrussland|Biélorussie|Bélarus
BZ BLZ Belize
CA CAN Canada|Kanada
CC CCK Cocos Islands|Kokosinseln|Îles Cocos|Cocos (Keeling) Islands
CD COD Democratic Republic of the Congo|Demokratische Republik Kongo\
|République démocratique du Congo|Congo - Kinshasa|Kongo-Kinshasa|Congo-Kinshasa|DR Congo|DRC
CF CAF Central African Republic|Zentralafrikanische Republik|République centrafricaine
CG COG Republic of the Congo|Kongo|Congo|Congo - Brazzaville|Kongo-Brazzaville|Congo-Brazzaville
CH CHE Switzerland|Schweiz|Suisse|Svizzera|Die Schweiz|Swiss
CI CIV Côte d’Ivoire|Ivory Coast|Elfenbeinküste
CK COK Cook Islands|Cookinseln|Îles Cook
CL CHL Chile|Chili
CM CMR Cameroon|Kamerun|Cameroun
CN CHN China|Chine|People’s Republic of China|Volksrepublik China|PRC|Mainland China
CO COL Colombia|Kolumbien|Colombie
CR CRI Costa Rica
CU CUB Cuba|Kuba
CV CPV Cape Verde|Cabo Verde|Kap Verde|Cap-Vert
CW CUW Curaçao
CX CXR Christmas Island|Weihnachtsinsel|Île Christmas
CY CYP Cyprus|Zypern|Chypre
CZ CZE Czechia|Tschechien|Tchéquie|Czech Republic|Tschechische Republik|République tchèque
DE DEU Germany|Deutschland|Allemagne|BRD|Federal Republic of Germany\
|Bundesrepublik Deutschland|Alemania|Germania
DJ DJI Djibouti|Dschibuti
DK DNK Denmark|Dänemark|Danemark|Danmark
DM DMA Dominica|Dominique
DO DOM Dominican Republic|Dominikanische Republik|République dominicaine
DZ DZA Algeria|Algerien|Algérie
EC ECU Ecuador|Équateur
EE EST Estonia|Estland|Estonie
EG EGY Egypt|Ägypten|Égypte
EH ESH Western Sahara|Westsahara|Sahara occidental
ER ERI Eritrea|Érythrée
ES ESP Spain|Spanien|Espagne|España
ET ETH Ethiopia|Äthiopien|Éthiopie
FI FIN Finland|Finnland|Finlande|Suomi
FJ FJI Fiji|Fidschi|Fidji
FK FLK Falkland Islands|Falklandinseln|Falkland-Inseln|Îles Malouines
FM FSM Micronesia|Mikronesien|Micronésie|Federated States of Micronesia
FO FRO Faroe Islands|Färöer|Färöer-Inseln|Îles Féroé
FR FRA France|Frankreich|Francia|French Republic|République française
GA GAB Gabon|Gabun
GB GBR United Kingdom|Vereinigtes Königreich|Royaume-Uni|UK|U.K.|Great Britain|Großbritannien\
|Grande-Bretagne|Britain|England|Scotland|Schottland|Écosse|Wales|Northern Ireland|Nordirland\
|Angleterre|United Kingdom of Great Britain and Northern Ireland
GD GRD Grenada|Grenade
GE GEO Georgia|Georgien|Géorgie
GF GUF French Guiana|Französisch-Guayana|Guyane française
GG GGY Guernsey|Guernesey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland|Grönland|Groenland
GM GMB Gambia|The Gambia|Gambie
GN GIN Guinea|Guinée
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea|Äquatorialguinea|Guinée équatoriale
GR GRC Greece|Griechenland|Grèce|Hellas
GS SGS South Georgia and the South Sandwich Islands\
|Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud et îles Sandwich du Sud
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau|Guinée-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hongkong|Hong Kong SAR
HM HMD Heard and McDonald Islands|Heard und McDonaldinseln|Îles Heard et McDonald
HN HND Honduras
HR HRV Croatia|Kroatien|Croatie|Hrvatska
HT HTI Haiti|Haïti
HU HUN Hungary|Ungarn|Hongrie
ID IDN Indonesia|Indonesien|Indonésie
IE IRL Ireland|Irland|Irlande|Republic of Ireland|Éire
IL ISR Israel|Israël
IM IMN Isle of Man|Île de Man|Insel Man
IN IND India|Indien|Inde
IO IOT British Indian Ocean Territory|Britisches Territorium im Indischen Ozean\
|Territoire britannique de l’océan Indien
IQ IRQ Iraq|Irak
IR IRN Iran|Islamic Republic of Iran
IS ISL Iceland|Island|Islande
IT ITA Italy|Italien|Italie|Italia
JE JEY Jersey
JM JAM Jamaica|Jamaika|Jamaïque
JO JOR Jordan|Jordanien|Jordanie
JP JPN Japan|Japon
KE KEN Kenya|Kenia
KG KGZ Kyrgyzstan|Kirgisistan|Kirgistan|Kirghizistan
KH KHM Cambodia|Kambodscha|Cambodge
KI KIR Kiribati
KM COM Comoros|Komoren|Comores
KN KNA Saint Kitts and Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès|St. Kitts & Nevis
KP PRK North Korea|Nordkorea|Corée du Nord
KR KOR South Korea|Südkorea|Corée du Sud|Korea|Republic of Korea|Korea, Republic of
KW KWT Kuwait|Koweït
KY CYM Cayman Islands|Kaimaninseln|Îles Caïmans
KZ KAZ Kazakhstan|Kasachstan
LA LAO Laos
LB LBN Lebanon|Libanon|Liban
LC LCA Saint Lucia|St. Lucia|Sainte-Lucie
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Litauen|Lituanie|Lithuanie
LU LUX Luxembourg|Luxemburg
LV LVA Latvia|Lettland|Lettonie
LY LBY Libya|Libyen|Libye
MA MAR Morocco|Marokko|Maroc
MC MCO Monaco
MD MDA Moldova|Moldau|Moldavie|Republic of Moldova|Republik Moldau
ME MNE Montenegro|Monténégro
MF MAF Saint Martin|St. Martin|Saint-Martin
MG MDG Madagascar|Madagaskar
MH MHL Marshall Islands|Marshallinseln|Îles Marshall
MK MKD North Macedonia|Nordmazedonien|Macédoine du Nord|Macédoine|Macedonia|Mazedonien
ML MLI Mali
MM MMR Myanmar|Burma|Birma|Birmanie
MN MNG Mongolia|Mongolei|Mongolie
MO MAC Macao|Macau|Macao SAR
MP MNP Northern Mariana Islands|Nördliche Marianen|Îles Mariannes du Nord
MQ MTQ Martinique
MR MRT Mauritania|Mauretanien|Mauritanie
MS MSR Montserrat
MT MLT Malta|Malte
MU MUS Mauritius|Maurice|Île Maurice
MV MDV Maldives|Malediven
MW MWI Malawi
MX MEX Mexico|Mexiko|Mexique|México
MY MYS Malaysia|Malaisie
MZ MOZ Mozambique|Mosambik
NA NAM Namibia|Namibie
NC NCL New Caledonia|Neukaledonien|Nouvelle-Calédonie
NE NER Niger
NF NFK Norfolk Island|Norfolkinsel|Île Norfolk
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|Niederlande|Pays-Bas|The Netherlands|Holland|Nederland|Die Niederlande
NO NOR Norway|Norwegen|Norvège|Norge
NP NPL Nepal|Népal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand|Neuseeland|Nouvelle-Zélande|Aotearoa
OM OMN Oman
PA PAN Panama
PE PER Peru|Pérou
PF PYF French Polynesia|Französisch-Polynesien|Polynésie française
PG PNG Papua New Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée
PH PHL Philippines|Philippinen
PK PAK Pakistan
PL POL Poland|Polen|Pologne|Polska
PM SPM Saint Pierre and Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon
PN PCN Pitcairn Islands|Pitcairninseln|Îles Pitcairn|Pitcairn
PR PRI Puerto Rico|Porto Rico
PS PSE Palestine|Palästina|Palestinian Territories|Palästinensische Autonomiegebiete\
|Territoires palestiniens|State of Palestine
PT PRT Portugal
PW PLW Palau|Palaos
PY PRY Paraguay
QA QAT Qatar|Katar
RE REU Réunion|La Réunion
RO ROU Romania|Rumänien|Roumanie
RS SRB Serbia|Serbien|Serbie
RU RUS Russia|Russland|Russie|Russian Federation|Russische Föderation
RW RWA Rwanda|Ruanda
SA SAU Saudi Arabia|Saudi-Arabien|Arabie saoudite|KSA
SB SLB Solomon Islands|Salomonen|Îles Salomon
SC SYC Seychelles|Seychellen
SD SDN Sudan|Soudan
SE SWE Sweden|Schweden|Suède|Sverige
SG SGP Singapore|Singapur|Singapour
SH SHN Saint Helena|St. Helena|Sainte-Hélène
SI SVN Slovenia|Slowenien|Slovénie
SJ SJM Svalbard and Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen\
|Svalbard und Jan Mayen
SK SVK Slovakia|Slowakei|Slovaquie|Slovak Republic|Slowakische Republik
SL SLE Sierra Leone
SM SMR San Marino|Saint-Marin
SN SEN Senegal|Sénégal
SO SOM Somalia|Somalie
SR SUR Suriname|Surinam
SS SSD South Sudan|Südsudan|Soudan du Sud
ST STP São Tomé and Príncipe|São Tomé und Príncipe|Sao Tomé-et-Principe
SV SLV El Salvador|Salvador
SX SXM Sint Maarten|Saint-Martin (partie néerlandaise)
SY SYR Syria|Syrien|Syrie
SZ SWZ Eswatini|Swaziland|Swasiland
TC TCA Turks and Caicos Islands|Turks- und Caicosinseln|Îles Turques-et-Caïques
TD TCD Chad|Tschad|Tchad
TF ATF French Southern Territories|Französische Südgebiete|Terres australes françaises
TG TGO Togo
TH THA Thailand|Thaïlande
TJ TJK Tajikistan|Tadschikistan|Tadjikistan
TK TKL Tokelau
TL TLS Timor-Leste|East Timor|Osttimor|Timor oriental
TM TKM Turkmenistan|Turkménistan
TN TUN Tunisia|Tunesien|Tunisie
TO TON Tonga
TR TUR Turkey|Türkei|Turquie|Türkiye
TT TTO Trinidad and Tobago|Trinidad und Tobago|Trinité-et-Tobago
TV TUV Tuvalu
TW TWN Taiwan|Taïwan
TZ TZA Tanzania|Tansania|Tanzanie
UA UKR Ukraine
UG UGA Uganda|Ouganda
UM UMI U.S. Outlying Islands|Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis
US USA United States|Vereinigte Staaten|États-Unis|USA|U.S.|U.S.A.|United States of America\
|Vereinigte Staaten von Amerika|États-Unis d’Amérique|America|Amerika
UY URY Uruguay
UZ UZB Uzbekistan|Usbekistan|Ouzbékistan
VA VAT Vatican City|Vatikanstadt|État de la Cité du Vatican|Holy See|Vatican
VC VCT Saint Vincent and the Grenadines|St. Vincent und die Grenadinen\
|Saint-Vincent-et-les Grenadines
VE VEN Venezuela
VG VGB British Virgin Islands|Britische Jungferninseln|Îles Vierges britanniques
VI VIR U.S. Virgin Islands|Amerikanische Jungferninseln|Îles Vierges des États-Unis
VN VNM Vietnam|Viet Nam
VU VUT Vanuatu
WF WLF Wallis and Futuna|Wallis und Futuna|Wallis-et-Futuna
WS WSM Samoa
XK XKX Kosovo
YE YEM Yemen|Jemen|Yémen
YT MYT Mayotte
ZA ZAF South Africa|Südafrika|Afrique du Sud|RSA
ZM ZMB Zambia|Sambia|Zambie
ZW ZWE Zimbabwe|Simbabwe
"""


def _key(name: str) -> str:
    """Return a name without case, accents and punctuation; ``&`` and “St.” written out."""
    spelled = name.casefold().replace("&", " and ")
    letters = unicodedata.normalize("NFKD", spelled)
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    words = re.sub(r"[\W_]+", " ", plain.replace(".", "")).split()
    return " ".join("saint" if word == "st" else word for word in words)


def _index() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        alpha2, alpha3, names = line.split(" ", 2)
        for name in (alpha2, alpha3, *names.split("|")):
            found[_key(name)] = alpha2
    return found


_CODES: Mapping[str, str] = MappingProxyType(_index())
COUNTRIES = frozenset(_CODES.values())
_NAMES: Mapping[str, str] = MappingProxyType(
    {line[:2]: line[7:].split("|")[0] for line in _TABLE.strip().splitlines()}
)


def country_code(text: str) -> str | None:
    """Return the alpha-2 code of a country given by code or name, or None if there is none."""
    return _CODES.get(_key(text))


def country_name(code: str) -> str:
    """Return the English name of an alpha-2 code; a code that is none comes back as it is."""
    return _NAMES.get(code, code)
