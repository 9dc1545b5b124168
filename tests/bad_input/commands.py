"""The dictionary of bad input, for the command: what is given, the exit code, and what the message has to say.

Every run is also held to: a message on standard error that names the command, nothing on standard output, no trace of a
crash, and no file that was not there before.
"""
import os
import pathlib
import re
import subprocess
import sys

from case import Workspace, arguments, check
from driver.ingest import Ingest

# What no user may ever see.
CRASH = re.compile(r'Traceback|terminate called|what\(\)|Sanitizer|Assertion|core dumped|Segmentation|std::|boost::')
NOWHERE = '99999999999999999999999999999999'


def table(place, ingest):
    """(arguments, exit codes, what the message matches). Codes: 2 usage, 1 failure, and record's own."""
    data, endpoint, ca = str(ingest.data), ingest.endpoint, str(ingest.ca)
    missing, folder, garbage, empty = (str(place / name) for name in ('missing', 'folder', 'garbage', 'empty'))
    remote = ['--endpoint', endpoint, '--ca', ca]
    token = ['--token', ingest.viewer]
    record = ['record', '--endpoint', endpoint, '--ca', ca, '--tenant', 'acme', '--key', ingest.key]
    yield [], {2}, 'subcommand|command'
    yield ['nonsense'], {2}, 'nonsense'
    yield ['nonsense', '--data', data], {2}, 'nonsense'
    yield ['tenant', 'nonsense'], {2}, 'nonsense'
    yield ['--nonsense'], {2}, 'nonsense|subcommand'
    for command in ('serve', 'tenant', 'record', 'consent', 'sessions', 'export', 'inspect', 'names', 'routes', 'manifest'):
        yield [command, '--nonsense'], {2}, '.'
    # serve
    yield ['serve'], {2}, 'data'
    yield ['serve', '--data', garbage], {1}, 'data|folder|directory'
    yield ['serve', '--data', '/proc/silhouette'], {1}, 'proc|folder|directory'
    yield ['serve', '--data', folder, '--listen', 'nonsense'], {1, 2}, 'listen|nonsense'
    yield ['serve', '--data', folder, '--listen', '127.0.0.1:99999'], {1, 2}, 'listen|port|99999'
    yield ['serve', '--data', folder, '--listen', f'127.0.0.1:{ingest.port}'], {1}, 'use|listen|address'
    yield ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--cert', garbage], {1, 2}, 'key'
    yield ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--cert', missing, '--key-file', missing], {1}, 'missing|cert'
    yield ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--cert', garbage, '--key-file', garbage], {1}, 'cert|key'
    for days in ('0', '29', '36501', 'many', ''):
        yield ['serve', '--data', folder, '--remember-erased', days], {2}, 'remember-erased'
    # tenant
    yield ['tenant'], {2}, '.'
    yield ['tenant', 'create'], {2}, '.'
    yield ['tenant', 'create', 'two words', '--data', data], {1, 2}, 'name|two words|tenant'
    yield ['tenant', 'create', '', '--data', data], {1, 2}, '.'
    yield ['tenant', 'create', 'x' * 65, '--data', data], {1, 2}, '.'
    yield ['tenant', 'create', 'acme', '--data', data], {1}, 'acme|exists'
    yield ['tenant', 'create', 'new'], {2}, 'data'
    yield ['tenant', 'allow', 'nobody', 'on', '--data', data], {1}, 'nobody|no such|unknown'
    yield ['tenant', 'allow', 'acme', 'maybe', '--data', data], {2}, 'maybe|on'
    yield ['tenant', 'allow', 'acme', '--data', data], {2}, '.'
    yield ['tenant', 'set', 'acme', '--data', data], {2}, 'sampling|name-gate'
    yield ['tenant', 'set', 'acme', '--sampling', '1001', '--data', data], {2}, 'sampling|1001'
    yield ['tenant', 'set', 'acme', '--sampling', '-1', '--data', data], {2}, 'sampling|-1'
    yield ['tenant', 'set', 'acme', '--sampling', 'half', '--data', data], {2}, 'sampling|half'
    yield ['tenant', 'set', 'acme', '--name-gate', '10001', '--data', data], {2}, 'name-gate|10001'
    yield ['tenant', 'set', 'acme', '--name-gate', '2.5', '--data', data], {2}, 'name-gate|2.5'
    yield ['tenant', 'set', 'acme', '--name-gate', '2'], {2}, 'data|endpoint'
    yield ['tenant', 'set', 'nobody', '--name-gate', '2', '--data', data], {1}, 'nobody'
    yield ['tenant', 'set', 'acme', '--name-gate', '2', *remote, *token], {1}, 'token|admin|refused|403|401|may'
    yield ['tenant', 'audit'], {2}, '.'
    yield ['tenant', 'audit', 'acme'], {2}, 'data|endpoint'
    yield ['tenant', 'audit', 'two words', '--data', data], {2}, 'name|tenant'
    yield ['tenant', 'audit', 'nobody', '--data', data], {1}, 'nobody'
    yield ['tenant', 'audit', 'acme', '--data', missing], {1}, 'missing|data'
    yield ['tenant', 'audit', 'acme', *remote, *token], {1}, 'does not allow'
    yield ['tenant', 'audit', 'acme', *remote, '--token', 'wrong'], {1}, 'token'
    yield ['tenant', 'list', '--data', missing], {1}, 'missing|data'
    yield ['tenant', 'list', '--data', garbage], {1}, '.'
    yield ['tenant', 'list', *remote, '--token', 'wrong'], {1}, 'token|refused|401|not'
    yield ['tenant', 'allow', 'acme', 'on', *remote, *token], {1}, 'token|admin|refused|403|401|may'
    # what reads stored data
    yield ['sessions'], {2}, 'data|endpoint'
    yield ['sessions', '--data', missing], {1}, 'missing|data'
    yield ['sessions', *remote, '--token', 'wrong'], {1}, 'token|refused|401|not'
    yield ['sessions', *remote, '--token', '@' + missing], {1}, 'secret|missing'
    yield ['sessions', *remote], {1, 2}, 'token'
    yield ['sessions', '--endpoint', endpoint, *token], {1}, 'cert|verif|trust'
    yield ['sessions', '--endpoint', endpoint, *token, '--ca', missing], {1, 2}, 'missing|ca|cert'
    yield ['sessions', '--endpoint', endpoint, *token, '--ca', garbage], {1, 2}, 'ca|cert|garbage'
    yield ['sessions', '--endpoint', 'https://127.0.0.1:1', *token, '--ca', ca], {1}, 'connect|refused|reach|127'
    yield ['sessions', '--endpoint', 'http://127.0.0.1:1', *token], {1, 2}, 'https'
    yield ['sessions', '--endpoint', 'nonsense', *token], {1, 2}, 'https|endpoint'
    for session in (NOWHERE, 'nonsense', ''):
        yield ['export', session, '--data', data, '--format', 'jsonl', '-o', missing], {1, 2}, 'session|.'
    yield ['export', NOWHERE, '--data', data, '--format', 'nonsense', '-o', missing], {2}, 'format|nonsense'
    yield ['export', NOWHERE, '--data', data, '--format', 'html', '-o', missing + '/deeper'], {1}, '.'
    yield ['export', NOWHERE, '--data', data, '--format', 'html'], {1, 2}, '.'
    yield ['inspect'], {2}, '.'
    yield ['inspect', missing], {1}, 'missing|no such|neither|session'
    yield ['inspect', garbage], {1}, 'garbage|batch|not'
    yield ['inspect', empty], {1}, 'empty|batch|not'
    yield ['inspect', folder], {1}, 'folder|file|not'
    yield ['inspect', NOWHERE, '--data', data], {1}, 'session|no'
    yield ['inspect', '--app', 'Two Words'], {1, 2}, 'app'
    # names, routes, manifest
    yield ['names', '--program', missing], {1}, 'missing|program'
    yield ['names', '--program', folder], {1}, 'folder|program'
    yield ['names', '--manifest', missing], {1}, 'missing|manifest'
    yield ['routes', '--table', missing], {1}, 'missing|table'
    yield ['manifest', missing, '-o', str(place / 'made')], {1}, 'missing'
    yield ['manifest', '-o', str(place / 'made')], {2}, '.'
    yield ['manifest', garbage], {2}, '-o|output'
    yield ['manifest', '/bin/true', '-o', missing + '/deeper'], {1}, '.'
    # consent
    yield ['consent'], {2}, '.'
    yield ['consent', 'status'], {2}, 'app'
    yield ['consent', 'maybe', '--app', 'x'], {2}, '.'
    yield ['consent', 'on', '--app', 'Two Words'], {1, 2}, 'app'
    yield ['consent', 'on', '--app', '../../etc'], {1, 2}, 'app'
    # record: nothing runs
    yield ['record'], {2}, '.'
    yield [*record], {2}, 'COMMAND|command'
    yield ['record', '--tenant', 'acme', '--key', 'k', '--', '/bin/true'], {2}, 'endpoint'
    yield [*record, '--app', 'Two Words', '--', '/bin/true'], {2}, 'app'
    yield [*record, '--', missing], {127}, 'no such|missing'
    yield [*record, '--', 'no-such-program-anywhere'], {127}, 'no such'
    yield [*record, '--', garbage], {126}, 'executable'
    yield [*record, '--', folder], {126}, 'executable'
    yield ['record', '--endpoint', 'http://x', '--tenant', 'acme', '--key', 'k', '--', '/bin/true'], {2}, 'https'
    yield ['record', '--endpoint', endpoint, '--tenant', 'two words', '--key', 'k', '--', '/bin/true'], {2}, 'tenant'
    yield ['record', '--endpoint', endpoint, '--tenant', 'acme', '--', '/bin/true'], {2}, 'key'
    yield ['record', '--endpoint', endpoint, '--tenant', 'acme', '--key', '@' + missing, '--', '/bin/true'], {125}, 'secret|missing'
    yield ['record', '--endpoint', endpoint, '--tenant', 'acme', '--key', 'k', '--ca', missing, '--', '/bin/true'], {2}, 'missing'


