#include "api/openapi.hpp"

#include "api/schema.hpp"
#include "api/schemas.hpp"

#include "llmbench/api/openapi.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/uuid.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace llmbench::api {
namespace {

using http::Access;
using http::QueryParameter;
using http::RouteInfo;
using Schemas = std::map<std::string, Json>;

/// `schema` with every part that equals a named schema replaced by a reference; `self` is the name it has itself.
Json with_references(const Json& schema, const Schemas& named, const std::string& self = {}) {
  if (schema.is_object()) {
    for (const auto& [name, shared] : named) {
      if (name != self && schema == shared) return schema::ref(name);
    }
  }
  if (!schema.is_structured()) return schema;
  Json result = schema;
  for (auto& part : result) part = with_references(part, named, self);
  return result;
}

OrderedJson response_ref(const char* name) {
  return {{"$ref", std::string{"#/components/responses/"} + name}};
}

struct ErrorResponse {
  const char* status;
  const char* name;
  const char* description;
};
constexpr ErrorResponse kErrors[] = {
    {"400", "InvalidRequest", "A wrong or unknown query parameter, or a body that is no JSON."},
    {"401", "Unauthorized", "A token is needed, or the sent one is not valid."},
    {"403", "Forbidden", "The token may not do this, or writing without a token is not allowed from there."},
    {"404", "NotFound", "There is nothing of this id or name."},
    {"409", "Conflict", "Something else is stored there."},
    {"413", "TooLarge", "The body is larger than the server takes."},
    {"415", "UnsupportedMediaType", "Another content type or encoding than this path takes."},
    {"422", "InvalidInput", "Fields are wrong; `details` names every one."},
    {"429", "TooManyRequests", "Too many requests from this token or address; `Retry-After` says how long to wait."},
    {"503", "Unavailable", "The database cannot answer now; `Retry-After` says when to ask again."},
};

bool has_body(const RouteInfo& route) {
  return route.takes_json_body || route.streams_body || route.takes_raw_body;
}

bool has_query(const RouteInfo& route, std::string_view name) {
  return std::any_of(route.query.begin(), route.query.end(),
                     [&](const QueryParameter& parameter) { return parameter.name == name; });
}

std::vector<std::string> path_parameters(const RouteInfo& route) {
  std::vector<std::string> names;
  for (const auto& segment : split(route.pattern, '/')) {
    if (segment.starts_with('{')) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

bool can_answer(const RouteInfo& route, std::string_view status) {
  if (status == "401" || status == "403" || status == "429") return route.access != Access::open;
  if (status == "404") return !path_parameters(route).empty() || has_query(route, "config_a");
  if (status == "409") return route.access == Access::admin && route.method != "GET";
  if (status == "413" || status == "415") return has_body(route);
  if (status == "422") return route.takes_json_body || route.takes_raw_body;
  if (status == "503") return route.pattern != "/live";
  return true;
}

/// GET /api/model-variants/{id} -> get_model_variants_id.
std::string operation_id(const RouteInfo& route) {
  std::string id = to_lower(route.method);
  for (const auto& segment : split(route.pattern, '/')) {
    if (segment.empty() || segment == "api") continue;
    id += '_';
    for (const char c : segment) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        id += c;
      } else if (c != '{' && c != '}' && id.back() != '_') {
        id += '_';
      }
    }
  }
  return id;
}

const char* tag_of(const RouteInfo& route) {
  if (route.method != "GET") return "Writing";
  const bool operations = route.access == Access::open || route.access == Access::admin ||
                          !route.pattern.starts_with("/api/") || route.pattern == "/api/openapi.json";
  return operations ? "Operations" : "Reading";
}

/// The value a path parameter has in the first example; "" when there is none.
std::string example_value(const RouteInfo& route, std::size_t segment) {
  if (route.examples.empty()) return {};
  const std::string& target = route.examples.front().target;
  const auto segments = split(target.substr(0, target.find('?')), '/');
  return segment < segments.size() ? segments[segment] : std::string{};
}

OrderedJson encode_path_parameters(const RouteInfo& route) {
  OrderedJson parameters = OrderedJson::array();
  const auto segments = split(route.pattern, '/');
  for (std::size_t at = 0; at < segments.size(); ++at) {
    if (!segments[at].starts_with('{')) continue;
    OrderedJson schema{{"type", "string"}};
    const std::string example = example_value(route, at);
    if (parse_uuid(example)) schema["format"] = "uuid";
    OrderedJson parameter{{"name", segments[at].substr(1, segments[at].size() - 2)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", std::move(schema)}};
    if (!example.empty()) parameter["example"] = example;
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Json type_schema(QueryParameter::Type type) {
  switch (type) {
    case QueryParameter::Type::integer:
      return schema::integer();
    case QueryParameter::Type::number:
      return schema::number();
    case QueryParameter::Type::boolean:
      return schema::boolean();
    case QueryParameter::Type::time:
      return schema::time();
    case QueryParameter::Type::uuid:
      return schema::uuid();
    case QueryParameter::Type::text:
      break;
  }
  return schema::text();
}

/// A default as the value it stands for; text when it is none of the type.
Json default_of(const QueryParameter& parameter) {
  const auto number = parse_double(parameter.default_value);
  if (parameter.type == QueryParameter::Type::integer && number) return static_cast<std::int64_t>(*number);
  if (parameter.type == QueryParameter::Type::number && number) return *number;
  if (parameter.type == QueryParameter::Type::boolean) return parameter.default_value == "true";
  return parameter.default_value;
}

OrderedJson encode_query_parameter(const QueryParameter& parameter) {
  Json schema = type_schema(parameter.type);
  if (!parameter.choices.empty()) schema["enum"] = parameter.choices;
  if (parameter.list) schema = schema::array(std::move(schema));
  if (!parameter.default_value.empty()) {
    schema["default"] = parameter.list ? Json::array({parameter.default_value}) : default_of(parameter);
  }
  OrderedJson encoded{{"name", parameter.name},
                      {"in", "query"},
                      {"required", parameter.required},
                      {"description", parameter.description},
                      {"schema", OrderedJson(schema)}};
  if (parameter.list) encoded.update(OrderedJson{{"style", "form"}, {"explode", false}});
  return encoded;
}

OrderedJson encode_parameters(const RouteInfo& route) {
  OrderedJson parameters = encode_path_parameters(route);
  for (const auto& parameter : route.query) parameters.push_back(encode_query_parameter(parameter));
  for (const auto& parameter : http::common_query_parameters()) {
    parameters.push_back({{"$ref", "#/components/parameters/" + parameter.name}});
  }
  return parameters;
}

bool is_array(const Json& schema) {
  return schema.is_object() && schema.value("type", Json()) == "array";
}

OrderedJson encode_request_body(const RouteInfo& route, const Schemas& named) {
  std::set<std::string> types;
  if (!route.takes_raw_body) types.insert("application/json");
  for (const auto& example : route.examples) types.insert(example.content_type);
  OrderedJson content = OrderedJson::object();
  for (const auto& type : types) {
    const bool is_json = type == "application/json";
    OrderedJson media = OrderedJson::object();
    // A line of NDJSON is an item of the array.
    const Json* schema = &route.request_schema;
    if (!is_json && is_array(*schema)) schema = &(*schema)["items"];
    if (!schema->is_null()) media["schema"] = OrderedJson(with_references(*schema, named));
    OrderedJson examples = OrderedJson::object();
    for (const auto& example : route.examples) {
      if (example.content_type != type || example.status >= 300 || example.body.empty()) continue;
      OrderedJson value = is_json ? OrderedJson(parse_json(example.body)) : OrderedJson(example.body);
      examples["example_" + std::to_string(examples.size() + 1)] = {{"summary", example.summary},
                                                                    {"value", std::move(value)}};
    }
    if (!examples.empty()) media["examples"] = std::move(examples);
    content[type] = std::move(media);
  }
  return {{"required", true}, {"content", std::move(content)}};
}

OrderedJson encode_headers(const RouteInfo& route) {
  const auto header = [](const char* name) {
    return OrderedJson{{"$ref", std::string{"#/components/headers/"} + name}};
  };
  OrderedJson headers = OrderedJson::object();
  headers["X-Request-Id"] = header("RequestId");
  if (route.cacheable) headers["ETag"] = header("ETag");
  if (has_query(route, "cursor") && is_array(route.response_schema)) {
    headers["X-Total-Count"] = header("TotalCount");
    headers["Link"] = header("Link");
    if (has_query(route, "benchmark")) headers["X-Benchmark-Used"] = header("BenchmarkUsed");
  }
  return headers;
}

OrderedJson encode_responses(const RouteInfo& route, const Schemas& named) {
  std::set<int> statuses;
  for (const auto& example : route.examples) {
    if (example.status < 300) statuses.insert(example.status);
  }
  if (statuses.empty()) statuses.insert(200);
  const OrderedJson schema = route.response_schema.is_null()
                                 ? OrderedJson{{"type", "string"}}
                                 : OrderedJson(with_references(route.response_schema, named));
  OrderedJson responses = OrderedJson::object();
  for (const int status : statuses) {
    responses[std::to_string(status)] = {{"description", status == 201 ? "Something new was stored." : "Success."},
                                         {"headers", encode_headers(route)},
                                         {"content", {{route.response_type, {{"schema", schema}}}}}};
  }
  if (route.cacheable) responses["304"] = response_ref("NotModified");
  for (const auto& error : kErrors) {
    if (can_answer(route, error.status)) responses[error.status] = response_ref(error.name);
  }
  return responses;
}

OrderedJson encode_security(Access access) {
  const OrderedJson token{{"token", OrderedJson::array()}};
  switch (access) {
    case Access::open:
      return OrderedJson::array();
    case Access::read:
      return OrderedJson::array({OrderedJson::object(), token});
    case Access::upload:
    case Access::admin:
      break;
  }
  return OrderedJson::array({token});
}

std::string description_of(const RouteInfo& route) {
  std::string text = route.description;
  const char* needs = nullptr;
  if (route.access == Access::upload) needs = "Needs any token as soon as the server has one.";
  if (route.access == Access::admin) needs = "Needs a token of scope `admin` as soon as the server has one.";
  if (needs != nullptr) text += (text.empty() ? "" : "\n\n") + std::string{needs};
  if (!has_body(route) && !route.examples.empty()) {
    text += (text.empty() ? "" : "\n\n") + std::string{"Examples:\n"};
    for (const auto& example : route.examples) text += "\n* " + example.summary + ": `" + example.target + "`";
  }
  return text;
}

OrderedJson encode_operation(const RouteInfo& route, const Schemas& named) {
  OrderedJson operation{{"operationId", operation_id(route)}, {"tags", {tag_of(route)}}, {"summary", route.summary}};
  if (auto description = description_of(route); !description.empty()) operation["description"] = std::move(description);
  if (auto parameters = encode_parameters(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
  if (has_body(route)) operation["requestBody"] = encode_request_body(route, named);
  operation["responses"] = encode_responses(route, named);
  operation["security"] = encode_security(route.access);
  return operation;
}

OrderedJson encode_paths(const http::Routes& routes, const Schemas& named) {
  std::map<std::string, std::map<std::string, const RouteInfo*>> by_pattern;
  for (const auto& entry : routes.entries()) by_pattern[entry.info.pattern][to_lower(entry.info.method)] = &entry.info;
  OrderedJson paths = OrderedJson::object();
  for (const auto& [pattern, methods] : by_pattern) {
    for (const auto& [method, route] : methods) paths[pattern][method] = encode_operation(*route, named);
  }
  return paths;
}

OrderedJson header(const char* description, const char* type = "string") {
  return {{"description", description}, {"schema", {{"type", type}}}};
}

OrderedJson encode_components(const Schemas& named) {
  OrderedJson schemas = OrderedJson::object();
  for (const auto& [name, schema] : named) schemas[name] = OrderedJson(with_references(schema, named, name));
  OrderedJson responses = OrderedJson::object();
  for (const auto& error : kErrors) {
    responses[error.name] = {{"description", error.description},
                             {"content", {{"application/json", {{"schema", OrderedJson(schema::ref("Error"))}}}}}};
  }
  responses["NotModified"] = {{"description", "Nothing changed since the answer with the ETag of `If-None-Match`."}};
  OrderedJson parameters = OrderedJson::object();
  for (const auto& parameter : http::common_query_parameters()) {
    parameters[parameter.name] = encode_query_parameter(parameter);
  }
  return {
      {"schemas", std::move(schemas)},
      {"parameters", std::move(parameters)},
      {"responses", std::move(responses)},
      {"headers",
       {{"RequestId", header("Id of the request, also in the log of the server.")},
        {"ETag", header("Weak tag of the answer, for `If-None-Match`.")},
        {"TotalCount", header("Rows of all pages.", "integer")},
        {"Link", header("`<...>; rel=\"next\"`: the next page; absent on the last one.")},
        {"BenchmarkUsed", header("The precise benchmark that quality columns show.")}}},
      {"securitySchemes",
       {{"token",
         {{"type", "http"},
          {"scheme", "bearer"},
          {"bearerFormat", "lbk_..."},
          {"description",
           "Made by `llm-benchmark-api token create NAME --scope upload|admin`. Without any token only loopback may "
           "write."}}}}},
  };
}

}  // namespace

std::map<std::string, Json> component_schemas() {
  auto named = shared_schemas();
  named["ExperimentRun"] = codec::experiment_run_schema();
  named["Score"] = codec::score_schema();
  return named;
}

OrderedJson openapi_document(const http::Routes& routes, const std::string& version) {
  const auto named = component_schemas();
  return {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "llm-benchmark"},
        {"version", version},
        {"summary", "Benchmarks of local LLMs: quality per model variant, speed per run on a machine."},
        {"description",
         "Unknown is `null` in every field but those of the first clients, which say 0.0 or \"unknown\" and are named "
         "in "
         "the list `unknown` beside them. Times are RFC 3339 UTC, scores percent, sizes in GB are GiB (2^30 bytes). "
         "Lists of a query are `a=x,y` or `a=x&a=y`."}}},
      {"servers", OrderedJson::array({{{"url", "/"}}})},
      {"tags", OrderedJson::array({{{"name", "Reading"}, {"description", "Answers from what is stored."}},
                                   {{"name", "Writing"}, {"description", "Uploads, removals and corrections."}},
                                   {{"name", "Operations"}, {"description", "For whoever runs the server."}}})},
      {"paths", encode_paths(routes, named)},
      {"components", encode_components(named)},
  };
}

std::string openapi_text(const http::Routes& routes, const std::string& version) {
  return openapi_document(routes, version).dump(2) + "\n";
}

}  // namespace llmbench::api
