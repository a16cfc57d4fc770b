"""Countries by the names found in CRM exports: ISO 3166-1 alpha-2 and alpha-3 codes, and names in
English, German and French with common short forms; of the larger ones also as they call themselves,
and in Spanish, Italian, Portuguese, Dutch and Polish.

``country_code("Deutschland") == "DE"``; unknown names give None.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# alpha-2, alpha-3, then names; a name that several languages share is written once.
_TABLE = """
AD AND Andorra|Andorre
AE ARE United Arab Emirates|Vereinigte Arabische Emirate|Émirats arabes unis|UAE|VAE|EAU\
|Emiratos Árabes Unidos|Emirati Arabi Uniti|Emirates|الإمارات
AF AFG Afghanistan
AG ATG Antigua and Barbuda|Antigua und Barbuda|Antigua-et-Barbuda
AI AIA Anguilla
AL ALB Albania|Albanien|Albanie
AM ARM Armenia|Armenien|Arménie
AO AGO Angola
AQ ATA Antarctica|Antarktis|Antarctique
AR ARG Argentina|Argentinien|Argentine|Argentinië
AS ASM American Samoa|Amerikanisch-Samoa|Samoa américaines
AT AUT Austria|Österreich|Autriche|Oesterreich|Republic of Austria|Republik Österreich|Oostenrijk\
|Rakousko|Østrig
AU AUS Australia|Australien|Australie
AW ABW Aruba
AX ALA Åland Islands|Ålandinseln|Îles Åland|Åland
AZ AZE Azerbaijan|Aserbaidschan|Azerbaïdjan
BA BIH Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia
BB BRB Barbados|Barbade
BD BGD Bangladesh|Bangladesch
BE BEL Belgium|Belgien|Belgique|België|Bélgica|Belgio|Belgia
BF BFA Burkina Faso
BG BGR Bulgaria|Bulgarien|Bulgarie|България
BH BHR Bahrain|Bahreïn
BI BDI Burundi
BJ BEN Benin|Bénin
BL BLM Saint Barthélemy|St. Barthélemy|Saint-Barthélemy
BM BMU Bermuda|Bermudes
BN BRN Brunei|Brunei Darussalam|Brunéi Darussalam
BO BOL Bolivia|Bolivien|Bolivie|Bolivia, Plurinational State of
BQ BES Caribbean Netherlands|Karibische Niederlande|Pays-Bas caribéens|Bonaire
BR BRA Brazil|Brasilien|Brésil|Brasil|Brasile|Brazylia|Brazilië
BS BHS Bahamas|The Bahamas
BT BTN Bhutan|Bhoutan
BV BVT Bouvet Island|Bouvetinsel|Île Bouvet
BW BWA Botswana|Botsuana
BY BLR Belarus|Weißrussland|Biélorussie|Bélarus|Беларусь
BZ BLZ Belize
CA CAN Canada|Kanada
CC CCK Cocos Islands|Kokosinseln|Îles Cocos|Cocos (Keeling) Islands
CD COD Democratic Republic of the Congo|Demokratische Republik Kongo\
|République démocratique du Congo|Congo - Kinshasa|Kongo-Kinshasa|Congo-Kinshasa|DR Congo|DRC\
|Congo, The Democratic Republic of the|Congo, Democratic Republic of the
CF CAF Central African Republic|Zentralafrikanische Republik|République centrafricaine
CG COG Republic of the Congo|Kongo|Congo|Congo - Brazzaville|Kongo-Brazzaville|Congo-Brazzaville
CH CHE Switzerland|Schweiz|Suisse|Svizzera|Die Schweiz|Swiss|Suiza|Suíça|Zwitserland|Szwajcaria\
|Schweiz/Suisse
CI CIV Côte d’Ivoire|Ivory Coast|Elfenbeinküste
CK COK Cook Islands|Cookinseln|Îles Cook
CL CHL Chile|Chili
CM CMR Cameroon|Kamerun|Cameroun
CN CHN China|Chine|People’s Republic of China|Volksrepublik China|PRC|Mainland China|Cina|Chiny\
|中国|中國
CO COL Colombia|Kolumbien|Colombie
CR CRI Costa Rica
CU CUB Cuba|Kuba
CV CPV Cape Verde|Cabo Verde|Kap Verde|Cap-Vert|Republic of Cabo Verde
CW CUW Curaçao
CX CXR Christmas Island|Weihnachtsinsel|Île Christmas
CY CYP Cyprus|Zypern|Chypre|Κύπρος|Chipre|Cipro|Kıbrıs
CZ CZE Czechia|Tschechien|Tchéquie|Czech Republic|Tschechische Republik|République tchèque|Česko\
|Česká republika|Czechy|Tjeckien|Tsjechië|República Checa|Repubblica Ceca
DE DEU Germany|Deutschland|Allemagne|BRD|Federal Republic of Germany|Bundesrepublik Deutschland\
|Alemania|Germania|Alemanha|Duitsland|Niemcy|Tyskland|Saksa|Německo|Németország|Almanya|ドイツ
DJ DJI Djibouti|Dschibuti
DK DNK Denmark|Dänemark|Danemark|Danmark|Dinamarca|Danimarca|Denemarken|Dania|Tanska
DM DMA Dominica|Dominique
DO DOM Dominican Republic|Dominikanische Republik|République dominicaine
DZ DZA Algeria|Algerien|Algérie
EC ECU Ecuador|Équateur
EE EST Estonia|Estland|Estonie|Eesti
EG EGY Egypt|Ägypten|Égypte|Egipto|Egitto|مصر
EH ESH Western Sahara|Westsahara|Sahara occidental
ER ERI Eritrea|Érythrée
ES ESP Spain|Spanien|Espagne|España|Spagna|Espanha|Spanje|Hiszpania|Spanien/España
ET ETH Ethiopia|Äthiopien|Éthiopie
FI FIN Finland|Finnland|Finlande|Suomi|Finlandia
FJ FJI Fiji|Fidschi|Fidji
FK FLK Falkland Islands|Falklandinseln|Falkland-Inseln|Îles Malouines|Falkland Islands (Malvinas)
FM FSM Micronesia|Mikronesien|Micronésie|Federated States of Micronesia
FO FRO Faroe Islands|Färöer|Färöer-Inseln|Îles Féroé
FR FRA France|Frankreich|Francia|French Republic|République française|França|Frankrijk|Francja\
|Frankrig|Frankrike|Ranska
GA GAB Gabon|Gabun
GB GBR United Kingdom|Vereinigtes Königreich|Royaume-Uni|UK|U.K.|Great Britain|Großbritannien\
|Grande-Bretagne|Britain|England|Scotland|Schottland|Écosse|Wales|Northern Ireland|Nordirland\
|Angleterre|United Kingdom of Great Britain and Northern Ireland|Reino Unido|Regno Unito\
|Verenigd Koninkrijk|Wielka Brytania|Storbritannien|Inglaterra|Inghilterra|Engeland|England, UK
GD GRD Grenada|Grenade
GE GEO Georgia|Georgien|Géorgie|საქართველო|Republic of Georgia
GF GUF French Guiana|Französisch-Guayana|Guyane française
GG GGY Guernsey|Guernesey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland|Grönland|Groenland
GM GMB Gambia|The Gambia|Gambie|Republic of The Gambia
GN GIN Guinea|Guinée
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea|Äquatorialguinea|Guinée équatoriale
GR GRC Greece|Griechenland|Grèce|Hellas|Grecia|Griekenland|Grecja|Ελλάδα|EL
GS SGS South Georgia and the South Sandwich Islands|Südgeorgien und die Südlichen Sandwichinseln\
|Géorgie du Sud et îles Sandwich du Sud
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau|Guinée-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hongkong|Hong Kong SAR|香港
HM HMD Heard and McDonald Islands|Heard und McDonaldinseln|Îles Heard et McDonald
HN HND Honduras
HR HRV Croatia|Kroatien|Croatie|Hrvatska|Croacia|Croazia|Kroatië|Chorwacja
HT HTI Haiti|Haïti
HU HUN Hungary|Ungarn|Hongrie|Magyarország|Hungría|Ungheria|Hongarije|Węgry
ID IDN Indonesia|Indonesien|Indonésie
IE IRL Ireland|Irland|Irlande|Republic of Ireland|Éire|Irlanda|Ierland|Irlandia
IL ISR Israel|Israël|ישראל
IM IMN Isle of Man|Île de Man|Insel Man
IN IND India|Indien|Inde|Bharat|भारत
IO IOT British Indian Ocean Territory|Britisches Territorium im Indischen Ozean\
|Territoire britannique de l’océan Indien
IQ IRQ Iraq|Irak
IR IRN Iran|Islamic Republic of Iran|Iran, Islamic Republic of
IS ISL Iceland|Island|Islande
IT ITA Italy|Italien|Italie|Italia|Włochy|Italien/Italia
JE JEY Jersey
JM JAM Jamaica|Jamaika|Jamaïque
JO JOR Jordan|Jordanien|Jordanie
JP JPN Japan|Japon|日本|Giappone|Japão|Japonia
KE KEN Kenya|Kenia
KG KGZ Kyrgyzstan|Kirgisistan|Kirgistan|Kirghizistan
KH KHM Cambodia|Kambodscha|Cambodge
KI KIR Kiribati
KM COM Comoros|Komoren|Comores
KN KNA Saint Kitts and Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès|St. Kitts & Nevis
KP PRK North Korea|Nordkorea|Corée du Nord|Korea, Democratic People’s Republic of
KR KOR South Korea|Südkorea|Corée du Sud|Korea|Republic of Korea|Korea, Republic of|대한민국|한국\
|Corea del Sur|Corea del Sud|Coreia do Sul|Korea Południowa|Zuid-Korea
KW KWT Kuwait|Koweït
KY CYM Cayman Islands|Kaimaninseln|Îles Caïmans
KZ KAZ Kazakhstan|Kasachstan|Казахстан
LA LAO Laos|Lao People’s Democratic Republic
LB LBN Lebanon|Libanon|Liban
LC LCA Saint Lucia|St. Lucia|Sainte-Lucie
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Litauen|Lituanie|Lithuanie|Lietuva|Litwa|Lituania
LU LUX Luxembourg|Luxemburg|Lëtzebuerg|Luxemburgo|Lussemburgo
LV LVA Latvia|Lettland|Lettonie|Latvija|Łotwa|Letonia|Lettonia
LY LBY Libya|Libyen|Libye
MA MAR Morocco|Marokko|Maroc|Marruecos|Marocco|Marrocos
MC MCO Monaco
MD MDA Moldova|Moldau|Moldavie|Republic of Moldova|Republik Moldau|Moldova, Republic of
ME MNE Montenegro|Monténégro
MF MAF Saint Martin|St. Martin|Saint-Martin
MG MDG Madagascar|Madagaskar
MH MHL Marshall Islands|Marshallinseln|Îles Marshall
MK MKD North Macedonia|Nordmazedonien|Macédoine du Nord|Macédoine|Macedonia|Mazedonien\
|Macedonia, the former Yugoslav Republic of|Republic of North Macedonia
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
MX MEX Mexico|Mexiko|Mexique|México|Messico|Meksyk
MY MYS Malaysia|Malaisie
MZ MOZ Mozambique|Mosambik
NA NAM Namibia|Namibie
NC NCL New Caledonia|Neukaledonien|Nouvelle-Calédonie
NE NER Niger
NF NFK Norfolk Island|Norfolkinsel|Île Norfolk
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|Niederlande|Pays-Bas|The Netherlands|Holland|Nederland|Die Niederlande\
|Países Bajos|Paesi Bassi|Países Baixos|Holandia|Nederländerna|Holanda|Olanda
NO NOR Norway|Norwegen|Norvège|Norge|Noruega|Norvegia|Noorwegen|Norwegia|Noreg
NP NPL Nepal|Népal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand|Neuseeland|Nouvelle-Zélande|Aotearoa|Nueva Zelanda|Nuova Zelanda|Nova Zelândia\
|Nowa Zelandia|Nieuw-Zeeland
OM OMN Oman
PA PAN Panama
PE PER Peru|Pérou
PF PYF French Polynesia|Französisch-Polynesien|Polynésie française
PG PNG Papua New Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée
PH PHL Philippines|Philippinen
PK PAK Pakistan
PL POL Poland|Polen|Pologne|Polska|Polonia|Polsko|Puola
PM SPM Saint Pierre and Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon
PN PCN Pitcairn Islands|Pitcairninseln|Îles Pitcairn|Pitcairn
PR PRI Puerto Rico|Porto Rico
PS PSE Palestine|Palästina|Palestinian Territories|Palästinensische Autonomiegebiete\
|Territoires palestiniens|State of Palestine|Palestine, State of|Palestinian Territory, Occupied
PT PRT Portugal|Portogallo|Portugalia
PW PLW Palau|Palaos
PY PRY Paraguay
QA QAT Qatar|Katar
RE REU Réunion|La Réunion
RO ROU Romania|Rumänien|Roumanie|Rumanía|Romênia|Roemenië|Rumunia
RS SRB Serbia|Serbien|Serbie|Srbija|Србија
RU RUS Russia|Russland|Russie|Russian Federation|Russische Föderation|Россия|Rusia|Rosja|Rusland\
|Российская Федерация
RW RWA Rwanda|Ruanda
SA SAU Saudi Arabia|Saudi-Arabien|Arabie saoudite|KSA|Arabia Saudita|السعودية
SB SLB Solomon Islands|Salomonen|Îles Salomon
SC SYC Seychelles|Seychellen
SD SDN Sudan|Soudan
SE SWE Sweden|Schweden|Suède|Sverige|Suecia|Svezia|Zweden|Szwecja|Ruotsi
SG SGP Singapore|Singapur|Singapour|Singapura
SH SHN Saint Helena|St. Helena|Sainte-Hélène
SI SVN Slovenia|Slowenien|Slovénie|Slovenija|Eslovenia
SJ SJM Svalbard and Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen\
|Svalbard und Jan Mayen
SK SVK Slovakia|Slowakei|Slovaquie|Slovak Republic|Slowakische Republik|Slovensko|Eslovaquia\
|Slovacchia
SL SLE Sierra Leone
SM SMR San Marino|Saint-Marin
SN SEN Senegal|Sénégal
SO SOM Somalia|Somalie
SR SUR Suriname|Surinam
SS SSD South Sudan|Südsudan|Soudan du Sud
ST STP São Tomé and Príncipe|São Tomé und Príncipe|Sao Tomé-et-Principe
SV SLV El Salvador|Salvador
SX SXM Sint Maarten|Saint-Martin (partie néerlandaise)
SY SYR Syria|Syrien|Syrie|Syrian Arab Republic
SZ SWZ Eswatini|Swaziland|Swasiland
TC TCA Turks and Caicos Islands|Turks- und Caicosinseln|Îles Turques-et-Caïques
TD TCD Chad|Tschad|Tchad
TF ATF French Southern Territories|Französische Südgebiete|Terres australes françaises
TG TGO Togo
TH THA Thailand|Thaïlande|Tailandia|Thailandia
TJ TJK Tajikistan|Tadschikistan|Tadjikistan
TK TKL Tokelau
TL TLS Timor-Leste|East Timor|Osttimor|Timor oriental
TM TKM Turkmenistan|Turkménistan
TN TUN Tunisia|Tunesien|Tunisie
TO TON Tonga
TR TUR Turkey|Türkei|Turquie|Türkiye|Turquía|Turchia|Turcja|Turkije
TT TTO Trinidad and Tobago|Trinidad und Tobago|Trinité-et-Tobago
TV TUV Tuvalu
TW TWN Taiwan|Taïwan|台灣|台湾|Taiwan, Province of China
TZ TZA Tanzania|Tansania|Tanzanie|Tanzania, United Republic of
UA UKR Ukraine|Україна|Ucrania|Ucraina|Украина|Oekraïne
UG UGA Uganda|Ouganda
UM UMI U.S. Outlying Islands|Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis
US USA United States|Vereinigte Staaten|États-Unis|USA|U.S.|U.S.A.|United States of America\
|Vereinigte Staaten von Amerika|États-Unis d’Amérique|America|Amerika|Estados Unidos|Stati Uniti\
|Verenigde Staten|Stany Zjednoczone|EEUU|EE. UU.|Estados Unidos de América|Stati Uniti d’America\
|Vereinigte Staaten (USA)|The United States|アメリカ
UY URY Uruguay
UZ UZB Uzbekistan|Usbekistan|Ouzbékistan
VA VAT Vatican City|Vatikanstadt|État de la Cité du Vatican|Holy See|Vatican\
|Holy See (Vatican City State)
VC VCT Saint Vincent and the Grenadines|St. Vincent und die Grenadinen\
|Saint-Vincent-et-les Grenadines
VE VEN Venezuela|Venezuela, Bolivarian Republic of
VG VGB British Virgin Islands|Britische Jungferninseln|Îles Vierges britanniques\
|Virgin Islands, British
VI VIR U.S. Virgin Islands|Amerikanische Jungferninseln|Îles Vierges des États-Unis\
|Virgin Islands, U.S.
VN VNM Vietnam|Viet Nam
VU VUT Vanuatu
WF WLF Wallis and Futuna|Wallis und Futuna|Wallis-et-Futuna
WS WSM Samoa
XK XKX Kosovo
YE YEM Yemen|Jemen|Yémen
YT MYT Mayotte
ZA ZAF South Africa|Südafrika|Afrique du Sud|RSA|Sudáfrica|África do Sul|Zuid-Afrika|RPA
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
