"""Files as people upload them: a HubSpot and a Salesforce export, German Excel, and a large one."""

import csv
import io

HUBSPOT = (
    '\ufeff"Record ID","First Name","Last Name","Email","Phone Number","Contact owner",'
    '"Lifecycle Stage","Associated Company","Company Domain Name","Country/Region","Time Zone",'
    '"Job Title","Unsubscribed from all email","Legal basis for processing contact\'s data",'
    '"Favourite colour"\r\n'
    '"12051","Jürgen","Groß","J.Gross@Nord.example","030 901820","Rep","customer",'
    '"Acme ""Nord"" GmbH","nord.example","Germany","europe_slash_berlin","Head of\nSales","false",'
    '"Legitimate interest – prospect/lead","blue"\r\n'
    '"12052","Zoë","O\'Neil","zoe@west.example","","nobody@elsewhere.example","lead",'
    '"West Ltd","west.example","United Kingdom","","CFO","true","Not applicable",""\r\n'
    '"12053","Bad","Address","bad at west.example","","","lead","West Ltd","","","","","","",""\r\n'
    '"12054","Juergen","Gross","j.gross+crm@NORD.example","","","lead","","","","","CEO","","",""\r\n'
).encode()

SALESFORCE = (
    b'"Contact ID","First Name","Last Name","Email","Phone","Owner.Email","Account Name",'
    b'"Mailing Country","Mailing State/Province","Title","Email Opt Out","Do Not Call",'
    b'"Lead Source"\n'
    b'"0035g00000XyZabAAF","Ann","Lee","ann@shop.example","(212) 555-0100","rep@acme.example",'
    b'"Shop, Inc.","United States","NY","VP\nFinance","0","1","Web"\n'
    b'"0035g00000XyZacAAF","Bo","Li","bo@shop.example","","","Shop Inc","United States","CA","",'
    b'"1","0","Referral"\n'
)

GERMAN_EXCEL = (
    "Vorname;Nachname;E-Mail-Adresse;Firma;Land;Ort;Abgemeldet;Telefon\r\n"
    "Jörg;Müßig;joerg@sued.example;Süd AG;Österreich;Wien;nein;+43 1 58858\r\n"
    "Änne;Öztürk;aenne@sued.example;Süd AG;Schweiz;Zürich;ja;\r\n"
).encode("cp1252")

_HEADER = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,"
    "Country/Region,Time Zone,Job Title,Unsubscribed from all email"
).split(",")


def five_thousand() -> bytes:
    """5,000 rows: 150 with a bad address, 60 duplicates by case or plus tag, 25 opted out."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for number in range(5_000):
        writer.writerow(_row(number))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _row(number: int) -> list[str]:
    company = number % 400
    address = f"p{number}@firma{company}.example"
    if number % 100 in (7, 47, 87):
        address = f"p{number} at firma{company}.example"
    elif number >= 4_000 and number % 50 == 0:
        address = f"P{number - 4_000}@FIRMA{(number - 4_000) % 400}.example"
    elif number >= 4_000 and number % 25 == 0:
        address = f"p{number - 4_001}+news@firma{(number - 4_001) % 400}.example"
    return [
        str(10_000 + number),
        "Jürgen",
        f"Weiß {number}",
        address,
        "030 901820",
        "rep@acme.example",
        f"Firma Ö {company} GmbH",
        "Deutschland",
        "Europe/Berlin",
        "Leiter\nVertrieb" if number % 3 else "Geschäftsführer",
        "true" if number % 200 == 11 else "false",
    ]
