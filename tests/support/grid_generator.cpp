#include "support/grid_generator.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace llmbench::testing {
namespace {

using std::chrono::microseconds;
constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;

struct Quantization {
  const char* name;
  double bits;
};
constexpr std::array<Quantization, 8> kQuantizations{{{"Q4_K_M", 4.85},
                                                      {"Q8_0", 8.5},
                                                      {"Q6_K", 6.56},
                                                      {"Q5_K_M", 5.7},
                                                      {"IQ4_XS", 4.3},
                                                      {"Q3_K_L", 4.2},
                                                      {"FP16", 16},
                                                      {"MXFP4", 4.3}}};
constexpr std::array<const char*, 12> kFamilies{"Qwen/Qwen3",          "meta-llama/Llama-3.1", "google/gemma-3",
                                                "mistralai/Ministral", "microsoft/phi-4",      "TheDrummer/Snowpiercer",
                                                "deepseek-ai/R1",      "ibm/granite-4",        "openai/gpt-oss",
                                                "tiiuae/Falcon-H1",    "zai-org/GLM-4.5",      "NousResearch/Hermes-4"};
constexpr std::array<double, 7> kBillions{0.6, 1.7, 4, 8, 14, 32, 70};

TimePoint start_of_time() {
  return parse_time("2024-06-01T00:00:00Z").value();
}

}  // namespace

GridGenerator::GridGenerator(std::uint64_t seed) : random_(seed) {
  make_variants();
  make_machines();
}

void GridGenerator::make_variants() {
  for (const char* family : kFamilies) {
    for (const double billions : kBillions) {
      for (const auto& quantization : kQuantizations) {
        store::GridVariant variant;
        variant.variant.model_name = std::string{family} + "-" + std::to_string(static_cast<int>(billions * 10)) + "e8";
        variant.variant.quantization = quantization.name;
        variant.id = model_variant_id(variant.variant);
        variant.created_at = variant.updated_at = start_of_time();
        variants_.push_back(variant);
        sizes_gb_.push_back(billions * 1e9 * quantization.bits / 8 / kGibibyte);
      }
    }
  }
}

void GridGenerator::make_machines() {
  using enum HardwareCategory;
  machines_ = {{"RTX 4090", 24, 1, consumer_gpu, "Ryzen 9 7950X", 1008},
               {"RTX 3060", 12, 1, consumer_gpu, "Ryzen 5 5600", 360},
               {"RTX 3090", 24, 1, consumer_gpu, "Core i9-13900K", 936},
               {"RTX 3090", 24, 2, consumer_gpu, "Threadripper 3970X", 1800},
               {"RX 7900 XTX", 24, 1, consumer_gpu, "Ryzen 7 7800X3D", 960},
               {"H100", 80, 1, datacenter_gpu, "EPYC 9654", 3350},
               {"H100", 80, 4, datacenter_gpu, "EPYC 9654", 12000},
               {"A100", 40, 1, datacenter_gpu, "EPYC 7763", 1555},
               {"Radeon 8060S", 96, 1, unified, "Ryzen AI MAX+ 395", 256},
               {"Apple M4 Max", 128, 1, unified, "Apple M4 Max", 546},
               {kCpuOnly, 0, 0, datacenter_cpu, "EPYC 9654", 460},
               {kCpuOnly, 0, 0, consumer_cpu, "Ryzen 9 7950X", 80},
               {"2 hosts", 48, 2, multi_host, "Xeon w5-3435X", 700}};
}

void GridGenerator::set_machine(store::GridRun& run, std::size_t number) {
  const Machine& machine = machines_[number];
  run.hardware_id = uuid_from_content("machine " + std::to_string(number));
  run.gpu_model = machine.gpu;
  run.gpu_count = machine.count;
  run.gpu_memory_gb = machine.memory_gb;
  run.cpu_model = machine.cpu;
  run.ram_gb = 64.0 * (1 + static_cast<double>(number % 4));
  run.category = machine.category;
  run.platform = machine.gpu == kCpuOnly ? machine.cpu
                 : machine.count > 1     ? std::to_string(machine.count) + "x " + machine.gpu
                                         : machine.gpu;
}

