#include "http/target.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void fail(std::string_view what, const std::string& why) {
  throw Error{ErrorCode::invalid_query, std::string{what} + " " + why};
}

}  // namespace

std::string percent_decode(std::string_view raw, bool plus_is_blank, std::string_view what) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] == '+' && plus_is_blank) {
      text.push_back(' ');
    } else if (raw[at] == '%') {
      const bool whole = raw.size() - at > 2;
      const int high = whole ? hex_value(raw[at + 1]) : -1;
      const int low = whole ? hex_value(raw[at + 2]) : -1;
      if (high < 0 || low < 0) fail(what, "has a '%' that is not followed by two hexadecimal digits");
      text.push_back(static_cast<char>(high * 16 + low));
      at += 2;
    } else {
      text.push_back(raw[at]);
    }
  }
  if (text.find('\0') != std::string::npos) fail(what, "contains a NUL character");
  if (!is_valid_utf8(text)) fail(what, "is not valid UTF-8");
  return text;
}

}  // namespace llmbench::http
