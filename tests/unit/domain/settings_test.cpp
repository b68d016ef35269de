#include "llmbench/domain/settings.hpp"

#include "domain/settings_table.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

TimePoint at(const char* text) {
  return *parse_time(text);
}

NormalisedSettings normalise(const Json& settings, const char* when = "2025-06-08T22:17:33Z",
                             SettingScope scope = SettingScope::all) {
  return normalise_settings(settings, "llama.cpp", at(when), scope);
}

const Json kPlainRun{{"backends", "CUDA"},
                     {"n_batch", 2048},
                     {"n_ubatch", 512},
                     {"n_threads", 8},
                     {"cpu_mask", "0x0"},
                     {"cpu_strict", false},
                     {"poll", 50},
                     {"type_k", "f16"},
                     {"type_v", "f16"},
                     {"n_gpu_layers", 99},
                     {"split_mode", "layer"},
                     {"main_gpu", 0},
                     {"no_kv_offload", false},
                     {"flash_attn", false},
                     {"tensor_split", "0.00"},
                     {"use_mmap", true},
                     {"embeddings", false},
                     {"tensor_buft_overrides", "none"},
                     {"defrag_thold", -1.0},
                     {"no_op_offload", 0}};

TEST(NormaliseSettings, DefaultsAreDropped) {
  EXPECT_EQ(normalise(kPlainRun), (NormalisedSettings{{"backends", "CUDA"}}));
}

TEST(NormaliseSettings, TypesOfFormatsAndErasAreOneValue) {
  const Json csv{{"backends", "CUDA"}, {"n_batch", "2048"},           {"flash_attn", "0"},     {"n_gpu_layers", "99"},
                 {"use_mmap", "1"},    {"defrag_thold", "-1.000000"}, {"embeddings", "false"}, {"n_threads", "8"}};
  EXPECT_EQ(normalise(csv), (NormalisedSettings{{"backends", "CUDA"}}));
  const Json other{{"backends", "CUDA"}, {"n_ubatch", "1024"}, {"flash_attn", "true"}, {"tensor_split", "3.00/1.00"}};
  const Json same{{"backends", "CUDA"}, {"n_ubatch", 1024.0}, {"flash_attn", 1}, {"tensor_split", "3/1"}};
  EXPECT_EQ(normalise(other), normalise(same));
  EXPECT_EQ(normalise(other).at("tensor_split"), "3/1");
}

struct MovedDefault {
  Json settings;
  const char* when;
  bool is_default;
};

TEST(NormaliseSettings, DefaultsAreThoseOfTheirTime) {
  const MovedDefault cases[] = {
      {{{"n_batch", 512}}, "2024-03-06T00:00:00Z", true},
      {{{"n_batch", 2048}}, "2024-03-06T00:00:00Z", false},
      {{{"n_batch", 512}}, "2024-03-08T00:00:00Z", false},
      {{{"n_batch", 2048}}, "2024-03-08T00:00:00Z", true},
      {{{"use_mmap", true}}, "2026-01-15T00:00:00Z", true},
      {{{"use_mmap", false}}, "2026-01-15T00:00:00Z", false},
      {{{"use_mmap", false}, {"use_direct_io", true}}, "2026-02-06T00:00:00Z", true},
      {{{"use_mmap", false}, {"use_direct_io", false}}, "2026-02-06T00:00:00Z", true},
      {{{"use_mmap", true}, {"use_direct_io", false}}, "2026-02-06T00:00:00Z", false},
      {{{"use_mmap", true}, {"use_direct_io", false}}, "2026-03-10T00:00:00Z", true},
      {{{"load_mode", "auto"}}, "2026-08-18T00:00:00Z", true},
      {{{"load_mode", "mmap"}}, "2026-08-18T00:00:00Z", true},
      {{{"load_mode", "none"}}, "2026-08-18T00:00:00Z", false},
      {{{"flash_attn", false}}, "2025-06-01T00:00:00Z", true},
      {{{"flash_attn", -1}}, "2026-07-02T00:00:00Z", true},
      {{{"flash_attn", 0}}, "2026-07-02T00:00:00Z", false},
      {{{"flash_attn", 1}}, "2026-07-02T00:00:00Z", false},
      {{{"n_gpu_layers", -1}}, "2026-07-02T00:00:00Z", true},
      {{{"n_gpu_layers", 99}}, "2023-09-23T00:00:00Z", true},
      {{{"n_gpu_layers", 20}, {"backends", "CUDA"}}, "2025-06-01T00:00:00Z", false},
      {{{"fit_target", 0}, {"fit_min_ctx", 0}}, "2026-08-18T00:00:00Z", true},
      {{{"devices", "auto"}, {"no_host", false}, {"n_cpu_moe", 0}}, "2025-10-08T00:00:00Z", true},
      {{{"f16_kv", true}, {"mul_mat_q", true}, {"low_vram", false}}, "2023-09-23T00:00:00Z", true},
      {{{"f16_kv", false}}, "2023-09-23T00:00:00Z", false},
  };
  for (const auto& expected : cases) {
    auto normalised = normalise(expected.settings, expected.when);
    normalised.erase("backends");
    EXPECT_EQ(normalised.empty(), expected.is_default) << expected.settings << " " << expected.when;
  }
}

