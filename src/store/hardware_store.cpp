#include "llmbench/store/hardware_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kListHardware{"list_hardware", R"sql(
SELECT id AS hardware_profile_id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type,
       virtualization_type, optimizations, machine_name, platform, category, raw_gpu_model, raw_cpu_model, created_at
FROM hardware_profiles
ORDER BY lower(platform) COLLATE "C", id
)sql"};

}  // namespace

std::vector<StoredHardware> list_hardware(db::Transaction& tx) {
  std::vector<StoredHardware> machines;
  for (const db::Row row : tx.run(kListHardware)) {
    machines.push_back({read_hardware(row), row.get<TimePoint>("created_at")});
  }
  return machines;
}

}  // namespace llmbench::store