def unharmed(place, ingest):
    """(arguments, exit code, what standard error matches): the app runs, whatever is wrong with the recording."""
    record = ['record', '--opt-in', '--tenant', 'acme', '--ca', str(ingest.ca)]
    good = [*record, '--endpoint', ingest.endpoint, '--key', ingest.key]
    counters = r'captured 0 sent 0 dropped 0 wiped 0 pending 0\n$'
    yield [*good, '--', '/bin/true'], 0, counters
    yield [*good, '--app', 'sh', '--', '/bin/sh', '-c', 'exit 7'], 7, counters
    yield [*good, '--', '/bin/sh', '-c', 'kill -9 $$'], 137, counters
    yield [*record, '--endpoint', 'https://127.0.0.1:1', '--key', ingest.key, '--', '/bin/true'], 0, 'verdict'
    yield [*record, '--endpoint', ingest.endpoint, '--key', 'wrong', '--', '/bin/true'], 0, 'verdict'
    yield ['record', '--opt-in', '--tenant', 'acme', '--endpoint', ingest.endpoint, '--key', 'k', '--', '/bin/true'], 0, 'verdict'
    yield [*good, '--report', str(place / 'missing' / 'deeper'), '--', '/bin/true'], 0, 'report'


def everything(place):
    return {str(path) for path in place.rglob('*') if 'ingest' not in path.parts}


