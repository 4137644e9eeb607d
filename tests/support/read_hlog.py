"""Decodes a HdrHistogram log from its published format, independently of liboct.

usage: read_hlog.py FILE    prints a line for each interval: tag, from, length, counts as value:count
"""
import base64
import struct
import sys
import zlib


def counts(text):
    packed = base64.b64decode(text, validate=True)
    cookie, size = struct.unpack(">II", packed[:8])
    assert cookie == 0x1C849314, hex(cookie)
    assert len(packed) == 8 + size
    plain = zlib.decompress(packed[8:])
    cookie, length, offset, digits, lowest, highest, ratio = struct.unpack(">IiiiqqD".replace("D", "d"), plain[:40])
    assert (cookie, offset, digits, lowest, ratio) == (0x1C849313, 0, 3, 1, 1.0)
    assert highest >= 3600 * 10**9 and length == len(plain) - 40
    at, index, found = 40, 0, {}
    while at < len(plain):
        number, shift = 0, 0
        for byte in range(9):
            value = plain[at]
            at += 1
            if byte == 8:
                number |= value << shift
                break
            number |= (value & 0x7F) << shift
            shift += 7
            if value < 0x80:
                break
        number = (number >> 1) ^ -(number & 1)
        if number < 0:
            index -= number
            continue
        bucket = max(0, (index >> 10) - 1)
        sub = index if index < 2048 else (index & 1023) + 1024
        found[sub << bucket] = number
        index += 1
    return found


for line in open(sys.argv[1], encoding="utf-8"):
    if line.startswith(("#", '"')):
        continue
    tag = ""
    if line.startswith("Tag="):
        tag, line = line[4:].split(",", 1)
    start, length, highest, histogram = line.rstrip("\n").split(",")
    pairs = " ".join(f"{value}:{count}" for value, count in counts(histogram).items())
    print(f"{tag}|{start}|{length}|{highest}|{pairs}")