TEST(NormaliseSettings, WithoutATimeTheNewestDefaultsHold) {
  EXPECT_TRUE(normalise_settings({{"n_batch", 2048}}, "llama.cpp", std::nullopt).empty());
  EXPECT_FALSE(normalise_settings({{"n_batch", 512}}, "llama.cpp", std::nullopt).empty());
}

TEST(NormaliseSettings, LoadModeReplacesTheTwoBooleans) {
  EXPECT_EQ(normalise({{"use_mmap", false}}), (NormalisedSettings{{"load_mode", "none"}}));
  EXPECT_EQ(normalise({{"use_mmap", false}}), normalise({{"load_mode", "none"}}));
  EXPECT_EQ(normalise({{"use_mmap", true}, {"use_direct_io", true}}), (NormalisedSettings{{"load_mode", "dio"}}));
}

TEST(NormaliseSettings, BackendsAreASet) {
  EXPECT_EQ(normalise({{"backends", "MTL,BLAS"}}).at("backends"), "Metal");
  EXPECT_EQ(normalise({{"backends", "BLAS,MTL"}, {"n_gpu_layers", 10}}).at("backends"), "BLAS,Metal")
      << "BLAS works where layers run on the processor";
  EXPECT_EQ(normalise({{"backends", "Vulkan,RPC"}}).at("backends"), "Vulkan");
  EXPECT_EQ(normalise({{"backends", "HIP"}}).at("backends"), "ROCm");
  EXPECT_EQ(normalise({{"backends", "CPU"}}).at("backends"), "CPU");
  EXPECT_EQ(normalise({{"backends", "ROCm 7.12"}}).at("backends"), "ROCm 7.12");
}

TEST(NormaliseSettings, BooleansBeforeNovember2024AreBackends) {
  const Json old{{"cuda", true}, {"opencl", false}, {"metal", false}, {"gpu_blas", true}, {"blas", true}};
  EXPECT_EQ(normalise(old, "2023-09-23T00:00:00Z"), (NormalisedSettings{{"backends", "CUDA"}}));
  const Json none{{"cuda", "0"}, {"vulkan", "0"}, {"blas", "0"}};
  EXPECT_EQ(normalise(none), (NormalisedSettings{{"backends", "CPU"}}));
}

TEST(NormaliseSettings, ThreadsMatterOnlyWhereLayersRunOnTheProcessor) {
  const Json threads{{"n_threads", 16}, {"poll", 0}};
  auto with = [&](Json more) {
    more.update(threads);
    return normalise(more);
  };
  EXPECT_FALSE(with({{"backends", "CUDA"}, {"n_gpu_layers", 99}}).contains("n_threads"));
  EXPECT_FALSE(with({{"backends", "CUDA"}}).contains("poll")) << "all layers are on the GPU by default";
  EXPECT_EQ(with({{"backends", "CUDA"}, {"n_gpu_layers", 20}}).at("n_threads"), "16");
  EXPECT_EQ(with({{"backends", "CUDA"}, {"n_gpu_layers", 0}}).at("n_threads"), "16");
  EXPECT_EQ(with({{"backends", "CPU"}, {"n_gpu_layers", 99}}).at("n_threads"), "16");
  EXPECT_FALSE(with({{"backends", "CPU"}, {"n_gpu_layers", 99}}).contains("n_gpu_layers"));
  EXPECT_EQ(with({{"backends", "CUDA"}, {"devices", "none"}}).at("n_threads"), "16");
}

