"""Nothing ties two epochs: one user, one app, one machine records, says no, says yes again and records on. What an endpoint or
somebody on the network sees of both is compared, field by field: connections, TLS, ports, HTTP, batches. What is the same in both
is the same for every user of that build and tenant; what is random is never seen twice.

Times in batches are relative, at 10 ms, with no wall clock finer than the second; no host, user, locale or path is in any of it.
"""
import getpass
import json
import os
import pathlib
import re
import socket
import sys
import time

from case import Workspace, arguments, check
from client_hello import COOKIE, KEY_SHARE, PRE_SHARED_KEY, SESSION_TICKET, ClientHello
from consent import Case, click_around, delivered
from driver.comparison import expected_clicks
from driver.waiting import wait_for
from search import needles, search

# What an answer plants: a cookie that must never come back, and a tag that may within its epoch.
PLANTED, TAG = 'quokkatie4711', 'quokkatag0815'
# Header lines that are the same for all users of one build and tenant.
CONSTANT = {'host', 'user-agent', 'authorization', 'content-type', 'content-encoding', 'content-length', 'connection', 'accept',
            'expect'}
# How long a question for the verdict may wait at the endpoint: not at all when an upload is to follow, else as long as a poll by default.
WAITS = {'wait=0', 'wait=240'}
# The kernel counts ports up: a connection would be told by the one before. Two ports of chance are rarely so near.
NEAR_PORTS = 32
RANDOM = {'idempotency-key', 'silhouette-batch', 'x-batch-id'}
# What is told of every session of this app, build and tenant.
SAME = ('schema_version', 'tenant', 'app', 'app_version', 'sdk_version', 'platform', 'toolkit', 'level', 'allowed_since')
UNIQUE = ('batch_id', 'session_id')


def requests_of(sent):
    """[(request line, {header: value})] of one connection."""
    found = []
    for match in re.finditer(rb'((?:GET|POST|PUT|DELETE) \S+ HTTP/1\.1)\r\n((?:[!-9;-~]+:[^\r\n]*\r\n)+)\r\n', bytes(sent)):
        headers = [line.split(b':', 1) for line in match[2].split(b'\r\n') if line]
        found.append((match[1].decode(), {name.decode().lower(): value.strip().decode() for name, value in headers}))
    return found


class Epoch:
    """What was seen between two moments, by number of connection."""

    def __init__(self, tap, first, last):
        self.hellos = [ClientHello(hello) for hello in tap.hellos[first:last]]
        self.ports = tap.ports[first:last]
        self.sent = [bytes(sent) for sent in tap.sent[first:last]]
        self.requests = [request for sent in self.sent for request in requests_of(sent)]


def compare_tls(one, other):
    complaints = []
    both = one.hellos + other.hellos
    for what, values in (('random', [hello.random for hello in both]),
                         ('session id', [hello.session_id for hello in both if hello.session_id]),
                         ('key share', [hello.extensions.get(KEY_SHARE) for hello in both])):
        if len(set(values)) != len(values):
            complaints.append(f'a TLS {what} was seen twice')
    for hello in both:
        complaints += [f'a TLS extension {number} resumes something' for number in (PRE_SHARED_KEY, COOKIE) if number in hello.extensions]
        if hello.extensions.get(SESSION_TICKET):
            complaints.append('a TLS session ticket was shown')
    if len({hello.rest for hello in both}) != 1:
        complaints.append('ClientHellos differ in more than what is random')
    return complaints


def compare_ports(one, other):
    ports = one.ports + other.ports
    near = sum(0 < after - before <= NEAR_PORTS for before, after in zip(ports, ports[1:]))
    return [f'source ports are counted up: {ports}'] if near > len(ports) / 3 else []


def compare_http(one, other):
    complaints = []
    known = {}
    for number, epoch in enumerate((one, other)):
        for line, headers in epoch.requests:
            for name, value in headers.items():
                if name not in CONSTANT | RANDOM | {'if-none-match'} and not (name == 'prefer' and value in WAITS):
                    complaints.append(f'a header that is not accounted for: {name}: {value}')
                if name in CONSTANT - {'content-length'}:
                    known.setdefault((name, line.split()[0]), set()).add(value)
                if name in RANDOM:
                    known.setdefault(('random', value), set()).add(number)
            # The path: one of a few, no id in it but of a session that is erased.
            if not re.match(r'(GET /v1/settings(\?[a-z_=0-9&]*)?|POST /v1/batches|DELETE /v1/sessions/[0-9a-f]{32}) HTTP', line):
                complaints.append(f'an unforeseen request: {line}')
    for (name, what), values in known.items():
        if name == 'random' and len(values) > 1:
            complaints.append(f'the id {what} was sent in both epochs')
        if name != 'random' and len(values) > 1 and name != 'authorization':
            complaints.append(f'{name} of {what} varies: {values}')
    for epoch, planted in ((one, [PLANTED]), (other, [PLANTED, TAG])):
        complaints += [f'the client came back with what an answer had planted: {one}' for one in planted
                       if any(one.encode() in sent for sent in epoch.sent)]
    return complaints


