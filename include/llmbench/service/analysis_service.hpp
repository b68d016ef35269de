#pragma once
// One model on one GPU: every backend and quantization, by concurrency and power limit. Called by
// GET /api/model-hardware-analysis.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/quality.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace llmbench::service {

struct GridSnapshot;
struct VariantScores;

/// The best figures of some runs; nullopt = nobody measured it. Speeds are tokens per second, latencies 95th
/// percentiles in milliseconds.
struct BestFigures {
  std::optional<double> speed;
  std::optional<double> tokens_per_kwh;  ///< of the run with that speed
  std::optional<double> ttft_ms;
  std::optional<double> tpot_ms;
  std::optional<double> itl_ms;
};

struct AnalysisCell {
  int power_limit_watts = 0;  ///< 0 = unknown
  int concurrent_requests = 1;
  BestFigures best;
};

/// One quantization in one backend.
struct AnalysisEntry {
  std::string backend;
  std::string quantization;
  std::size_t configurations = 0;
  BestFigures best;
  const VariantScores* variant = nullptr;  ///< lives as long as the snapshot
  std::vector<AnalysisCell> cells;         ///< by power limit, then concurrency
};

struct Analysis {
  std::shared_ptr<const GridSnapshot> snapshot;
  std::string model_name;  ///< as stored
  std::string gpu_model;   ///< the platform, or the GPU when no platform has the name
  std::string lora_adapter;
  std::string speed_class;                   ///< class of the speeds that are compared; "" = there is no speed
  std::string speed_class_one_request;       ///< of the speeds in cells of one request; "" = there is none
  std::string speed_class_several_requests;  ///< of those in cells of several
  std::size_t configurations = 0;
  std::size_t unplaced = 0;            ///< runs whose concurrency is not known: in no cell
  std::vector<AnalysisEntry> entries;  ///< by backend, then from the widest quantization to the narrowest
};

/// FP32, BF16, FP16, FP8*, W*A16*, W*A8*, other W*, then by bits per weight, widest first; unknown labels last.
[[nodiscard]] bool comes_before_quantization(std::string_view a, std::string_view b);

class AnalysisService {
 public:
  AnalysisService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

  /// Names are compared as the server normalises them, in any case; `gpu` is a platform ("4x H100") or a GPU.
  /// `lora_adapter` "" = the base variants. Throws Error{not_found} that lists near names.
  [[nodiscard]] Analysis analyse(const std::string& model, const std::string& gpu,
                                 const std::string& lora_adapter) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
