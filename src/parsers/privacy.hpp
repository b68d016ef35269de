#pragma once
// What must not leave a benchmark machine: directories, user and host names, addresses and URLs of servers.

#include "llmbench/util/json.hpp"

#include <string>
#include <string_view>

namespace llmbench::parsers {

/// `text` with every path cut to its last part, and addresses (host:port, user@host, IP, URL) replaced by "[address]".
/// Words that only look a little like it (`qwen2.5:32b`, `blk\.[0-9]+=CPU`, `CUDA0/CUDA1`) stay.
[[nodiscard]] std::string redact_text(std::string_view text);

/// Every text in `value` redacted, without the keys that name a host, user, directory or server. A reader that finds
/// such keys says so.
[[nodiscard]] Json redact_json(const Json& value);

/// A key whose value is private whatever it looks like: hostname, user, cwd, server_url, ...
[[nodiscard]] bool is_private_key(std::string_view key);

}  // namespace llmbench::parsers
