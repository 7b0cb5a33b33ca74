"""Which language a remark is in, where that is sure: by its script, and by the little words that each language has."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

SURE: Final = 2
"""Different words of a language that a remark must have, and so many times as many as of any other."""

_WORDS: Final[dict[str, str]] = {
    "en": """the and please is my you your to of for this have it with not wrong want would can could i am are was dont
        thanks thank order address send ship be instead will if from on that there number very need before after""",
    "es": """el los las y por favor mi es una para que con no del la pedido enviar envien quiero gracias direccion pero
        puede pueden su sin lo esta soy tengo mas si en hola buenas buenos dias cuando antes como al
        ustedes usen este cambiar nombre factura paquete necesito llegue calle numero muchas talla envie anular
        cancelar cancelen cancele correcta
        cambie cambien quisiera doble manden talla otra otro ya estan porque hasta donde solo compre pedi dos les
        mandar hice era queria quise""",
    "pt": """o os as e por favor meu minha nao para que com uma um do da dos das pedido enviar quero obrigado obrigada
        endereco mas voces pode podem sem na no em estou tenho mais se ola bom dia quando antes foi ao gostaria
        nome fatura pacote preciso rua muito obg vcs esse errado mandar cancelem cancelar mudar trocar tamanho pfv
        mude outra outro cor ja sao porque ate onde so duas dois comprei fiz pedi enviem envie cancele voce
        tenha colocar foram era""",
    "fr": """le les et s il vous plait mon ma est une pour que avec ne pas du la des de commande merci bonjour adresse
        mais pouvez sans ce cette dans je j ai suis au aux svp votre si avant l d
        livraison colis facture rue changer annuler taille numero nom livrer voudrais vous""",
    "de": """der die das und bitte mein meine ist ein eine nicht fur mit auf ich sie von zu den dem danke bestellung
        adresse aber konnen ohne im ihr ihnen wir habe an oder noch wenn vor nach wurde mochte
        rechnung paket lieferung lieferadresse schicken senden stornieren grosse falsch bei nur statt""",
    "it": """il lo gli i e per favore mio mia non che con una un del della di ordine grazie indirizzo ma potete senza
        nel sono ho questo anche piu se prima vorrei la al alla le ciao salve spedire perche""",
    "nl": """de het een en graag alstublieft mijn is niet voor met van ik dat op aan bestelling adres bedankt maar kunt
        zonder naar dit wil om u jullie als ook nog te""",
    "pl": "prosze nie i na w z do sie jest moj moja za zamowienie adres dziekuje ale o dla czy bez od ten to mam",
    "tr": "lutfen ve bir bu icin siparis adres tesekkurler degil benim ile mi ama olarak da de var yok cok",
    "ro": "va rog si nu este comanda adresa multumesc pentru cu la in sa mea meu un o pe din dar",
    "cs": "prosim a na je v se objednavka adresa dekuji pro s ale bez mam muj moje do z",
    "sv": "och jag ar inte det en ett till for med pa tack bestallning adress min mitt som men kan snalla",
    "ca": "el els les i per favor amb no comanda adreca gracies que una un del meu meva si us plau",
    "id": "tolong yang dan di ke dengan untuk tidak alamat pesanan terima kasih saya ini mohon jangan",
    "vi": "toi va khong cho la cua don hang dia chi cam on vui long giao xin",
}  # fmt: skip
"""Language -> words that people can't do without in it, folded, and what buyers write most. Those of languages that no
letter is in are there to tell them from one that is."""
_SIGNS: Final = {
    "\\es": re.compile("[ñ¿¡]"),
    "\\pt": re.compile("ã[oe]|ções|ção", re.I),
    "\\de": re.compile("ß|[äöü](?:r|n|ch|ss)"),
    "\\fr": re.compile(r"\b(?:[jn]|qu)['’][aeéèêiouh]|œ|ê|s['’]il", re.I),
}
"""Spellings that tell as much as a word of their own."""
_RUSSIAN: Final = """пожалуйста спасибо здравствуйте очень мне меня мой моя этот только что чтобы если нужно хочу товар
    отмените отправьте или вы"""
_NOT_RUSSIAN: Final = re.compile("[іїєґўјљњђћџѓќәғқңөұүһ]")
_OTHER_SCRIPT: Final = re.compile("[^\\W\\d_a-z\u0400-\u04ff\uac00-\ud7a3\u3130-\u318f]")


def language_of_remark(remark: str | None) -> str:
    """The language of `remark` (ISO 639-1), one of those that letters to buyers are in; "" where it isn't sure.

    Chinese is never sure to be the buyer's: sellers write their own notes where buyers write remarks.
    """
    plain = unicodedata.normalize("NFC", _folded(remark or ""))
    words = set(re.findall(r"[^\W\d_]+", plain))
    if _OTHER_SCRIPT.search(plain):
        return ""
    latin, cyrillic, korean = (
        len(re.findall(letters, plain)) for letters in ("[a-z]", "[\u0400-\u04ff]", "[\uac00-\ud7a3]")
    )
    if korean >= SURE and cyrillic == 0:
        return "ko"
    if cyrillic:
        russian = bool(re.search("[ыэё]", plain)) or not words.isdisjoint(_RUSSIAN.split())
        return "ru" if russian and not _NOT_RUSSIAN.search(plain) and cyrillic > latin else ""
    words |= {sign for sign, letters in _SIGNS.items() if letters.search(remark or "")}
    found = sorted(((_weight(words, name), name) for name in _WORDS), reverse=True)
    (most, best), (next_most, _other) = found[:2]
    sure = best in ("en", "es", "pt", "fr", "de") and most >= SURE and most >= SURE * next_most
    return best if sure else ""


def _weight(words: set[str], language: str) -> float:
    """How much `words` speak for a language: one that others have too counts for little."""
    held = _held()
    return sum(1 if held[word] == 1 else 0.4 for word in words & (_words()[language] | {f"\\{language}"}))


def _folded(text: str) -> str:
    """Small letters without their accents; Cyrillic ones stay what they are."""
    marked = unicodedata.normalize("NFKD", text[:4000].lower())
    plain = re.sub("(?<=[a-z])[\u0300-\u036f]+", "", marked)
    return plain.replace("ß", "ss").replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("œ", "oe")


@cache
def _words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


@cache
def _held() -> Counter[str]:
    """How many languages have a word."""
    return Counter(word for words in _words().values() for word in words) + Counter(list(_SIGNS))
