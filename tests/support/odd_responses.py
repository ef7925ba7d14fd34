"""A corpus of odd responses: what servers, proxies and attackers send beside what the standard asks for.

Each is one response to one request, as bytes, with a name that docs/transport.md uses. An answer that comes before the
request is whole needs sockets: test_transport_faults.py.
"""

from __future__ import annotations

from typing import List, NamedTuple


class Odd(NamedTuple):
    name: str
    raw: bytes
    method: str = "GET"
    ends: bool = False  # the server ends the connection behind it


_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


def _head(name: str, fields: bytes, body: bytes = b"abc", method: str = "GET", ends: bool = False) -> Odd:
    return Odd(name, _OK + fields + b"\r\n" + body, method, ends)


def _line(name: str, line: bytes) -> Odd:
    return Odd(name, line + b"\r\nContent-Length: 3\r\n\r\nabc")


def _chunks(name: str, body: bytes, ends: bool = False) -> Odd:
    return Odd(name, _CHUNKED + body, ends=ends)


def _value(name: str, value: bytes) -> Odd:
    return _head(name, b"Content-Length: 3\r\nX-A: " + value + b"\r\n")


_LENGTHS = [
    _head("one length", b"Content-Length: 3\r\n"),
    _head("length 0", b"Content-Length: 0\r\n", b""),
    _head("leading zeros in the length", b"Content-Length: 0003\r\n"),
    _head("two equal lengths", b"Content-Length: 3\r\nContent-Length: 3\r\n"),
    _head("two equal lengths in one field", b"Content-Length: 3, 3\r\n"),
    _head("two lengths that differ", b"Content-Length: 3\r\nContent-Length: 4\r\n"),
    _head("two lengths in one field that differ", b"Content-Length: 3, 4\r\n"),
    _head("lengths equal as numbers, not as texts", b"Content-Length: 3\r\nContent-Length: 03\r\n"),
    _head("a length and an empty one", b"Content-Length: 3\r\nContent-Length:\r\n"),
    _head("an empty length", b"Content-Length:\r\n"),
    _head("a negative length", b"Content-Length: -3\r\n"),
    _head("a length with a plus sign", b"Content-Length: +3\r\n"),
    _head("a length in hexadecimal", b"Content-Length: 0x3\r\n"),
    _head("a length with an underscore", b"Content-Length: 3_0\r\n"),
    _head("a length with a fraction", b"Content-Length: 3.0\r\n"),
    _head("a length in other digits", "Content-Length: ٣\r\n".encode()),
    _head("a length with a word", b"Content-Length: 3 bytes\r\n"),
    _head("a length with a vertical tab", b"Content-Length: 3\x0b\r\n"),
    _head("a length of 18 digits", b"Content-Length: 999999999999999999\r\n"),
    _head("a length of 19 digits", b"Content-Length: 9999999999999999999\r\n"),
    _head("a length of 20 digits", b"Content-Length: 99999999999999999999\r\n"),
    _head("a length of 5,000 digits", b"Content-Length: " + b"9" * 5000 + b"\r\n"),
    _head("a length of 5,000 digits, nearly all zeros", b"Content-Length: " + b"0" * 5000 + b"3\r\n"),
    _head("tabs around the length", b"Content-Length:\t3\t\r\n"),
    _head("a length that is folded", b"Content-Length:\r\n 3\r\n"),
    _head("upper and lower case", b"cOnTeNt-LeNgTh: 3\r\n"),
    _head("a body shorter than its length", b"Content-Length: 4\r\n", ends=True),
    _head("a body longer than its length", b"Content-Length: 2\r\n"),
    _head("a second response behind the first", b"Content-Length: 3\r\n", b"abc" + _OK + b"Content-Length: 1\r\n\r\nx"),
    _head("a line break behind the body", b"Content-Length: 3\r\n", b"abc\r\n"),
]
_FRAMING = [
    _head("both framings", b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    _head("both framings, the length last", b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", b"0\r\n\r\n"),
    _head("chunked twice", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    _head("chunked twice in one field", b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n"),
    _head("gzip and chunked", b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"),
    _head("chunked and identity", b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"),
    _head("the coding identity", b"Transfer-Encoding: identity\r\n", ends=True),
    _head("an unknown coding", b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"),
    _head("an empty coding", b"Transfer-Encoding:\r\n", b"abc", ends=True),
    _head("an empty coding and a length", b"Transfer-Encoding:\r\nContent-Length: 3\r\n"),
    _head("CHUNKED", b"Transfer-Encoding: CHUNKED\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    _head("chunked with a parameter", b"Transfer-Encoding: chunked;q=1\r\n", b"0\r\n\r\n"),
    _head("chunked behind a comma", b"Transfer-Encoding: , chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    _head("chunked that is folded", b"Transfer-Encoding:\r\n chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    _head("a vertical tab before chunked", b"Transfer-Encoding: \x0bchunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    Odd("a body that ends with the connection", _OK + b"\r\nabc", ends=True),
    Odd("the same, empty", _OK + b"\r\n", ends=True),
    Odd("the same, and the connection stays open", _OK + b"\r\nabc"),
    _head("the same, said to be kept", b"Connection: keep-alive\r\n", ends=True),
]
_NO_BODY = [
    Odd("HEAD with a length", _OK + b"Content-Length: 3\r\n\r\n", "HEAD"),
    Odd("HEAD with chunked", _CHUNKED, "HEAD"),
    Odd("HEAD with neither", _OK + b"\r\n", "HEAD"),
    Odd("HEAD with a body", _OK + b"Content-Length: 3\r\n\r\nabc", "HEAD"),
    Odd("HEAD with two lengths that differ", _OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n", "HEAD"),
    Odd("HEAD with an unknown coding", _OK + b"Transfer-Encoding: br\r\n\r\n", "HEAD"),
    Odd("204", b"HTTP/1.1 204 No Content\r\n\r\n"),
    Odd("204 with a length and a body", b"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nabc"),
    Odd("204 with chunked and a body", b"HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    Odd("205 with a body", b"HTTP/1.1 205 Reset Content\r\nContent-Length: 3\r\n\r\nabc"),
    Odd("304 with a length", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"),
    Odd("304 with a body", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc"),
    Odd("304 with both framings", b"HTTP/1.1 304 N\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
    Odd("POST", _OK + b"Content-Length: 3\r\n\r\nabc", "POST"),
]
_INTERIM = [
    Odd("100 first", b"HTTP/1.1 100 Continue\r\n\r\n" + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("103 with fields first", b"HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n" + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("102 with a length", b"HTTP/1.1 102 P\r\nContent-Length: 3\r\n\r\n" + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("102 with both framings", b"HTTP/1.1 102 P\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + _OK),
    Odd("150, which nobody knows", b"HTTP/1.1 150 X\r\n\r\n" + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("50 interim responses", b"HTTP/1.1 102 P\r\n\r\n" * 50 + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("101 interim responses", b"HTTP/1.1 102 P\r\n\r\n" * 101 + _OK + b"Content-Length: 3\r\n\r\nabc"),
    Odd("100 and nothing else", b"HTTP/1.1 100 Continue\r\n\r\n", ends=True),
    Odd("101 that nobody asked for", b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"),
    _head("an upgrade that is offered", b"Upgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 3\r\n"),
    Odd("426", b"HTTP/1.1 426 Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc"),
]
_STATUS = [
    _line("no reason", b"HTTP/1.1 200 "),
    _line("no reason and no space", b"HTTP/1.1 200"),
    _line("a reason of many words", b"HTTP/1.1 200 it is  all well"),
    _line("a reason in UTF-8", "HTTP/1.1 200 gut, schön".encode()),
    _line("a reason in Latin-1", b"HTTP/1.1 200 sch\xf6n"),
    _line("a tab in the reason", b"HTTP/1.1 200 O\tK"),
    _line("NUL in the reason", b"HTTP/1.1 200 O\x00K"),
    _line("an escape in the reason", b"HTTP/1.1 200 O\x1b[31mK"),
    _line("a vertical tab in the reason", b"HTTP/1.1 200 O\x0bK"),
    _line("a unit separator in the reason", b"HTTP/1.1 200 O\x1fK"),
    _line("CR in the reason", b"HTTP/1.1 200 O\rK"),
    _line("white space behind the reason", b"HTTP/1.1 200 OK "),
    _line("a tab before the reason", b"HTTP/1.1 200\tOK"),
    _line("two spaces before the status", b"HTTP/1.1  200 OK"),
    _line("two spaces before the reason", b"HTTP/1.1 200  OK"),
    _line("a space before the status line", b" HTTP/1.1 200 OK"),
    _line("an empty line first", b"\r\nHTTP/1.1 200 OK"),
    _line("a line feed first", b"\nHTTP/1.1 200 OK"),
    _line("status 99", b"HTTP/1.1 099 X"),
    _line("status 000", b"HTTP/1.1 000 X"),
    _line("status 600", b"HTTP/1.1 600 X"),
    _line("status 999", b"HTTP/1.1 999 X"),
    _line("a status of two digits", b"HTTP/1.1 20 X"),
    _line("a status of four digits", b"HTTP/1.1 2000 X"),
    _line("a negative status", b"HTTP/1.1 -200 X"),
    _line("a status in other digits", "HTTP/1.1 ٢٠٠ X".encode()),
    _line("http/1.1 in lower case", b"http/1.1 200 OK"),
    _line("HTTP/1.2", b"HTTP/1.2 200 OK"),
    _line("HTTP/1.10", b"HTTP/1.10 200 OK"),
    _line("HTTP/1", b"HTTP/1 200 OK"),
    _line("HTTP/0.9", b"HTTP/0.9 200 OK"),
    _line("HTTP/2.0", b"HTTP/2.0 200 OK"),
    _line("HTTP/3", b"HTTP/3 200 OK"),
    _line("ICY", b"ICY 200 OK"),
    Odd("a body alone, as in HTTP/0.9", b"<html>hello</html>\r\n\r\n", ends=True),
    Odd("the greeting of SSH", b"SSH-2.0-OpenSSH_9\r\n", ends=True),
    Odd("a TLS alert", b"\x15\x03\x03\x00\x02\x02\x46", ends=True),
    Odd("an HTTP/2 frame", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03", ends=True),
    Odd("nothing", b"", ends=True),
    Odd("half a status line", b"HTTP/1.1 2", ends=True),
    Odd("half a header", _OK + b"Content-Le", ends=True),
]
_OLD = [
    Odd("HTTP/1.0 with a length", b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
    Odd("HTTP/1.0, kept", b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc"),
    Odd("HTTP/1.0 until the end", b"HTTP/1.0 200 OK\r\n\r\nabc", ends=True),
    Odd("HTTP/1.0 with chunked", b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
    _head("close", b"Connection: close\r\nContent-Length: 3\r\n"),
    _head("CLOSE among others", b"Connection: Upgrade, CLOSE\r\nContent-Length: 3\r\n"),
    _head("close in the second field", b"Connection: x\r\nConnection: close\r\nContent-Length: 3\r\n"),
    _head("close and keep-alive", b"Connection: keep-alive, close\r\nContent-Length: 3\r\n"),
    _head("closed, a word that only resembles it", b"Connection: closed\r\nContent-Length: 3\r\n"),
    _head("close in quotes", b'Connection: "close"\r\nContent-Length: 3\r\n'),
]
_FIELDS = [
    _head("no fields", b"", ends=True),
    _value("an empty value", b""),
    _value("white space around a value", b" \t  b \t "),
    _value("white space alone as a value", b" \t  "),
    _head("no space behind the colon", b"X-A:b\r\nContent-Length: 3\r\n"),
    _head("a space before the colon", b"Content-Length : 3\r\n"),
    _head("a tab before the colon", b"X-A\t: b\r\nContent-Length: 3\r\n"),
    _head("no colon", b"X-A\r\nContent-Length: 3\r\n"),
    _head("no name", b": b\r\nContent-Length: 3\r\n"),
    _head("a space within a name", b"X A: b\r\nContent-Length: 3\r\n"),
    _head("a name in brackets", b"[X]: b\r\nContent-Length: 3\r\n"),
    _head("every sign that a name may have", b"!#$%&'*+-.^_`|~09azAZ: b\r\nContent-Length: 3\r\n"),
    _head("a name in UTF-8", "Größe: b\r\nContent-Length: 3\r\n".encode()),
    _head("NUL in a name", b"X\x00A: b\r\nContent-Length: 3\r\n"),
    _head("a fold", b"X-A: b\r\n c\r\nContent-Length: 3\r\n"),
    _head("a fold by a tab", b"X-A: b\r\n\tc\r\nContent-Length: 3\r\n"),
    _head("a fold of much white space", b"X-A: b \t \r\n \t  c\r\nContent-Length: 3\r\n"),
    _head("two folds", b"X-A: b\r\n c\r\n d\r\nContent-Length: 3\r\n"),
    _head("a fold of nothing", b"X-A: b\r\n \r\nContent-Length: 3\r\n"),
    _head("a fold first", b" X-A: b\r\nContent-Length: 3\r\n"),
    _head("a fold that looks like a field", b"X-A: b\r\n Content-Length: 9\r\nContent-Length: 3\r\n"),
    _head("a fold within a name", b"X-\r\n A: b\r\nContent-Length: 3\r\n"),
    _value("NUL in a value", b"b\x00c"),
    _value("CR in a value", b"b\rc"),
    _value("CR at the end of a value", b"b\r"),
    _value("a line feed in a value", b"b\nX-B: c"),
    _value("a vertical tab in a value", b"b\x0bc"),
    _value("a form feed in a value", b"b\x0cc"),
    _value("a unit separator in a value", b"b\x1fc"),
    _value("a bell in a value", b"b\x07c"),
    _value("an escape in a value", b"b\x1b[31mc"),
    _value("DEL in a value", b"b\x7fc"),
    _value("a value in UTF-8", "schön".encode()),
    _value("a value in Latin-1", b"sch\xf6n"),
    _value("NEL, a line break in Latin-1", b"b\x85c"),
    _value("a value with colons and quotes", b'a: "b: \\" c'),
    _head("one field twice", b"X-A: b\r\nX-A: c\r\nContent-Length: 3\r\n"),
    _head("1,000 fields", b"X-A: b\r\n" * 999 + b"Content-Length: 3\r\n"),
    _head("1,001 fields", b"X-A: b\r\n" * 1000 + b"Content-Length: 3\r\n"),
    _value("a field of 90 KiB", b"b" * (90 << 10)),
    _value("a field of 200 KiB", b"b" * (200 << 10)),
    Odd("a head of 256 KiB", _OK + b"Content-Length: 0\r\nX-A: " + b"b" * ((256 << 10) - 41) + b"\r\n\r\n"),
    Odd("a head over 256 KiB", _OK + b"Content-Length: 0\r\nX-A: " + b"b" * ((256 << 10) - 40) + b"\r\n\r\n"),
    Odd("bare line feeds", b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc"),
    Odd("a bare line feed behind the status line", b"HTTP/1.1 200 OK\nContent-Length: 3\r\n\r\nabc"),
    Odd("a bare line feed behind a field", b"HTTP/1.1 200 OK\r\nContent-Length: 3\n\r\nabc"),
    Odd("a bare line feed as the empty line", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\nabc"),
    Odd("bare carriage returns", b"HTTP/1.1 200 OK\rContent-Length: 3\r\rabc"),
    Odd("CR CR LF", b"HTTP/1.1 200 OK\r\r\nContent-Length: 3\r\n\r\nabc"),
]
_BODIES = [
    _chunks("two chunks", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    _chunks("no chunk but the last", b"0\r\n\r\n"),
    _chunks("a size in capitals, with zeros", b"000A\r\n0123456789\r\n0\r\n\r\n"),
    _chunks("a last chunk of many zeros", b"3\r\nabc\r\n000\r\n\r\n"),
    _chunks("an extension", b"3;a=b\r\nabc\r\n0;c\r\n\r\n"),
    _chunks("an extension in quotes", b'3;a="b;\\"c"\r\nabc\r\n0\r\n\r\n'),
    _chunks("an empty extension", b"3;\r\nabc\r\n0\r\n\r\n"),
    _chunks("an extension behind white space", b"3 ;a=b\r\nabc\r\n0\r\n\r\n"),
    _chunks("NUL in an extension", b"3;a\x00\r\nabc\r\n0\r\n\r\n"),
    _chunks("CR in an extension", b"3;a\rb\r\nabc\r\n0\r\n\r\n"),
    _chunks("a line feed in an extension", b"3;a\nb\r\nabc\r\n0\r\n\r\n"),
    _chunks("a vertical tab in an extension", b"3;a\x0b\r\nabc\r\n0\r\n\r\n"),
    _chunks("an extension of 4 KiB", b"3;" + b"a" * 4094 + b"\r\nabc\r\n0\r\n\r\n"),
    _chunks("an extension over 4 KiB", b"3;" + b"a" * 4095 + b"\r\nabc\r\n0\r\n\r\n"),
    _chunks("white space behind a size", b"3  \t\r\nabc\r\n0\r\n\r\n"),
    _chunks("white space before a size", b" 3\r\nabc\r\n0\r\n\r\n"),
    _chunks("an empty size", b"\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size that is no number", b"x\r\nabc\r\n0\r\n\r\n"),
    _chunks("a negative size", b"-3\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size with a plus sign", b"+3\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size with 0x", b"0x3\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size with an underscore", b"0_3\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size in other digits", "٣\r\nabc\r\n0\r\n\r\n".encode()),
    _chunks("a size of 15 digits", b"fffffffffffffff\r\nabc"),
    _chunks("a size of 16 digits", b"ffffffffffffffff\r\nabc"),
    _chunks("a size of 16 digits, nearly all zeros", b"0000000000000003\r\nabc\r\n0\r\n\r\n"),
    _chunks("a size of 21 digits", b"fffffffffffffffffffff\r\nabc"),
    _chunks("a chunk longer than it says", b"3\r\nabcd\r\n0\r\n\r\n"),
    _chunks("a chunk shorter than it says", b"3\r\nab\r\n0\r\n\r\n"),
    _chunks("a bare line feed behind a size", b"3\nabc\r\n0\r\n\r\n"),
    _chunks("a bare line feed behind a chunk", b"3\r\nabc\n0\r\n\r\n"),
    _chunks("a bare CR behind a size", b"3\rabc\r\n0\r\n\r\n"),
    _chunks("no line break behind a chunk", b"3\r\nabc0\r\n\r\n"),
    _chunks("an end within a size", b"3\r\nabc\r\n1", ends=True),
    _chunks("an end within a chunk", b"3\r\nab", ends=True),
    _chunks("an end before the last chunk", b"3\r\nabc\r\n", ends=True),
    _chunks("an end before the last empty line", b"3\r\nabc\r\n0\r\n", ends=True),
    _chunks("a trailer", b"3\r\nabc\r\n0\r\nX-A: b\r\n\r\n"),
    _chunks("a trailer that is folded", b"0\r\nX-A: b\r\n c\r\n\r\n"),
    _chunks("a length as trailer", b"3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n"),
    _chunks("both framings as trailers", b"0\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"),
    _chunks("an unknown coding as trailer", b"0\r\nTransfer-Encoding: br\r\n\r\n"),
    _chunks("lengths that differ as trailers", b"0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
    _chunks("a trailer without colon", b"0\r\nX-A\r\n\r\n"),
    _chunks("a trailer with a space before the colon", b"0\r\nX-A : b\r\n\r\n"),
    _chunks("NUL in a trailer", b"0\r\nX-A: b\x00\r\n\r\n"),
    _chunks("a vertical tab in a trailer", b"0\r\nX-A: b\x0bc\r\n\r\n"),
    _chunks("bare line feeds around a trailer", b"0\r\nX-A: b\n\n"),
    _chunks("a bare line feed as the last line", b"0\r\n\n"),
    _chunks("a trailer of 16 KiB", b"0\r\nX-A: " + b"b" * (16 * 1024 - 9) + b"\r\n\r\n"),
    _chunks("a trailer over 16 KiB", b"0\r\nX-A: " + b"b" * (16 * 1024 - 8) + b"\r\n\r\n"),
    _chunks("1,001 trailers", b"0\r\n" + b"X-A: b\r\n" * 1001 + b"\r\n"),
    _chunks("bytes behind the last chunk", b"3\r\nabc\r\n0\r\n\r\nx"),
    _chunks("a second response behind the chunks", b"0\r\n\r\n" + _OK + b"Content-Length: 1\r\n\r\nx"),
]

CORPUS: List[Odd] = [*_LENGTHS, *_FRAMING, *_NO_BODY, *_INTERIM, *_STATUS, *_OLD, *_FIELDS, *_BODIES]