TEST(NormaliseSettings, BatchSizesDoNotSplitGeneration) {
  const Json settings{{"backends", "CUDA"}, {"n_batch", 4096}, {"n_ubatch", 2048}, {"type_k", "q8_0"}};
  const char* when = "2025-06-08T00:00:00Z";
  EXPECT_EQ(normalise(settings, when, SettingScope::generation),
            (NormalisedSettings{{"backends", "CUDA"}, {"type_k", "q8_0"}}));
  EXPECT_EQ(normalise(settings, when, SettingScope::prompt), normalise(settings, when));
  EXPECT_EQ(normalise(settings).at("n_ubatch"), "2048");
}

TEST(NormaliseSettings, RepackIsOnInLlamaCppAndOffInItsFork) {
  const Json cpu{{"backends", "CPU"}, {"repack", true}};
  EXPECT_FALSE(normalise(cpu).contains("repack"));
  EXPECT_EQ(normalise({{"backends", "CPU"}, {"repack", false}}).at("repack"), "0");
  EXPECT_FALSE(normalise({{"backends", "CPU"}, {"repack", 0}, {"mla_attn", 0}}).contains("repack"));
  EXPECT_EQ(normalise({{"backends", "CPU"}, {"repack", 1}, {"mla_attn", 0}}).at("repack"), "1");
}

TEST(NormaliseSettings, DriversAreNamedWithoutTheirDevice) {
  EXPECT_EQ(normalise({{"driver", "RADV GFX1151"}}), normalise({{"driver", "RADV STRIX_HALO"}}));
  EXPECT_EQ(normalise({{"driver", "RADV GFX1151"}}).at("driver"), "RADV");
  EXPECT_EQ(normalise({{"driver", "AMD open-source driver"}}).at("driver"), "AMDVLK");
  EXPECT_TRUE(normalise({{"driver", "RPL-U"}}).empty());
  EXPECT_TRUE(normalise({{"driver", "Intel open-source Mesa driver"}}).empty());
}

TEST(NormaliseSettings, UnknownSettingsAndOtherBackendsKeepEverything) {
  EXPECT_EQ(normalise({{"moe_cache", 1}, {"new_thing", "x"}, {"auto_thing", "auto"}, {"gone", nullptr}}),
            (NormalisedSettings{{"moe_cache", "1"}, {"new_thing", "x"}}));
  EXPECT_EQ(
      normalise_settings({{"max_num_seqs", 256}, {"enforce_eager", true}, {"n_batch", 2048}}, "vllm", std::nullopt),
      (NormalisedSettings{{"enforce_eager", "1"}, {"max_num_seqs", "256"}, {"n_batch", "2048"}}));
  EXPECT_TRUE(normalise_settings(Json(), "llama.cpp", std::nullopt).empty());
}

TEST(SettingsSummary, PrintsWhatIsNotUsual) {
  EXPECT_EQ(settings_summary(normalise(kPlainRun), Json::object()), "");
  const Json tuned{
      {"backends", "CUDA"}, {"flash_attn", true}, {"type_k", "q8_0"}, {"type_v", "q8_0"}, {"n_ubatch", 2048}};
  EXPECT_EQ(settings_summary(normalise(tuned), Json::object()), "fa · KV q8_0 · ub 2048");
  const Json vulkan{{"backends", "Vulkan"},
                    {"driver", "RADV GFX1151"},
                    {"type_k", "q8_0"},
                    {"use_mmap", false},
                    {"n_gpu_layers", 20}};
  EXPECT_EQ(settings_summary(normalise(vulkan), {{"branch", "mmq"}, {"kernel", 6.14}}),
            "Vulkan · KV q8_0/f16 · RADV · ngl 20 · load none · branch=mmq · kernel=6.14");
  EXPECT_EQ(settings_summary(normalise({{"flash_attn", 0}}, "2026-08-01T00:00:00Z"), Json::object()), "fa off");
  EXPECT_EQ(settings_summary({{"new_thing", "x"}}, Json::object()), "new_thing=x");
}

TEST(IsKnownLlamaBenchSetting, FieldsOfEveryEra) {
  for (const char* field : {"n_batch", "use_mmap", "use_direct_io", "load_mode", "f16_kv", "cuda", "gpu_blas",
                            "backends", "mla_attn", "fit_target", "defrag_thold", "flash_attn"}) {
    EXPECT_TRUE(is_known_llama_bench_setting(field)) << field;
  }
  for (const char* field : {"n_prompt", "n_gen", "n_depth", "test_time", "avg_ts", "avg_ttf_ns", "model_type", "x"}) {
    EXPECT_FALSE(is_known_llama_bench_setting(field)) << field;
  }
}