def main():
    options = arguments(__doc__)
    complaints, count = [], 0
    with Workspace(options.keep) as workspace, Ingest(options.build, workspace) as ingest:
        place = workspace / 'place'
        place.mkdir()
        (place / 'folder').mkdir()
        (place / 'garbage').write_bytes(os.urandom(5000))
        (place / 'empty').write_bytes(b'')
        environment = {'PATH': os.environ['PATH'], 'HOME': str(workspace / 'home'), 'LANG': 'C.UTF-8'}

        def run(words, **more):
            return subprocess.run([ingest.command, *words], env=environment, cwd=place, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=120, **more)

        for words, codes, message in table(place, ingest):
            count += 1
            before = everything(place)
            said = 'silhouette ' + ' '.join(word if len(word) < 60 else word[:20] + '…' for word in words)
            try:
                done = run(words)
            except subprocess.TimeoutExpired:
                complaints.append(f'{said}: did not end in 120 s')
                continue
            error, output = done.stderr.decode(errors='replace'), done.stdout.decode(errors='replace')
            if done.returncode not in codes:
                complaints.append(f'{said}: exit {done.returncode}, not {sorted(codes)}: {error[:200]!r}')
            if not re.search(message, error, re.I):
                complaints.append(f'{said}: the message does not say {message!r}: {error[:200]!r}')
            if CRASH.search(error + output):
                complaints.append(f'{said}: the trace of a crash: {error[:300]!r}')
            if output:
                complaints.append(f'{said}: printed {output[:100]!r} and failed')
            made = {path for path in everything(place) - before if not path.startswith(str(place / 'folder'))}
            if made:
                complaints.append(f'{said}: left {made}')
        for words, code, message in unharmed(place, ingest):
            count += 1
            done = run(words)
            error = done.stderr.decode(errors='replace')
            if done.returncode != code or not re.search(message, error) or CRASH.search(error):
                complaints.append(f'{" ".join(words[-6:])}: exit {done.returncode}, not {code}, or not {message!r}: {error[-300:]!r}')
        # A result that cannot be written is a failure, not half a result.
        for words in (['sessions', '--json', '--data', str(ingest.data)], ['--help']):
            count += 1
            with open('/dev/full', 'w') as full:
                done = subprocess.run([ingest.command, *words], env=environment, stdin=subprocess.DEVNULL, stdout=full,
                                      stderr=subprocess.PIPE, timeout=120)
            if words != ['--help'] and done.returncode != 1:
                complaints.append(f'{words[0]} into a full disk: exit {done.returncode}, not 1')
            if CRASH.search(done.stderr.decode(errors='replace')):
                complaints.append(f'{words[0]} into a full disk: {done.stderr[:200]!r}')
        # Always as many lines out as in, whatever comes in.
        lines = [b'', b'\xff\xfe', b'a\tb', b'\\', b'x' * 100_000, b'Maria Oliveira', os.urandom(200).replace(b'\n', b'')]
        for words in (['names', '--program', '/bin/true'], ['routes']):
            count += 1
            done = subprocess.run([ingest.command, *words], env=environment, input=b'\n'.join(lines) + b'\n',
                                  capture_output=True, timeout=120)
            if done.returncode != 0 or done.stdout.count(b'\n') != len(lines):
                complaints.append(f'{words[0]}: {len(lines)} lines in, {done.stdout.count(bytes([10]))} out, exit '
                                  f'{done.returncode}: {done.stderr[:200]!r}')
        print(f'{count} bad inputs to the command')
        check(complaints)


if __name__ == '__main__':
    sys.exit(main())
