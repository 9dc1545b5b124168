#!/bin/sh
# Makes, in the folder $1: ca.pem, and <name>.pem/<name>.key for good (localhost, 127.0.0.1, ::1), other_key (the same),
# expired, wrong_host, subject_only, client; stranger is signed by another CA, self_signed by itself.
set -eu
cd "$1"
new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
new_ca() {
    new_key "$1.key"
    openssl req -x509 -new -key "$1.key" -days 30 -subj "/CN=test CA $1" -out "$1.pem"
}
new_certificate() { # name, CA, names, days
    new_key "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$3" > "$1.ext"
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "$4" -extfile "$1.ext" -out "$1.pem"
}
{
    new_ca ca
    new_ca other_ca
    new_certificate good ca "DNS:localhost,IP:127.0.0.1,IP:::1" 10
    new_certificate other_key ca "DNS:localhost,IP:127.0.0.1,IP:::1" 10
    new_certificate wrong_host ca "DNS:elsewhere.example,IP:127.0.0.2" 10
    # `localhost` where a subject's name stands, and no host's.
    new_key subject_only.key
    openssl req -new -key subject_only.key -subj "/CN=localhost" -out subject_only.csr
    openssl x509 -req -in subject_only.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 10 -out subject_only.pem
    new_certificate stranger other_ca "DNS:localhost,IP:127.0.0.1" 10
    # `-days 0` ends the moment it begins.
    new_key client.key
    openssl req -new -key client.key -subj "/CN=client" -out client.csr
    openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 10 -out client.pem
    new_key self_signed.key
    openssl req -x509 -new -key self_signed.key -days 10 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -out self_signed.pem
    new_certificate expired ca "DNS:localhost,IP:127.0.0.1" 0
} 2> /dev/null