def compare_batches(one, other):
    complaints = []
    for field in SAME:
        values = {json.dumps(batch['header'][field]) for batch in one + other}
        if len(values) != 1:
            complaints.append(f'{field} differs: {values}')
    unforeseen = set(one[0]['header']) - set(SAME) - set(UNIQUE) - {'batch_number', 'started', 'counters'}
    complaints += [f'a header field that is not accounted for: {field}' for field in unforeseen]
    ids = [batch['header']['batch_id'] for batch in one + other]
    if len(set(ids)) != len(ids) or {b['header']['session_id'] for b in one} & {b['header']['session_id'] for b in other}:
        complaints.append('an id is in both epochs')
    for batches in (one, other):
        if min(batch['header']['batch_number'] for batch in batches) != 0:
            complaints.append('batch numbers do not begin anew')
    if other[0]['header']['counters']['captured'] > sum(len(frame['items']) for batch in other for frame in batch['frames']) + 20:
        complaints.append('the books go on from one epoch to the next')
    shared = long_values(one) & long_values(other)
    complaints += [f'{value!r} is in both epochs' for value in shared]
    for batch in one + other:
        if not isinstance(batch['header']['started'], int) or batch['header']['started'] > 2 ** 32:
            complaints.append(f'a start finer than the second: {batch["header"]["started"]}')
        complaints += [f'a time of {item["t_ms"]} ms' for frame in batch['frames'] for item in frame['items'] if item['t_ms'] % 10 or
                       item['t_ms'] > 4 * 3600 * 1000]
    return complaints


def long_values(batches):
    """Every random-looking value: digits of 64 bits and more."""
    return set(re.findall(r'\b[0-9a-f]{16,}\b', json.dumps(batches)))


def surroundings():
    """What of this machine and user must be nowhere."""
    zone = os.path.realpath('/etc/localtime')
    return {'the host\'s name': socket.gethostname(), 'the user\'s name': 'maria-' + getpass.getuser(), 'the locale': 'gsw_LI',
            'the time zone': zone if zone.startswith('/usr/share/zoneinfo') else '', 'the home': str(pathlib.Path.home())}


def batches_of(case, number):
    sessions = list(reversed(case.ingest.sessions()))
    told = json.loads(case.ingest.silhouette('inspect', sessions[number]['session'], '--data', str(case.ingest.data), '--json'))
    assert told and len(sessions) == 2, f'{len(sessions)} sessions in two epochs'
    return told


def main():
    options = arguments(__doc__)
    extra = {'USER': surroundings()['the user\'s name'], 'LOGNAME': surroundings()['the user\'s name'], 'LC_ALL': 'gsw_LI.UTF-8',
             'LANGUAGE': 'gsw_LI'}
    with Workspace(options.keep) as workspace, Case(options.build, workspace) as case:
        cookie = f'Set-Cookie: tie={PLANTED}\r\nAlt-Svc: {PLANTED}\r\n'.encode()
        case.tap.planted = cookie + f'ETag: "{TAG}"\r\n'.encode()
        case.consent('on')
        with case.record(opt_in=False, extra=extra) as app:
            click_around(app, 2)
            delivered(case, len(expected_clicks(app.presses())))
            case.consent('off')
            wait_for('the connections to end', lambda: None not in case.tap.ended)
            between, silent, case.tap.planted = len(case.tap.sent), time.monotonic(), cookie
            case.consent('on')
            first = len(app.presses())
            wait_for('recording to go on', lambda: len(case.tap.sent) > between, pause=0.1)
            while len(case.ingest.sessions()) < 2 and time.monotonic() < silent + 60:
                click_around(app, 1)
            click_around(app, 1)
            app.close()
        assert len(app.presses()) > first
        one, other = Epoch(case.tap, 0, between), Epoch(case.tap, between, len(case.tap.sent))
        first_batches, other_batches = batches_of(case, 0), batches_of(case, 1)
        complaints = compare_tls(one, other) + compare_ports(one, other) + compare_http(one, other) + compare_batches(first_batches, other_batches)
        haystacks = {f'connection {number}': sent for number, sent in enumerate(one.sent + other.sent)}
        haystacks['the batches'] = json.dumps(first_batches + other_batches).encode()
        for what, text in surroundings().items():
            if len(text) >= 5:
                complaints += [f'{what}: {found}' for found in search(haystacks, needles(text, [text]))]
        print(f'two epochs: {len(one.sent)} and {len(other.sent)} connections, {len(one.requests)} and {len(other.requests)} requests, '
              f'{len(first_batches)} and {len(other_batches)} batches; ports {one.ports} and {other.ports}')
        check(complaints)


if __name__ == '__main__':
    sys.exit(main())
