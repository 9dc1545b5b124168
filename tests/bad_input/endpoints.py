"""The dictionary of bad input, for the ingest endpoint: what is sent, the status, and that the answer is problem+json.

Afterwards the endpoint is alive, and nothing was stored.
"""
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys

from case import Workspace, arguments, check
from driver.ingest import Ingest

BATCH = {'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'zstd', 'Idempotency-Key': '0' * 31 + '1'}


def zstd(data):
    return subprocess.run(['zstd', '-q', '-19', '-c'], input=data, capture_output=True, check=True).stdout


def bomb():
    """A gibibyte of zeros in some 30 kB."""
    return subprocess.run('head -c 1073741824 /dev/zero | zstd -q -3 -c', shell=True, capture_output=True, check=True).stdout


def without(headers, name):
    return {key: value for key, value in headers.items() if key != name}


def table(ingest):
    """(what, method, target, headers, body, statuses)."""
    write = {'Authorization': f'Bearer {ingest.key}'}
    view = {'Authorization': f'Bearer {ingest.viewer}'}
    admin = {'Authorization': f'Bearer {ingest.admin}', 'Content-Type': 'application/json'}
    good = {**BATCH, **write}
    garbage, nothing = os.urandom(3000), '9' * 32
    yield 'an unknown page', 'GET', '/nonsense', {}, None, {404}
    yield 'a page above', 'GET', '/player/../../../../etc/passwd', {}, None, {400, 404}
    yield 'no key', 'POST', '/v1/batches', BATCH, garbage, {401}
    yield 'a wrong key', 'POST', '/v1/batches', {**BATCH, 'Authorization': 'Bearer wrong'}, garbage, {401}
    yield 'a key of the wrong kind', 'POST', '/v1/batches', {**BATCH, 'Authorization': 'Basic eDp5'}, garbage, {401}
    yield 'a viewer that writes', 'POST', '/v1/batches', {**BATCH, **view}, garbage, {401, 403}
    yield 'a writer that reads', 'GET', '/v1/sessions', write, None, {401, 403}
    yield 'an empty body', 'POST', '/v1/batches', good, b'', {400}
    yield 'garbage', 'POST', '/v1/batches', good, garbage, {400}
    yield 'compressed garbage', 'POST', '/v1/batches', good, zstd(garbage), {400}
    yield 'compressed nothing', 'POST', '/v1/batches', good, zstd(b''), {400, 422}
    yield 'a truncated body', 'POST', '/v1/batches', good, zstd(garbage)[:-700], {400}
    yield 'a bomb', 'POST', '/v1/batches', good, bomb(), {400, 413}
    yield 'an oversized body', 'POST', '/v1/batches', good, bytes(24 << 20), {413}
    yield 'no type', 'POST', '/v1/batches', without(good, 'Content-Type'), garbage, {400, 415}
    yield 'a wrong type', 'POST', '/v1/batches', {**good, 'Content-Type': 'text/plain'}, garbage, {400, 415}
    yield 'a wrong encoding', 'POST', '/v1/batches', {**good, 'Content-Encoding': 'gzip'}, garbage, {400, 415}
    yield 'no batch id', 'POST', '/v1/batches', without(good, 'Idempotency-Key'), zstd(garbage), {400}
    yield 'a nonsense batch id', 'POST', '/v1/batches', {**good, 'Idempotency-Key': 'x'}, zstd(garbage), {400}
    yield 'a wrong method', 'PUT', '/v1/batches', good, garbage, {404, 405}
    yield 'settings without a key', 'GET', '/v1/settings', {}, None, {401}
    yield 'settings with a nonsense wait', 'GET', '/v1/settings', {**write, 'Prefer': 'wait=-1', 'If-None-Match': '"x"'}, None, {200, 400}
    yield 'sessions without a token', 'GET', '/v1/sessions', {}, None, {401}
    yield 'sessions with a wrong token', 'GET', '/v1/sessions', {'Authorization': 'Bearer x'}, None, {401}
    yield 'a token in the URL', 'GET', f'/v1/sessions?token={ingest.viewer}', {}, None, {401}
    yield 'an unknown session', 'GET', f'/v1/sessions/{nothing}/export?format=html', view, None, {404}
    yield 'a nonsense session', 'GET', '/v1/sessions/zz/export?format=html', view, None, {400, 404}
    yield 'a nonsense format', 'GET', f'/v1/sessions/{nothing}/export?format=x', view, None, {400, 404}
    yield 'batches of an unknown session', 'GET', f'/v1/sessions/{nothing}/batches', view, None, {404}
    yield 'erasure without a secret', 'DELETE', f'/v1/sessions/{nothing}', {}, None, {400, 401, 404}
    yield 'erasure with a wrong secret', 'DELETE', f'/v1/sessions/{nothing}', {'Silhouette-Erasure-Secret': 'a' * 64}, None, {404}
    yield 'erasure with a nonsense secret', 'DELETE', f'/v1/sessions/{nothing}', {'Silhouette-Erasure-Secret': '%%'}, None, {400, 404}
    yield 'a viewer that allows', 'PUT', '/v1/tenants/acme/settings', view, b'{"allowed":true}', {401, 403}
    yield 'garbage as settings', 'PUT', '/v1/tenants/acme/settings', admin, garbage, {400}
    yield 'settings without the word', 'PUT', '/v1/tenants/acme/settings', admin, b'{}', {400}
    yield 'settings of the wrong type', 'PUT', '/v1/tenants/acme/settings', admin, b'{"allowed":"yes"}', {400}
    for number in (b'1001', b'-1', b'2.5', b'1e3', b'"5"', b'null', b'true', b'18446744073709551616'):
        yield f'a sampling of {number.decode()}', 'PUT', '/v1/tenants/acme/settings', admin, b'{"sampling":' + number + b'}', {400}
    yield 'a name gate out of range', 'PUT', '/v1/tenants/acme/settings', admin, b'{"name_gate":10001}', {400}
    yield 'settings with a word too many', 'PUT', '/v1/tenants/acme/settings', admin, b'{"allowed":false,"rate":1}', {400}
    yield 'a viewer that sets the name gate', 'PUT', '/v1/tenants/acme/settings', view, b'{"name_gate":2}', {401, 403}
    yield 'settings of an unknown tenant', 'PUT', '/v1/tenants/nobody/settings', admin, b'{"allowed":true}', {403, 404}
    yield 'a viewer that looks at settings', 'GET', '/v1/tenants/acme/settings', view, None, {403}
    yield 'settings of another tenant', 'GET', '/v1/tenants/nobody/settings', admin, None, {403}
    yield 'settings with a nonsense method', 'DELETE', '/v1/tenants/acme/settings', admin, None, {405}
    yield 'a viewer that audits', 'GET', '/v1/tenants/acme/audit', view, None, {403}
    yield 'a writer that audits', 'GET', '/v1/tenants/acme/audit', write, None, {403}
    yield 'an audit without a token', 'GET', '/v1/tenants/acme/audit', {}, None, {401}
    yield 'an audit of another tenant', 'GET', '/v1/tenants/nobody/audit', admin, None, {403}
    yield 'an audit of nonsense', 'GET', '/v1/tenants/a%20b/audit', admin, None, {404}
    yield 'an audit that is written', 'PUT', '/v1/tenants/acme/audit', admin, b'[]', {405}
    yield 'an unknown settings page', 'GET', '/settings/nonsense', {}, None, {404}
    yield 'a settings page above', 'GET', '/settings/../../../etc/passwd', {}, None, {404}
    yield 'a long erasure secret', 'DELETE', f'/v1/sessions/{nothing}', {'Silhouette-Erasure-Secret': 'a' * 9000}, None, {404}
    yield 'an erasure of nonsense', 'DELETE', '/v1/sessions/zz', {'Silhouette-Erasure-Secret': 'a' * 64}, None, {404}
    yield 'deep JSON', 'PUT', '/v1/tenants/acme/settings', admin, b'[' * 50_000, {400, 413}
    yield 'an endless header', 'GET', '/v1/settings', {**write, 'X': 'x' * 200_000}, None, {400, 431}


def ask(ingest, context, method, target, headers, body):
    connection = http.client.HTTPSConnection('127.0.0.1', ingest.port, context=context, timeout=120)
    try:
        connection.request(method, target, body, headers)
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
        pass  # it may answer before it has read everything
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


def raw(ingest, context, data, plain=False):
    """Bytes that are not HTTP, or not TLS: the connection must end, nothing else."""
    with socket.create_connection(('127.0.0.1', ingest.port), timeout=60) as connection:
        stream = connection if plain else context.wrap_socket(connection, server_hostname='127.0.0.1')
        try:
            stream.sendall(data)
            stream.settimeout(60)
            while stream.recv(4096):
                pass
        except TimeoutError:
            return ['a connection with garbage was kept open for a minute']
        except OSError:
            pass
    return []


def main():
    options = arguments(__doc__)
    with Workspace(options.keep) as workspace, Ingest(options.build, workspace) as ingest:
        context = ssl.create_default_context(cafile=ingest.ca)
        complaints, count = [], 0
        for what, method, target, headers, body, statuses in table(ingest):
            count += 1
            try:
                answer, data = ask(ingest, context, method, target, headers, body)
            except Exception as error:  # the table goes on
                complaints.append(f'{what}: no answer: {error!r}')
                continue
            if answer.status not in statuses:
                complaints.append(f'{what}: status {answer.status}, not {sorted(statuses)}: {data[:150]!r}')
            if answer.status >= 400:
                complaints += problem_complaints(what, answer, data)
        for what, data, plain in (('plain HTTP', b'GET / HTTP/1.1\r\n\r\n', True), ('garbage for TLS', os.urandom(500), True),
                                  ('garbage for HTTP', os.urandom(500) + b'\r\n\r\n', False)):
            count += 1
            complaints += raw(ingest, context, data, plain)
        if ingest.process.poll() is not None:
            complaints.append(f'the endpoint ended with {ingest.process.returncode}')
        elif ask(ingest, context, 'GET', '/healthz', {}, None)[0].status != 200:
            complaints.append('the endpoint is not healthy any more')
        elif ingest.sessions():
            complaints.append('garbage became a session')
        errors = (workspace / 'serve.err').read_text()
        if 'Sanitizer' in errors or 'terminate called' in errors:
            complaints.append('the endpoint crashed: ' + errors[:500])
        print(f'{count} bad inputs to the endpoint')
        check(complaints)


def problem_complaints(what, answer, data):
    if answer.getheader('Content-Type', '').split(';')[0] != 'application/problem+json':
        return [f'{what}: the answer is {answer.getheader("Content-Type")}, not problem+json']
    try:
        problem = json.loads(data)
    except ValueError:
        return [f'{what}: the problem is no JSON: {data[:100]!r}']
    if not problem.get('type', '').startswith('https://silhouette.dev/problems/') or problem.get('status') != answer.status \
            or not problem.get('title'):
        return [f'{what}: an incomplete problem: {problem}']
    return []


if __name__ == '__main__':
    sys.exit(main())
