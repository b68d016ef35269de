#pragma once
// Identity: when and what was measured, not which numbers came out. All ids are UUIDv8 from SHA-256 of canonical JSON.
// Golden vectors in tests/unit/domain/identity_test.cpp: a change of our tables never changes a content id.

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/run.hpp"
#include "llmbench/domain/settings.hpp"

namespace llmbench {

/// The run's fingerprint: provenance.fingerprint when a reader made one, else the canonical JSON of its stated identity
/// fields.
[[nodiscard]] std::string run_fingerprint(const ExperimentRun& run);

/// A run that collided with another measurement keeps its content id in provenance under this name.
inline constexpr const char* kToldApartAs = "told_apart_as";

/// UUIDv8 of ("v1", names trimmed + lower-cased + without "-gguf", fingerprint). Names are those found in the source
/// (provenance.source_names) when a reader recorded them, else as sent. A run told apart by its values has the id it
/// got then (kToldApartAs).
[[nodiscard]] Uuid content_id(const ExperimentRun& run);

/// The content id of a newcomer that collides with another measurement (same second, equal machines): also hashes its
/// values.
[[nodiscard]] Uuid content_id_with_values(const ExperimentRun& run);

/// A run with everything the server computes before any SQL.
struct PreparedRun {
  ExperimentRun run;  ///< names in it are the normalised ones now; copied metrics refreshed
  Uuid content_id;
  Uuid variant_id;
  ModelVariant variant;
  std::optional<Uuid> artifact_id;
  HardwareProfile hardware;
  std::string flavour;  ///< "" = mainline, "ik_llama.cpp", ...
  std::optional<Load> load;
  std::string concurrency_source = "unknown";
  NormalisedSettings settings;
  std::string settings_summary;
  Uuid configuration_id;
  Uuid series_id;
  Headline headline;
  Json raw_names = Json::object();  ///< spellings as sent, for provenance
  std::vector<std::string> warnings;
};

/// All wrong fields of a run (limits of the schema, finite values, one value per metric name, ...). Paths are those of
/// api.md.
[[nodiscard]] std::vector<FieldError> validate_run(const ExperimentRun& run);

/// Requires a valid run. Normalises, computes ids, headline and warnings.
[[nodiscard]] PreparedRun prepare_run(ExperimentRun run);

/// Gives the run the ids it would have as a run of that variant. Needs what these ids are made from: machine, backend,
/// settings, load, artifact; the content_id stays.
void move_to_variant(PreparedRun& prepared, const ModelVariant& variant);

/// Recomputes what depends on the metrics (copied metrics, headline) after metrics were added to a stored run.
void recompute_after_extension(PreparedRun& prepared);

}  // namespace llmbench
