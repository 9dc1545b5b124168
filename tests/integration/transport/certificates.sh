#!/bin/sh
# Makes, in the folder $1: ca.pem, and <name>.pem/<name>.key for good (localhost, 127.0.0.1, ::1), expired, wrong_host;
# stranger is signed by another CA.
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
    new_certificate wrong_host ca "DNS:elsewhere.example,IP:127.0.0.2" 10
    new_certificate stranger other_ca "DNS:localhost,IP:127.0.0.1" 10
    # `-days 0` ends the moment it begins.
    new_certificate expired ca "DNS:localhost,IP:127.0.0.1" 0
} 2> /dev/null