TEST(IsIdentitySetting, TheFirstVersionsFieldsForEver) {
  for (const char* field : {"n_batch", "flash_attn", "use_mmap", "cuda", "lazy_mode", "repack", "load_mode", "ser"}) {
    EXPECT_TRUE(is_identity_setting(field)) << field;
  }
  for (const char* field : {"driver", "n_prompt", "some_later_field"}) {
    EXPECT_FALSE(is_identity_setting(field)) << field;
  }
}

TEST(SettingsTable, EveryDefaultIsItsOwnCanonicalForm) {
  for (const SettingRow& row : llama_bench_settings()) {
    if (row.defaults.empty()) continue;
    const Json settings{{std::string(row.name), std::string(row.defaults.back().value)}};
    auto normalised = normalise_settings(settings, "llama.cpp", std::nullopt);
    EXPECT_FALSE(normalised.contains(std::string(row.name))) << row.name;
  }
}

TEST(GpuLayersOf, AllNoneOrUnknown) {
  EXPECT_EQ(gpu_layers({{"n_gpu_layers", -1}}), GpuLayers::all);
  EXPECT_EQ(gpu_layers({{"n_gpu_layers", "999"}}), GpuLayers::all);
  EXPECT_EQ(gpu_layers({{"n_gpu_layers", 33}}), GpuLayers::some_or_all);
  EXPECT_EQ(gpu_layers({{"n_gpu_layers", 0}}), GpuLayers::none);
  EXPECT_EQ(gpu_layers(Json::object()), GpuLayers::unknown);
  EXPECT_EQ(gpu_layers(Json()), GpuLayers::unknown);
}

TEST(KvType, BothTypesOrOneText) {
  EXPECT_EQ(kv_type({{"type_k", "q8_0"}, {"type_v", "q8_0"}}, "llama.cpp"), "q8_0");
  EXPECT_EQ(kv_type({{"type_k", "q8_0"}, {"type_v", "f16"}}, "llama.cpp"), "q8_0/f16");
  EXPECT_EQ(kv_type({{"type_k", "Q4_0"}}, "llama.cpp"), "q4_0/f16");
  EXPECT_EQ(kv_type(Json::object(), "llama.cpp"), "f16");
  EXPECT_EQ(kv_type({{"f16_kv", false}}, "llama.cpp"), "f32");
  EXPECT_EQ(kv_type({{"kv_cache_dtype", "fp8"}}, "vllm"), "fp8");
  EXPECT_FALSE(kv_type({{"kv_cache_dtype", "auto"}}, "vllm"));
  EXPECT_FALSE(kv_type(Json::object(), "vllm"));
}

TEST(FlashAttention, AutoIsNeither) {
  EXPECT_EQ(flash_attention({{"flash_attn", true}}), true);
  EXPECT_EQ(flash_attention({{"flash_attn", "0"}}), false);
  EXPECT_EQ(flash_attention({{"flash_attn", 1}}), true);
  EXPECT_FALSE(flash_attention({{"flash_attn", -1}}));
  EXPECT_FALSE(flash_attention({{"flash_attn", "auto"}}));
  EXPECT_FALSE(flash_attention(Json::object()));
}

TEST(DetectFlavour, ByFieldsNameOrStatement) {
  const Json none = Json::object();
  EXPECT_EQ(detect_flavour(kPlainRun, "llama.cpp", none), "");
  EXPECT_EQ(detect_flavour({{"fused_moe", 1}}, "llama.cpp", none), "ik_llama.cpp");
  EXPECT_EQ(detect_flavour(none, "ik_llama.cpp", none), "ik_llama.cpp");
  EXPECT_EQ(detect_flavour({{"type_k", "turbo3"}}, "llama.cpp", none), "unknown fork");
  EXPECT_EQ(detect_flavour({{"type_k", "turbo3"}}, "llama.cpp", {{"flavour", "TurboQuant"}}), "TurboQuant");
  EXPECT_EQ(detect_flavour(none, "llama.cpp", {{"flavour", "llama.cpp"}}), "");
  EXPECT_EQ(detect_flavour({{"fused_moe", 1}}, "vllm", none), "");
}

TEST(NormaliseSettings, ExpertReductionOfIkLlamaIsOneSpelling) {
  for (const char* off : {"0,0", "-1,0", "-1,0.000000", "0,0.000000", ""}) {
    EXPECT_FALSE(normalise({{"backends", "CUDA"}, {"ser", off}}).contains("ser")) << off;
  }
  EXPECT_EQ(normalise({{"backends", "CUDA"}, {"ser", "6,0.500000"}}).at("ser"), "6,0.5");
}

}  // namespace
}  // namespace llmbench
