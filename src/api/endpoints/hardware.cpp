// GET /api/hardware: the machines runs were made on.

#include "api/or_null.hpp"
#include "api/paging.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/hardware_service.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::api {
namespace {

const std::vector<std::string>& category_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (int at = 0; at <= static_cast<int>(HardwareCategory::unknown); ++at) {
      result.emplace_back(to_string(static_cast<HardwareCategory>(at)));
    }
    return result;
  }();
  return names;
}

OrderedJson encode_machine(const service::HardwareUse& use) {
  const HardwareProfile& profile = use.hardware.profile;
  return {{"id", to_string(profile.id)},
          {"platform", profile.platform},
          {"hardware_category", seed_category(profile)},
          {"category", to_string(profile.category)},
          {"gpu_model", or_null(profile.gpu_model)},
          {"gpu_count", profile.gpu_model ? OrderedJson(profile.gpu_count) : OrderedJson()},
          {"gpu_memory_gb", or_null(profile.gpu_memory_gb)},
          {"cpu_model", or_null(profile.cpu_model)},
          {"cpu_arch", or_null(profile.cpu_arch)},
          {"ram_gb", or_null(profile.ram_gb)},
          {"ram_type", or_null(profile.ram_type)},
          {"virtualization_type", or_null(profile.virtualization_type)},
          {"optimizations", profile.optimizations},
          {"machine_name", or_null(profile.machine_name)},
          {"created_at", format_rfc3339(use.hardware.created_at)},
          {"test_run_count", use.runs},
          {"model_variant_count", use.variants},
          {"newest_run_id", or_null(use.newest_run)},
          {"newest_run_at", or_null(use.newest_at)}};
}

service::HardwareQuery decode_hardware_query(const http::Query& query) {
  std::vector<FieldError> errors;
  PageRequest page = decode_page(query, errors);
  service::HardwareQuery wanted;
  wanted.limit = page.limit;
  wanted.cursor = std::move(page.cursor);
  wanted.search = find_filled(query, "search").value_or("");
  for (const std::string& name : query.list("category")) {
    wanted.categories.push_back(to_lower(name));
    if (std::ranges::find(category_names(), wanted.categories.back()) == category_names().end()) {
      errors.push_back({"category", "must be one of " + join(category_names(), ", ")});
    }
  }
  throw_query_errors(std::move(errors));
  return wanted;
}

http::Response list_hardware(const service::HardwareService& hardware, const http::Request& request) {
  const service::HardwareQuery wanted = decode_hardware_query(request.query);
  const service::HardwarePage page = hardware.list(wanted);
  OrderedJson machines = OrderedJson::array();
  for (const auto& machine : page.machines) machines.push_back(encode_machine(machine));
  http::Response response;
  response.body = dump_json(OrderedJson{{"hardware", std::move(machines)}, {"total_count", page.total}});
  response.etag = "W/\"" + sha256_hex(response.body + page.next_cursor.value_or("")).substr(0, 32) + "\"";
  set_page_headers(response, request, page.total, wanted.limit, page.next_cursor);
  return response;
}

Json hardware_page_schema() {
  using namespace schema;
  const Json machine = object({{"id", uuid()},
                               {"platform", text("What is shown and grouped: RTX 4090, 4x H100, or the CPU.")},
                               {"hardware_category", text("Kind of hardware, in the words of older clients.")},
                               {"category", text("Kind of hardware.")},
                               {"gpu_model", nullable(text("CPU Only when no GPU was used."))},
                               {"gpu_count", nullable(integer())},
                               {"gpu_memory_gb", nullable(number("Of one GPU, GiB."))},
                               {"cpu_model", nullable(text())},
                               {"cpu_arch", nullable(text())},
                               {"ram_gb", nullable(number("GiB."))},
                               {"ram_type", nullable(text())},
                               {"virtualization_type", nullable(text())},
                               {"optimizations", array(text())},
                               {"machine_name", nullable(text("The name its owner gave it."))},
                               {"created_at", time("When it was first seen.")},
                               {"test_run_count", integer("Completed runs that are not voided.")},
                               {"model_variant_count", integer("Distinct model variants of these runs.")},
                               {"newest_run_id", nullable(uuid())},
                               {"newest_run_at", nullable(time("When that run was measured, else stored."))}});
  return object({{"hardware", array(machine)}, {"total_count", integer("Machines after the filters.")}});
}

}  // namespace

void add_hardware(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/hardware";
  info.summary = "The machines runs were made on, by platform.";
  info.query = {{.name = "search", .description = "Part of the platform, GPU, CPU or machine name, in any case."},
                {.name = "category",
                 .description = "Kinds of hardware; consumer_gpu also finds what old clients know by that name.",
                 .list = true,
                 .choices = category_names()}};
  append_page_parameters(info.query);
  info.cacheable = true;
  info.response_schema = hardware_page_schema();
  info.examples = {
      {.summary = "Every machine", .target = "/api/hardware"},
      {.summary = "Machines with an RTX card", .target = "/api/hardware?search=rtx&category=consumer_gpu"}};
  routes.add(std::move(info), [&hardware = services.hardware](const http::Request& request) {
    return list_hardware(hardware, request);
  });
}

}  // namespace llmbench::api
