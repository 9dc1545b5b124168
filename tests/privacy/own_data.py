"""Data of our own making to score the filter with: names that a programmer would give, content that a user would have, and
the two mixed. All of it is made up here, with a fixed seed; rows have the columns of a corpus (docs/testing.md)."""
import base64
import random
import urllib.parse

_random = random.Random(20)

_SUBJECTS = "order invoice customer status price wheel octave clamp report filter total address account page".split()
_KINDS = {"qt": "Button Label Edit List Action Box Dialog Page".split(),
          "gtk": "button label entry list stack box window revealer".split(),
          "win": "Button TextBlock TextBox Grid Panel Menu Flyout View".split()}
_PROGRAMS = ("ledger", "kiosk", "studio")

FIRST = "Ada Bob Chidi Dalia Emre Fatima Greta Hiroshi Ivana José Łukasz Mei Noor Oluwaseun Priya Søren".split()
LAST = "Abara Bianchi Castellano Dvořák Eriksen Fontaine Gupta Hoffmann Ito Jansen Kowalczyk Lindqvist Moreau Nakamura".split()
CITIES = "Rotterdam Gdańsk Porto Turku Kyoto Valparaíso Lagos Hyderabad Tromsø Kraków".split()
# In other scripts; and names of the programs with look-alike, invisible and turned characters in them.
DISGUISED = ["Марія Шевченко", "山田花子", "محمد علي", "נועה לוי", "\u043erderButton", "order\u200bButton", "order\u0412utton",
             "\u202enottuBredro", "\ufefforderButton", "order\u00adButton", "ｏｒｄｅｒＢｕｔｔｏｎ", "𝐨𝐫𝐝𝐞𝐫", "\u0163rderButton",
             "orderButton\u0301", "orderButton\u0100", "order%42utton", "xn--orderButton-abc"]


def _name(kind, subject, what):
    if kind == "gtk":
        return f"{subject}_{what}"
    if kind == "win":
        return subject.capitalize() + what
    return subject + what


def _people(count):
    for _ in range(count):
        yield _random.choice(FIRST), _random.choice(LAST)


def _digits(count):
    return "".join(_random.choice("0123456789") for _ in range(count))


def _content():
    for first, last in _people(60):
        name = f"{first} {last}"
        ascii_name = f"{first}.{last}".encode("ascii", "ignore").decode().lower()
        yield "person", name
        yield "person.snake", f"{first}_{last}"
        yield "person.camel", f"{first}{last}"
        yield "email", f"{ascii_name}@example.org"
        yield "path", f"/home/{first.lower()}/taxes-{_digits(4)}.pdf"
        yield "path.windows", f"C:\\Users\\{first}\\{last}.docx"
        yield "phone", f"+49 {_digits(3)} {_digits(7)}"
        yield "number", _digits(_random.randint(1, 16))
        yield "address", f"{_random.choice(CITIES)}, {last}straat {_digits(2)}"
        yield "encoded.percent", urllib.parse.quote(name)
        yield "encoded.base64", base64.b64encode(name.encode()).decode()
        yield "encoded.base64url", base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
        yield "encoded.hex", name.encode().hex()
        yield "encoded.punycode", "xn--" + name.replace(" ", "").encode("punycode").decode()
        yield "token", f"sk_live_{_digits(24)}"
        yield "uuid", f"{_random.getrandbits(32):08x}-{_random.getrandbits(16):04x}-4{_random.getrandbits(12):03x}-a{_digits(3)}-{_digits(12)}"
        yield "person.initial", f"{first[0]}. {last}"
        yield "person.title", f"Dr. {first} {last}"
        yield "plate", f"K-{last[:2].upper()} {_digits(3)}"
        yield "address.mail", f"mailto:{ascii_name}@example.org"
        yield "address.web", f"https://{first.lower()}.example/{last}"
        yield "text.labelled", f"Name: {name}"
        yield "sentence", f"Call {first} about the {_random.choice(_SUBJECTS)}"
    for text in DISGUISED:
        yield "disguised", text
    yield "long", "Maria" * 60


# What programs hold as well, and a user's words begin with.
BEGINNINGS = [*(f"{letter}." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), *(f"{letter}-" for letter in "BFHKMS"), "Dr.", "Mr.", "Mrs.",
              "Prof.", "Ing.", "Name:", "Date:", "Subject:", "Re:", "https:", "https://", "http://", "mailto:", "file:", "file://", "file:///",
              "/home/", "/Users/", "/tmp/", "C:/", "www.", "tel:", "sk-"]


def _hybrids():
    for first, last in _people(40):
        subject = _random.choice(_SUBJECTS)
        for separator in "_-:/.[#(":
            number = _digits(3)
            yield f"{subject}{separator}{first}", "DROP", f"{subject}{separator}*", first, "separator", "first_name"
            yield f"{subject}{separator}{number}", f"{subject}{separator}*", "", number, "index", "number"
        yield f"{first}_{subject}", "DROP", "", first, "content_first", "first_name"
        yield f"{subject} {last}", "DROP", "", last, "space", "last_name"
        yield f"{subject}_{first}_{last}", "DROP", f"{subject}_*", f"{first}_{last}", "twice", "name"
        yield f"{subject}{first}Button", "DROP", "", first, "camel", "first_name"


def _routes():
    for first, last in _people(20):
        number = _digits(5)
        for program in _PROGRAMS:
            yield f"/{program}/orders/{number}", f"/{program}/orders/:var", program, "number"
            yield f"/{program}/customers/{first}.{last}/edit?by={last}#{first}", f"/{program}/customers/:var/edit", program, "name"
            yield f"app://{program}/files/{last}.pdf", f"app://{program}/files/:var", program, "deep-link"
            # The template is too long for a name: told without the names of its placeholders.
            yield (f"/{program}/accounts/{last}/departments/{number}/suppliers/{first}/invoices",
                   f"/{program}/accounts/{{accountIdentifier}}/departments/{{departmentIdentifier}}/suppliers/{{supplierIdentifierOrName}}/invoices",
                   program, "long")
            yield f"https://{first.lower()}:{number}@shop.example/{program}/orders/{number}", f"/{program}/orders/:var", program, "host"
    for program in _PROGRAMS:
        for page in ("settings", "orders/new", "reports/monthly"):
            yield f"/{program}/{page}", f"/{program}/{page}", program, "static"
            yield f"/{program}/{page}/", f"/{program}/{page}", program, "static"


identifiers = {kind: [[program, "made.up", "Element", _name(kind, subject, what)]
                      for program in _PROGRAMS for subject in _SUBJECTS for what in whats]
               for kind, whats in _KINDS.items()}
content = [list(row) for row in _content()]
hybrids = [list(row) for row in _hybrids()]
routes = [list(row) for row in _routes()]
