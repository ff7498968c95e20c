"""What callbacks.json says of itself, and what its flags mean."""

from __future__ import annotations

ABOUT = (
    "Callbacks of the SMSC service to a client's handler, and what a careful verifier says of them. url is the handler's address"
    " as it is typed into the service's settings, old_secrets are those that were in it before, allow_crc32 says whether a"
    " callback that only a crc32 vouches for is let pass. query_hex and body_hex are the request's octets; where query_pad or"
    " body_pad is there, so many octets 78 follow them. verdict: OK; NO_HASH (a hash that the address asks for is absent);"
    " MISMATCH (one that is there does not fit); WEAK_ONLY (only a crc32 fits); MALFORMED (a hashed field is missing or not in"
    " its shape: checked before any hash); UNDECODABLE (no callback, or one that is vouched for and cannot be read). algorithm"
    " is the strongest that fits, secret which of the secrets: 0 the address's own, 1 and on the old ones. authenticated are the"
    " fields that the hash proves."
)
NOTES = {
    "BadPercent": "a % without two hexadecimal digits behind it: no form; what is not read, such as a query, may hold any",
    "BlankField": "a hashed field is there and empty: only the text of a message may be",
    "Bom": "a byte order mark before the body; the service sends none",
    "ByGet": "the address names what travels by GET behind a !: that is taken from the query, and from nowhere else",
    "ColonMoved": "colons are not escaped: the same octets are hashed if a colon moves into another field; shapes tell",
    "CrcForged": "a crc32 for fields of the attacker's choice, made from one observed callback and the secret's length alone",
    "CrcForms": "nobody knows how the service spells a crc32: unsigned, signed, and eight hexadecimal digits are taken",
    "DoubleHash": "the same hash comes twice",
    "DuplicateField": "a field comes twice, and readers differ over which of them counts: refused",
    "EmailPhone": "for mail the phone is an address",
    "ExtraAlgorithm": "a hash that the address does not ask for: it has to fit too, with the address's secret, and replaces none",
    "HashAbsent": "a hash that the address asks for is not there, or the address asks for none: nothing is vouched for",
    "HashNotHex": "a hash with a character that no hash has",
    "JsonDuplicate": "an object has a key twice, perhaps spelled differently",
    "JsonList": "a list of one object is read as the object; nobody has seen one",
    "JsonNumber": "numbers where the service sends strings: hashed by their digits as they came",
    "JsonOdd": "what is not JSON, or not what the service makes of it",
    "JsonSurrogate": "half a character, as an escape or in octets; two halves are a whole",
    "KindSwap": "the hash does not cover the kind, and an unsigned field tells it",
    "LeadingZeros": "the spelling of a number is hashed, not its value",
    "LongHash": "a hash with more behind it, or a longer one",
    "MissingField": "a hashed field is not there; it is not taken for an empty one",
    "NonAsciiDigits": "digits of another script",
    "Nul": "an octet zero",
    "OldSecret": "a secret that was in the address before, while it is being replaced; the verdict says which",
    "OneOfTwoWrong": "two hashes, one of them wrong",
    "PlusPhone": "a phone with a plus; the service sends digits, and an unescaped plus is a blank",
    "QueryInjected": "fields in a query although the address sends nothing by GET: not read",
    "RawOctets": "a form whose text is not percent-encoded",
    "Replay": "unauthenticated fields changed: the hash still fits, so the verdict stays OK; only authenticated ones are proved",
    "ShortTo": "the corner that stays open: with a `to` of up to four digits the hash of a status is a valid hash of a message,"
    " and the other way round; the verdict is OK, so keep the two apart by what you know of your numbers",
    "TooLong": "longer than anything that the service sends",
    "TooManyFields": "more than 64 fields",
    "TruncatedHash": "the beginning of a hash, or a shorter one",
    "UnknownKeys": "fields that the vendor's tables do not have; the service sends some",
    "UpperHex": "hexadecimal digits in upper case are the same digits",
    "VendorVector": "the values of the vendor's own example: phone 123, mes text, to 234, secret zxc",
    "WrongCharset": "the octets are hashed as delivered, whatever text they are",
    "WrongSecret": "a hash of the right fields with another secret, or none, or in another construction",
    "XmlDtd": "a document type, and with it entities",
    "XmlMarkup": "comments, sections, attributes, instructions, elements where a text belongs",
    "XmlRoot": "nobody knows the name of the root: any will do",
}
