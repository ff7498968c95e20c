"""The description of callbacks.json, and of its flags."""

from __future__ import annotations

ABOUT = (
    "Callbacks of the SMSC service to a client's handler, with the verdict of a strict "
    "verifier. url is the handler URL as entered in the service's settings, old_secrets are "
    "previous secrets that are still accepted, and allow_crc32 states whether a callback is "
    "accepted on the strength of a crc32 alone. query_hex and body_hex are the bytes of the "
    "request; if query_pad or body_pad is present, that many bytes 78 (hexadecimal) follow. "
    "verdict: OK; NO_HASH (a required hash is missing); MISMATCH (a hash that is present does "
    "not match); WEAK_ONLY (only a crc32 matches); MALFORMED (a signed field is missing or does "
    "not match its pattern, which is checked before any hash); UNDECODABLE (not a callback, or "
    "one with a valid hash that cannot be decoded). algorithm is the strongest one that "
    "matches, secret the index of the matching secret: 0 for the current one, 1 and up for the "
    "old ones. authenticated lists the fields that the hash authenticates."
)
NOTES = {
    "BadPercent": (
        "a % without two hexadecimal digits: not a valid form; ignored data, such as an unused "
        "query, may contain one"
    ),
    "BlankField": (
        "a signed field is present but empty, which is valid only for the text of a message"
    ),
    "Bom": "a byte order mark before the body; the service does not send one",
    "ByGet": (
        "the handler URL names fields after a !, which are sent by GET: they are taken only "
        "from the query"
    ),
    "ColonMoved": (
        "colons are not escaped: moving a colon to another field leaves the hashed bytes "
        "unchanged; patterns detect it"
    ),
    "CrcForged": (
        "a crc32 for fields of the attacker's choice, computed from one genuine callback and "
        "the length of the secret"
    ),
    "CrcForms": (
        "the service's crc32 format is undocumented: unsigned, signed and eight hexadecimal "
        "digits are accepted"
    ),
    "DoubleHash": "the same hash occurs twice",
    "DuplicateField": (
        "a field occurs twice; parsers differ in which one they use, so it is rejected"
    ),
    "EmailPhone": "the phone of an e-mail message is an address",
    "ExtraAlgorithm": (
        "a hash that the handler URL does not require: it must match as well, and does not "
        "replace a required one"
    ),
    "HashAbsent": "a required hash is missing, or the handler URL has no secret",
    "HashNotHex": "a hash with an invalid character",
    "JsonDuplicate": "an object has the same key twice, possibly with different escapes",
    "JsonList": (
        "a list with one object is decoded as the object; the service is not known to send one"
    ),
    "JsonNumber": "numbers where the service sends strings: hashed with their digits as sent",
    "JsonOdd": "invalid JSON, or JSON with an unexpected structure",
    "JsonSurrogate": (
        "an unpaired surrogate, escaped or encoded; a surrogate pair is one character"
    ),
    "KindSwap": "the hash does not cover the event kind, which an unsigned field determines",
    "LeadingZeros": "the digits of a number are hashed, not its value",
    "LongHash": "a hash with trailing characters, or a longer one",
    "MissingField": "a signed field is missing, which is not the same as an empty one",
    "NonAsciiDigits": "digits of another script",
    "Nul": "a NUL byte",
    "OldSecret": "a previous secret, during rotation; the verdict contains its index",
    "OneOfTwoWrong": "two hashes, one of which is wrong",
    "PlusPhone": (
        "a phone with a plus; the service sends digits, and an unescaped plus is decoded as a space"
    ),
    "QueryInjected": "fields in the query although the handler URL sends none by GET: ignored",
    "RawOctets": "a form whose text is not percent-encoded",
    "Replay": (
        "unsigned fields were changed: the hash still matches, so the verdict is OK; only the "
        "signed fields are authenticated"
    ),
    "ShortTo": (
        "the remaining ambiguity: if `to` has up to four digits, the hash of a status is valid "
        "for a message, and vice versa; the verdict is OK, so compare `to` with the numbers "
        "that you own"
    ),
    "TooLong": "longer than anything that the service sends",
    "TooManyFields": "more than 64 fields",
    "TruncatedHash": "the beginning of a hash, or a shorter one",
    "UnknownKeys": "fields that the vendor does not document; the service sends some",
    "UpperHex": "upper-case hexadecimal digits are equivalent",
    "VendorVector": (
        "the values of the vendor's own example: phone 123, mes text, to 234, secret zxc"
    ),
    "WrongCharset": "the bytes are hashed as delivered, whatever text they represent",
    "WrongSecret": (
        "a hash of the right fields with another secret, without one, or with another construction"
    ),
    "XmlDtd": "a document type declaration, with entities",
    "XmlMarkup": (
        "comments, CDATA sections, attributes, processing instructions, or elements in place of "
        "text"
    ),
    "XmlRoot": "the name of the root element is undocumented: any is accepted",
}
