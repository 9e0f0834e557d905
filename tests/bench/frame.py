"""Writes one gRPC request body (RFC: gRPC over HTTP/2): a zero byte, the length, the message.

  frame.py MESSAGE.binpb OUT      frames an encoded message
  frame.py --etcd-put BYTES OUT   frames an etcd Put with a value of so many bytes
"""

import struct
import sys


def field(number, data):
    """A length-delimited protobuf field; `data` shorter than 2^14 bytes."""
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    return bytes([number << 3 | 2]) + length + data


def main():
    if sys.argv[1] == "--etcd-put":
        message = field(1, b"bench/offer") + field(2, b"x" * int(sys.argv[2]))
        out = sys.argv[3]
    else:
        message = open(sys.argv[1], "rb").read()
        out = sys.argv[2]
    with open(out, "wb") as file:
        file.write(b"\0" + struct.pack(">I", len(message)) + message)


main()
