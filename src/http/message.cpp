#include "llmbench/http/message.hpp"

#include "http/target.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

/// "the parameter 'name'"; a name that cannot be shown as it is, is shown repaired.
std::string parameter(std::string_view name) {
  return "the query parameter '" + repair_utf8(name) + "'";
}

}  // namespace

Query::Query(std::string_view raw) : raw_(raw) {
  std::vector<FieldError> problems;
  for (const auto& part : split(raw, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    const std::string raw_name = part.substr(0, equals);
    std::string raw_value = equals == std::string::npos ? "" : part.substr(equals + 1);
    try {
      std::string name = percent_decode(raw_name, true, "the name of a query parameter");
      (void)percent_decode(raw_value, true, parameter(name));
      pairs_.push_back({std::move(name), std::move(raw_value)});
    } catch (const Error& error) {
      problems.push_back({repair_utf8(raw_name), error.what()});
    }
  }
  if (!problems.empty()) {
    const std::string message = problems.front().message;
    throw Error{ErrorCode::invalid_query, message, std::move(problems)};
  }
}

std::optional<std::string> Query::find(std::string_view name) const {
  const Pair* found = nullptr;
  for (const auto& pair : pairs_) {
    if (pair.name != name) continue;
    if (found != nullptr) {
      throw Error{
          ErrorCode::invalid_query, parameter(name) + " is given twice", {{std::string{name}, "is given twice"}}};
    }
    found = &pair;
  }
  if (found == nullptr) return std::nullopt;
  return percent_decode(found->raw_value, true, parameter(name));
}

std::vector<std::string> Query::list(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& pair : pairs_) {
    if (pair.name != name) continue;
    // Raw commas separate; an encoded one is part of a name, so decoding comes last.
    for (const auto& raw_element : split(pair.raw_value, ',')) {
      if (!raw_element.empty()) values.push_back(percent_decode(raw_element, true, parameter(name)));
    }
  }
  return values;
}

bool Query::has(std::string_view name) const {
  return std::any_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) { return pair.name == name; });
}

std::vector<std::string> Query::names() const {
  std::vector<std::string> names;
  for (const auto& pair : pairs_) {
    if (std::find(names.begin(), names.end(), pair.name) == names.end()) names.push_back(pair.name);
  }
  return names;
}

std::string Query::raw_without(const std::vector<std::string>& names) const {
  std::vector<std::string> parts;
  for (const auto& pair : pairs_) {
    if (std::find(names.begin(), names.end(), pair.name) == names.end())
      parts.push_back(pair.name + "=" + pair.raw_value);
  }
  return join(parts, "&");
}

void Query::refuse_unknown(const std::vector<std::string>& known) const {
  std::vector<FieldError> unknown;
  for (const auto& name : names()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string message = "is not a query parameter of this endpoint";
    if (const auto nearest = nearest_word(name, known)) message += "; did you mean '" + *nearest + "'?";
    unknown.push_back({name, std::move(message)});
  }
  if (unknown.empty()) return;
  std::string message = unknown.size() == 1 ? parameter(unknown.front().path) + " " + unknown.front().message
                                            : std::to_string(unknown.size()) + " query parameters are unknown";
  throw Error{ErrorCode::invalid_query, message, std::move(unknown)};
}

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_json:
    case ErrorCode::invalid_query:
      return 400;
    case ErrorCode::unauthorized:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::method_not_allowed:
      return 405;
    case ErrorCode::timeout:
      return 408;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::unsupported_media_type:
      return 415;
    case ErrorCode::invalid_input:
      return 422;
    case ErrorCode::too_many_requests:
      return 429;
    case ErrorCode::internal:
      return 500;
    case ErrorCode::unavailable:
      return 503;
  }
  return 500;
}

Response error_response(const Error& error, const std::string& request_id, const std::string& extras) {
  OrderedJson body = OrderedJson::object();
  body["error"] = error.what();
  body["code"] = to_string(error.code());
  body["details"] = OrderedJson::array();
  for (const auto& field : error.fields()) {
    body["details"].push_back(OrderedJson{{"path", field.path}, {"message", field.message}});
  }
  body["timestamp"] = format_rfc3339(now_utc());
  body["request_id"] = request_id;
  if (!extras.empty()) body.update(OrderedJson::parse(extras));

  Response response;
  response.status = http_status(error.code());
  response.body = dump_json(body);
  if (error.code() == ErrorCode::unavailable || error.code() == ErrorCode::too_many_requests) {
    response.headers.emplace_back("Retry-After", "1");
  }
  return response;
}

Response error_response(const Error& error, const std::string& request_id) {
  return error_response(error, request_id, {});
}

}  // namespace llmbench::http
