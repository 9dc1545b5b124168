"""A TLS ClientHello, as far as it could tie one connection to another."""

SESSION_TICKET, PRE_SHARED_KEY, KEY_SHARE, COOKIE = 35, 41, 51, 44


class ClientHello:
    """`random`, `session_id`, `extensions` ({number: bytes}), and `rest`: what is left, which every client of one build has alike."""

    def __init__(self, record):
        assert record[0] == 22 and record[5] == 1, 'not a ClientHello'
        body = record[9:9 + int.from_bytes(record[6:9], 'big')]
        self.random = body[2:34]
        place = 34
        self.session_id, place = self.vector(body, place, 1)
        ciphers, place = self.vector(body, place, 2)
        compression, place = self.vector(body, place, 1)
        extensions, _ = self.vector(body, place, 2)
        self.extensions, place = {}, 0
        while place < len(extensions):
            number = int.from_bytes(extensions[place:place + 2], 'big')
            self.extensions[number], place = self.vector(extensions, place + 2, 2)
        constant = {number: data for number, data in self.extensions.items() if number != KEY_SHARE}
        self.rest = (body[:2], ciphers, compression, tuple(self.extensions), tuple(sorted(constant.items())))

    @staticmethod
    def vector(data, place, width):
        length = int.from_bytes(data[place:place + width], 'big')
        return data[place + width:place + width + length], place + width + length
