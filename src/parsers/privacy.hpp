#pragma once
// What must not leave a benchmark machine: directories, user and host names, addresses and URLs of servers,
// and secrets.

#include "llmbench/util/json.hpp"

#include <string>
#include <string_view>

namespace llmbench::parsers {

/// What is taken out: everything private, or secrets only, for a user who wants paths and addresses to be sent.
enum class Redaction { everything, secrets };

/// `text` with every path cut to its last part, and addresses (host:port, user@host, IP, URL) replaced by "[address]",
/// and keys and tokens ("--api-key x", "hf_...") by "[secret]".
/// Words that only look a little like it (`qwen2.5:32b`, `blk\.[0-9]+=CPU`, `CUDA0/CUDA1`) stay.
/// Redaction::secrets leaves paths and addresses, but for the user and password of a URL.
[[nodiscard]] std::string redact_text(std::string_view text, Redaction what = Redaction::everything);

/// Every text in `value` redacted, without private fields. A reader that finds
/// such keys says so.
[[nodiscard]] Json redact_json(const Json& value, Redaction what = Redaction::everything);

/// A field that is private whatever its value looks like (hostname, user, cwd, server_url, ...), or a text that its key
/// calls a secret (api_key, hf_token, password); for Redaction::secrets only the latter.
[[nodiscard]] bool is_private_field(std::string_view key, const Json& value, Redaction what = Redaction::everything);

}  // namespace llmbench::parsers
