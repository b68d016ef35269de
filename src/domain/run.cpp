#include "llmbench/domain/run.hpp"

#include <array>

namespace llmbench {
namespace {

template <typename Enum>
struct EnumText {
  Enum value;
  std::string_view text;
};

constexpr std::array kWorkloads{
    EnumText<Workload>{Workload::inference, "inference"},
    EnumText<Workload>{Workload::training, "training"},
};
constexpr std::array kLoads{
    EnumText<Load>{Load::single, "single"},
    EnumText<Load>{Load::concurrent, "concurrent"},
    EnumText<Load>{Load::offline, "offline"},
};
constexpr std::array kStatuses{
    EnumText<RunStatus>{RunStatus::pending, "pending"},     EnumText<RunStatus>{RunStatus::running, "running"},
    EnumText<RunStatus>{RunStatus::completed, "completed"}, EnumText<RunStatus>{RunStatus::failed, "failed"},
    EnumText<RunStatus>{RunStatus::cancelled, "cancelled"},
};

template <typename Table, typename Enum>
std::string_view text_of(const Table& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.text;
  }
  return "";
}

template <typename Enum, typename Table>
std::optional<Enum> value_of(const Table& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

template <typename Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(row.text);
  return names;
}

}  // namespace

std::string_view to_string(Workload workload) {
  return text_of(kWorkloads, workload);
}
std::string_view to_string(Load load) {
  return text_of(kLoads, load);
}
std::string_view to_string(RunStatus status) {
  return text_of(kStatuses, status);
}

std::optional<Workload> parse_workload(std::string_view text) {
  return value_of<Workload>(kWorkloads, text);
}
std::optional<Load> parse_load(std::string_view text) {
  return value_of<Load>(kLoads, text);
}
std::optional<RunStatus> parse_run_status(std::string_view text) {
  return value_of<RunStatus>(kStatuses, text);
}

std::vector<std::string> workload_names() {
  return names_of(kWorkloads);
}
std::vector<std::string> load_names() {
  return names_of(kLoads);
}
std::vector<std::string> run_status_names() {
  return names_of(kStatuses);
}

std::optional<Load> effective_load(const ExperimentRun& run) {
  if (run.load) return run.load;
  if (!run.concurrent_requests) return std::nullopt;
  if (*run.concurrent_requests > 1) return Load::concurrent;
  return *run.concurrent_requests == 1 ? std::optional(Load::single) : std::nullopt;
}

Uuid artifact_id(const Uuid& variant_id, const Artifact& artifact) {
  Json identity = Json::array({"artifact", to_string(variant_id)});
  identity.push_back(artifact.size_bytes ? Json(*artifact.size_bytes) : Json());
  identity.push_back(artifact.n_params ? Json(*artifact.n_params) : Json());
  identity.push_back(artifact.publisher);
  return uuid_from_content(canonical_json(identity));
}

}  // namespace llmbench
