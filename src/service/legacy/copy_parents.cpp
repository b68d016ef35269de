// Machines and model variants: rows of the older system that are one of ours are merged.

#include "service/legacy/legacy_copy.hpp"

#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/older_system.hpp"
#include "llmbench/store/legacy_store.hpp"
#include "llmbench/store/run_insert_store.hpp"

#include <algorithm>
#include <map>

namespace llmbench::service {
namespace {

std::string name_of(const ModelVariant& variant) {
  std::string name = variant.model_name + " " + variant.quantization;
  if (!variant.lora_adapter.empty()) name += " with " + variant.lora_adapter;
  return name;
}

/// The first row of a thing is copied, the others are merged into it. `left_out`: what of the row is not in the thing.
template <typename Thing>
store::FateOfRow fate_of(const char* table, const Uuid& row_id, const Uuid& target, std::map<Uuid, Thing>& things,
                         Thing thing, const std::string& reason, const std::string& left_out = "") {
  const bool is_new = things.try_emplace(target, std::move(thing)).second;
  if (is_new) return {table, row_id, store::RowFate::copied, target, left_out};
  return {table, row_id, store::RowFate::merged, target, left_out.empty() ? reason : reason + "; " + left_out};
}

}  // namespace

void copy_legacy_machines(db::Transaction& tx, TimePoint now) {
  std::map<Uuid, HardwareProfile> machines;
  std::vector<store::FateOfRow> fates;
  for (const store::LegacyRow& row : store::list_legacy_rows(tx, "hardware_profiles")) {
    const Json columns = row.columns();
    const HardwareConfig config = older_hardware(columns);
    if (const auto problem = find_machine_problem(config)) {
      fates.push_back({"hardware_profiles", row.id, store::RowFate::legacy, std::nullopt, *problem});
      continue;
    }
    HardwareProfile machine = make_hardware_profile(config);
    const Uuid id = machine.id;
    const std::string reason = "the same machine as another row: " + machine.platform;
    fates.push_back(
        fate_of("hardware_profiles", row.id, id, machines, std::move(machine), reason, left_out_of_hardware(columns)));
  }
  store::insert_hardware(tx, machines, now);
  store::insert_fates(tx, fates);
}

void copy_legacy_variants(db::Transaction& tx, TimePoint now) {
  const auto tables = store::list_legacy_tables(tx);
  if (std::ranges::find(tables, "model_variants") == tables.end()) return;
  std::map<Uuid, ModelVariant> variants;
  std::vector<store::FateOfRow> fates;
  for (const store::LegacyRow& row : store::list_legacy_rows(tx, "model_variants")) {
    const ModelVariant variant = older_variant(row.columns());
    if (const auto problem = find_variant_problem(variant)) {
      fates.push_back({"model_variants", row.id, store::RowFate::legacy, std::nullopt, *problem});
      continue;
    }
    fates.push_back(fate_of("model_variants", row.id, model_variant_id(variant), variants, variant,
                            "the same variant as another row: " + name_of(variant)));
  }
  store::insert_variants(tx, variants, now);
  store::insert_fates(tx, fates);
}

}  // namespace llmbench::service
