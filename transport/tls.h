// TLS as the transport wants it: 1.2 or newer, nothing that ties one connection to another, and an endpoint that is the
// one that is meant. Private to connections.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/system/error_code.hpp>
#include <memory>

#include "transport/failure.h"
#include "transport/route.h"

namespace silhouette::transport {

// Empty, and the reason, when a file cannot be used.
std::shared_ptr<boost::asio::ssl::context> make_tls_context(const Trust& trust, Failure& failure);

// Called for each certificate of a chain as it is verified: whether the chain leads to the endpoint that is meant.
// Tells in `refused` what is wrong with one that leads to a trusted authority.
bool accept_certificate(bool leads_to_authority, boost::asio::ssl::verify_context& context, const Route& route,
                        Failure& refused);

// What a failed handshake, or a failed read behind it, means; `otherwise` when it is not the certificates' fault.
// `refused`: of accept_certificate().
Failure tls_failure(const boost::system::error_code& error, const SSL* tls, Failure refused, Failure otherwise);

}  // namespace silhouette::transport
