#pragma once
// Asks whether a request may do what its route does. Used by Dispatcher.

#include "http/dispatcher.hpp"

namespace llmbench::http {

/// Who sends it; nullopt = somebody without a token. `announced`: as in AccessQuestion. Throws what
/// ServerOptions::authorise throws, and Error{forbidden} for a request that would have to be local and is not (`cors`
/// names pages that count as local).
[[nodiscard]] std::optional<Actor> permitted_actor(const ServerOptions& options, Access access, const Head& head,
                                                   const Cors& cors, bool announced = false);

/// The request was refused before its body was wanted: unauthorized, forbidden, too_many_requests, unavailable.
[[nodiscard]] bool is_about_access(ErrorCode code);

}  // namespace llmbench::http
