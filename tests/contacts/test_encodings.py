"""What neither UTF-8 nor a byte order mark says."""

from contacts.csvfile import sniff

LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman")
WRITTEN = {
    "cp1252": (
        "Jürgen Müller-Größ",
        "Zoë Brontë",
        "João Conceição",
        "Smith’s “Best”—Ltd",
        "Chloé Crû",
    ),
    "cp1250": ("Małgorzata Dąbrowska", "Jiří Dvořák Škoda", "László Győri"),
    "cp1251": ("Иван Иванов", "Олена Шевченко", "Мария Кузнецова", "ООО Ромашка Москва"),
    "cp1253": ("Γιώργος Παπαδόπουλος", "Ελένη Νικολάου", "Αθήνα Ελλάδα"),
    "cp1254": ("Ayşe Yıldız Güneş",),
    "mac_roman": ("Jürgen Müller", "José Peñón", "François Lefèvre"),
    "cp932": ("山田 太郎 株式会社サンプル",),
    "gb18030": ("王伟 上海公司",),
    "cp949": ("김철수 삼성전자",),
}


def test_what_does_not_say_its_encoding_is_read_by_its_letters() -> None:
    wrong = {}
    for encoding, names in WRITTEN.items():
        for some in (names, *([name] for name in names if encoding in LATIN)):
            rows_ = "".join(f"a@acme.example,{name},Boston\n" for name in some)
            text = f"Email,Name,City\n{rows_}b@acme.example,Bob Stone,Rome\n"
            found = sniff(text.encode(encoding)).encoding
            if text.encode(encoding).decode(found, "replace") != text:
                wrong[(encoding, *some)] = found
    assert wrong == {}
