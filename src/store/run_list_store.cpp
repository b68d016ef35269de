#include "llmbench/store/run_list_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

// The page is cut out of the index before names are joined. The first page asks for what is older than infinity, so
// that both cases are one condition the index answers.
constexpr db::Statement kListNewestRuns{"list_newest_runs", R"sql(
WITH page AS (
  SELECT id, coalesce(timestamp, created_at) AS newest, model_variant_id, hardware_profile_id, configuration_id, backend,
         backend_version, timestamp, created_at, status, voided_at, tags, tokens_per_second, prompt_tokens_per_second,
         memory_gb
  FROM test_runs
  WHERE (coalesce(timestamp, created_at), id) < ($1::timestamptz, $2::uuid)
  ORDER BY coalesce(timestamp, created_at) DESC, id DESC
  LIMIT $3
)
SELECT page.id, page.newest, page.model_variant_id, page.configuration_id, page.backend, page.backend_version,
       page.timestamp, page.created_at, page.status, page.voided_at IS NOT NULL AS voided, page.tags,
       page.tokens_per_second, page.prompt_tokens_per_second, page.memory_gb,
       variant.model_name, variant.quantization, variant.lora_adapter,
       hardware.gpu_model, hardware.cpu_arch, hardware.platform, hardware.machine_name
FROM page
JOIN model_variants AS variant ON variant.id = page.model_variant_id
JOIN hardware_profiles AS hardware ON hardware.id = page.hardware_profile_id
ORDER BY page.newest DESC, page.id DESC
)sql"};

ListedRun listed_run_from(const db::Row& row) {
  ListedRun run;
  run.mark = {row.get<TimePoint>("newest"), row.get<Uuid>("id")};
  run.variant_id = row.get<Uuid>("model_variant_id");
  run.configuration_id = row.get<Uuid>("configuration_id");
  run.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                 row.get<std::string>("lora_adapter")};
  run.backend = row.get<std::string>("backend");
  run.backend_version = row.find<std::string>("backend_version");
  run.gpu_model = row.find<std::string>("gpu_model");
  run.cpu_arch = row.find<std::string>("cpu_arch");
  run.platform = row.get<std::string>("platform");
  run.machine_name = row.find<std::string>("machine_name");
  run.timestamp = row.find<TimePoint>("timestamp");
  run.created_at = row.get<TimePoint>("created_at");
  run.status = known(parse_run_status(row.get<std::string_view>("status")), "status");
  run.voided = row.get<bool>("voided");
  run.tags = row.get<std::vector<std::string>>("tags");
  run.tokens_per_second = row.find<double>("tokens_per_second");
  run.prompt_tokens_per_second = row.find<double>("prompt_tokens_per_second");
  run.memory_gb = row.find<double>("memory_gb");
  return run;
}

}  // namespace

std::vector<ListedRun> list_newest_runs(db::Transaction& tx, const std::optional<RunMark>& after, int limit) {
  db::Params params;
  if (after) {
    params.add(after->newest).add(after->id);
  } else {
    params.add("infinity").add("ffffffff-ffff-ffff-ffff-ffffffffffff");
  }
  std::vector<ListedRun> runs;
  for (const db::Row row : tx.run(kListNewestRuns, params.add(limit))) runs.push_back(listed_run_from(row));
  return runs;
}

}  // namespace llmbench::store
