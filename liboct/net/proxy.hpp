// Passes messages from one socket to another.
#pragma once

#include "net/socket.hpp"

#include <stop_token>

namespace oct::net {

/// Passes every frame on as it is, until `stop`.
///
/// While `to` cannot take one, at most that one is held: who sends is held up, not cut short.
/// Threading: both sockets belong to the calling thread.
void proxy(Socket& from, Socket& to, const std::stop_token& stop);

}  // namespace oct::net