void GridGenerator::set_figures(store::GridRun& run) {
  Headline& headline = run.headline;
  const double size = headline.model_size_gb.value_or(1);
  const auto machine = std::find_if(machines_.begin(), machines_.end(), [&](const Machine& known) {
    return known.gpu == run.gpu_model && known.cpu == run.cpu_model;
  });
  const double noise = 0.8 + static_cast<double>(below(4000)) / 10'000;
  const double speed = noise * 0.7 * machine->bandwidth / size;
  headline.points.clear();
  const auto add = [&](SpeedPoint::Kind kind, int tokens, int depth, double value) {
    std::optional<double> cv;
    if (!one_in(5)) cv = static_cast<double>(below(1000)) / 20'000;
    headline.points.push_back({kind, tokens, depth, value, cv, false});
  };
  using enum SpeedPoint::Kind;
  constexpr std::array<int, 8> kGeneration{128, 128, 128, 128, 128, 32, 1024, 0};
  if (!one_in(12)) add(generation, kGeneration[below(kGeneration.size())], 0, speed);
  if (!one_in(6)) add(prompt, one_in(6) ? 2048 : 512, 0, speed * 30);
  if (one_in(4)) {
    for (const int depth : {4096, 16384}) {
      add(generation, 128, depth, speed / (1 + depth / 20'000.0));
      add(prompt, 512, depth, 30 * speed / (1 + depth / 8'000.0));
    }
  }
  headline.speed = headline_speed(headline.points);
  headline.prompt_speed = headline_prompt_speed(headline.points);
  headline.memory_gb.reset();
  headline.memory_source.reset();
  if (!one_in(3)) {
    headline.memory_gb = size * 1.1 + static_cast<double>(below(100)) / 100;
    headline.memory_source = "measured";
  }
  headline.gpu_power_watts.reset();
  if (one_in(4)) headline.gpu_power_watts = 50.0 + static_cast<double>(below(300));
  headline.time_to_first_token_ms.reset();
  if (one_in(4)) headline.time_to_first_token_ms = 20.0 + static_cast<double>(below(10'000)) / 10;
}

store::GridRun GridGenerator::make_run() {
  ++made_;
  store::GridRun run;
  if (!earlier_.empty() && one_in(5)) {
    run = earlier_[below(earlier_.size())];
  } else {
    // Popular variants and builds have most of the runs.
    const std::size_t variant = std::min(below(variants_.size()), below(variants_.size()));
    const std::uint64_t version = below(20);
    const std::uint64_t settings = below(6);
    set_machine(run, below(machines_.size()));
    run.variant_id = variants_[variant].id;
    run.variant = variants_[variant].variant;
    run.headline.model_size_gb = sizes_gb_[variant];
    run.headline.bits_per_weight = kQuantizations[variant % kQuantizations.size()].bits;
    run.headline.n_params =
        static_cast<std::int64_t>(sizes_gb_[variant] * kGibibyte * 8 / *run.headline.bits_per_weight);
    const bool serves = one_in(8);
    run.backend = serves ? "vllm" : "llama.cpp";
    run.load = serves ? Load::concurrent : Load::single;
    if (one_in(40)) run.load.reset();
    run.concurrency_source = "unknown";
    run.backend_version = std::to_string(5000 + 40 * version) + " (build)";
    if (one_in(30)) run.flavour = "ik_llama.cpp";
    if (settings == 1) run.flash_attention = true;
    if (settings == 2) run.kv_type = "q8_0";
    run.settings_summary = settings == 0 ? "" : "ub " + std::to_string(256 << settings);
    if (one_in(50)) run.tags = {"sample"};
    if (one_in(10)) run.tags.emplace_back("nightly");
    run.headline.partial = one_in(60);
    const std::string series = to_string(run.variant_id) + to_string(run.hardware_id) + run.backend + run.flavour +
                               run.settings_summary + std::to_string(run.load ? static_cast<int>(*run.load) : -1) +
                               std::to_string(below(4));
    run.series_id = uuid_from_content("series " + series);
    run.configuration_id = uuid_from_content("configuration " + series + *run.backend_version);
    if (earlier_.size() < 20'000) earlier_.push_back(run);
  }
  run.run_id = uuid_from_content("run " + std::to_string(made_) + " of " + std::to_string(random_()));
  run.created_at = start_of_time() + microseconds{static_cast<std::int64_t>(made_) * 1'000'003};
  run.timestamp.reset();
  if (!one_in(30)) run.timestamp = start_of_time() + microseconds{static_cast<std::int64_t>(below(60'000'000'000'000))};
  set_figures(run);
  return run;
}

std::vector<store::GridRun> GridGenerator::make_runs(std::size_t count) {
  std::vector<store::GridRun> runs;
  runs.reserve(count);
  while (runs.size() < count) runs.push_back(make_run());
  return runs;
}

void GridGenerator::change_figures(store::GridRun& run) {
  set_figures(run);
}

std::vector<store::VariantScoreContext> GridGenerator::make_scores() {
  static constexpr std::array<const char*, 14> kCategories{
      "biology", "business", "chemistry", "computer science", "economics", "engineering", "health", "history",
      "law",     "math",     "other",     "philosophy",       "physics",   "psychology"};
  std::vector<store::VariantScoreContext> scores;
  for (const auto& variant : variants_) {
    if (one_in(3)) continue;
    store::VariantScoreContext score;
    score.variant_id = variant.id;
    score.scores.benchmark = "mmlu_pro";
    const std::uint64_t level = 20 + below(60);
    for (const char* category : kCategories) {
      ScorePart part;
      part.category = category;
      part.total_questions = 100;
      part.correct_answers = static_cast<std::int64_t>(std::min<std::uint64_t>(100, level + below(10)));
      part.score = static_cast<double>(*part.correct_answers);
      score.scores.parts.push_back(part);
    }
    scores.push_back(std::move(score));
  }
  return scores;
}

}  // namespace llmbench::testing
