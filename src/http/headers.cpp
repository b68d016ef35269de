#include "http/headers.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

auto find(Response& response, const std::string& name) {
  return std::find_if(response.headers.begin(), response.headers.end(),
                      [&](const auto& header) { return equals_ignoring_case(header.first, name); });
}

}  // namespace

void set_default(Response& response, const std::string& name, const std::string& value) {
  if (find(response, name) == response.headers.end()) response.headers.emplace_back(name, value);
}

void add_to_vary(Response& response, const std::string& name) {
  const auto vary = find(response, "Vary");
  if (vary == response.headers.end()) {
    response.headers.emplace_back("Vary", name);
  } else if (!contains_ignoring_case(vary->second, name)) {
    vary->second += ", " + name;
  }
}

}  // namespace llmbench::http
