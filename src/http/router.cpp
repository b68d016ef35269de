#include "llmbench/http/router.hpp"

#include "http/target.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace llmbench::http {
namespace {

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// The parameters of `pattern` in `segments`; nullopt when the path has another shape. An empty segment is no value.
std::optional<std::map<std::string, std::string>> match_pattern(const std::string& pattern,
                                                                const std::vector<std::string>& segments) {
  const auto wanted = split(pattern, '/');
  if (wanted.size() != segments.size()) return std::nullopt;
  std::map<std::string, std::string> parameters;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (is_parameter(wanted[at])) {
      if (segments[at].empty()) return std::nullopt;
      parameters.emplace(wanted[at].substr(1, wanted[at].size() - 2), segments[at]);
    } else if (wanted[at] != segments[at]) {
      return std::nullopt;
    }
  }
  return parameters;
}

void add_once(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

const std::vector<QueryParameter>& common_query_parameters() {
  static const std::vector<QueryParameter> kParameters = {
      {.name = "pretty",
       .description = "Answer with line breaks and indentation, for people",
       .type = QueryParameter::Type::boolean}};
  return kParameters;
}

void Routes::add(RouteInfo info, Handler handler) {
  for (const auto& entry : entries_) {
    if (entry.info.method == info.method && entry.info.pattern == info.pattern) {
      throw std::logic_error("the route " + info.method + " " + info.pattern + " is added twice");
    }
  }
  if (info.method != "GET" && info.access == Access::read) {
    throw std::logic_error("the route " + info.method + " " + info.pattern + " does not say who may write");
  }
  entries_.push_back({std::move(info), std::move(handler)});
}

Routes::Match Routes::match(std::string_view method, std::string_view raw_path) const {
  std::vector<std::string> segments;
  for (const auto& raw_segment : split(raw_path, '/')) {
    segments.push_back(percent_decode(raw_segment, false, "the path"));
  }
  const std::string_view wanted_method = method == "HEAD" ? "GET" : method;

  // A literal segment beats a parameter: of all patterns that fit, those with the fewest parameters count.
  std::size_t fewest_parameters = segments.size() + 1;
  Match match;
  for (const auto& entry : entries_) {
    auto parameters = match_pattern(entry.info.pattern, segments);
    if (!parameters || parameters->size() > fewest_parameters) continue;
    if (parameters->size() < fewest_parameters) {
      fewest_parameters = parameters->size();
      match = Match{};
    }
    add_once(match.allowed_methods, entry.info.method);
    if (entry.info.method == "GET") add_once(match.allowed_methods, "HEAD");
    if (entry.info.method == wanted_method) {
      match.entry = &entry;
      match.path_parameters = std::move(*parameters);
    }
  }
  return match;
}

}  // namespace llmbench::http
