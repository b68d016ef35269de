#include "domain/settings_table.hpp"

#include <algorithm>

namespace llmbench {
namespace {

using enum SettingType;
using enum SettingEffect;

// Dates are those of the upstream commits that moved a default (llama.cpp pull request in parentheses).
constexpr DefaultSince kNo[] = {{"", "0"}};
constexpr DefaultSince kYes[] = {{"", "1"}};
constexpr DefaultSince kZero[] = {{"", "0"}};
constexpr DefaultSince kNone[] = {{"", "none"}};
constexpr DefaultSince kF16[] = {{"", "f16"}};
constexpr DefaultSince kBatch[] = {{"", "512"}, {"2024-03-07", "2048"}};  // (#5924)
constexpr DefaultSince kFlash[] = {{"", "0"}, {"2026-06-01", "auto"}};    // bool before, -1/0/1 after
constexpr DefaultSince kMicroBatch[] = {{"", "512"}};
constexpr DefaultSince kMask[] = {{"", "0x0"}};
constexpr DefaultSince kPoll[] = {{"", "50"}};
constexpr DefaultSince kSplit[] = {{"", "layer"}};
constexpr DefaultSince kDefrag[] = {{"", "-1"}};
constexpr DefaultSince kAuto[] = {{"", "auto"}};
// use_mmap was true, false with direct I/O from 2026-01-16 (#18841), and true again from 2026-03-09 (#20211); load_mode
// replaced both in mid-2026 with "auto", which maps.
constexpr DefaultSince kLoad[] = {{"", "mmap"}, {"2026-01-16", "dio"}, {"2026-03-09", "mmap"}};

constexpr SettingRow kSettings[] = {
    {"backends", "", list, everything, {}},
    {"driver", "", text, everything, {}},  // what the device's name said in parentheses
    {"devices", "dev", text, everything, kAuto},
    {"n_gpu_layers", "ngl", number, everything, {}},
    {"n_cpu_moe", "ncmoe", number, everything, kZero},
    {"tensor_buft_overrides", "ot", text, everything, kNone},
    {"split_mode", "sm", text, everything, kSplit},
    {"main_gpu", "mg", number, everything, kZero},
    {"tensor_split", "ts", text, everything, kZero},
    {"fit_target", "fitt", number, everything, kZero},
    {"fit_min_ctx", "fitc", number, everything, kZero},
    {"no_host", "nohost", flag, everything, kNo},
    {"flash_attn", "fa", flag, everything, kFlash},
    {"type_k", "K", text, everything, kF16},
    {"type_v", "V", text, everything, kF16},
    {"no_kv_offload", "nkvo", flag, everything, kNo},
    {"defrag_thold", "defrag", number, everything, kDefrag},
    {"load_mode", "load", text, everything, kLoad},
    {"embeddings", "embd", flag, everything, kNo},
    {"low_vram", "low vram", flag, everything, kNo},
    {"n_batch", "b", number, prompt_only, kBatch},
    {"n_ubatch", "ub", number, prompt_only, kMicroBatch},
    {"no_op_offload", "nopo", flag, prompt_only, kNo},
    {"mul_mat_q", "mmq", flag, prompt_only, kYes},
    {"n_threads", "t", number, cpu_work, {}},
    {"cpu_mask", "mask", text, cpu_work, kMask},
    {"cpu_strict", "strict", flag, cpu_work, kNo},
    {"poll", "poll", number, cpu_work, kPoll},
    {"repack", "repack", flag, cpu_work, kYes},
    {"lazy_mode", "lazy", text, everything, kAuto},
    // ik_llama.cpp: nothing there is on by default (its repack is off, see settings.cpp)
    {"mla_attn", "mla", number, everything, kZero},
    {"attn_max_batch", "amb", number, everything, kZero},
    {"ser", "ser", text, everything, kZero},
    {"reuse", "reuse", flag, everything, kNo},
    {"mqkv", "mqkv", flag, everything, kNo},
    {"muge", "muge", flag, everything, kNo},
    {"defer_experts", "defer", flag, everything, kNo},
    {"fused_moe", "fmoe", flag, everything, kNo},
    {"grouped_er", "ger", flag, everything, kNo},
    {"no_fused_up_gate", "no-fug", flag, everything, kNo},
    {"use_thp", "thp", flag, everything, kNo},
    {"no_ooae", "no-ooae", flag, everything, kNo},
    {"rcache", "rcache", flag, everything, kNo},
    {"sas", "sas", flag, everything, kNo},
    {"max_gpu", "max gpu", number, everything, kZero},
    {"cuda_params", "cuda", text, everything, kNone},
    {"override_tensor", "ot", text, everything, kNone},
};

constexpr BackendFlag kBackendFlags[] = {
    {"cuda", "CUDA"},   {"vulkan", "Vulkan"}, {"kompute", "Kompute"},
    {"metal", "Metal"}, {"sycl", "SYCL"},     {"opencl", "OpenCL"},
    {"blas", "BLAS"},   {"rpc", ""},          {"gpu_blas", ""},
};

// `repack` and `override_tensor` are not among them: other forks write fields of these names.
constexpr std::string_view kIkOnly[] = {
    "mla_attn", "attn_max_batch", "ser",    "mqkv", "muge",        "defer_experts",    "fused_moe", "grouped_er",
    "use_thp",  "no_ooae",        "rcache", "sas",  "cuda_params", "no_fused_up_gate", "max_gpu"};

/// Frozen: these fields are in fingerprints already stored. A field added to the tables above is not added here, or the
/// same file read by an older and a newer program would be two measurements.
constexpr std::string_view kIdentityFields[] = {"attn_max_batch",
                                                "backends",
                                                "blas",
                                                "cpu_mask",
                                                "cpu_strict",
                                                "cuda",
                                                "cuda_params",
                                                "defer_experts",
                                                "defrag_thold",
                                                "devices",
                                                "embeddings",
                                                "f16_kv",
                                                "fit_min_ctx",
                                                "fit_target",
                                                "flash_attn",
                                                "fused_moe",
                                                "gpu_blas",
                                                "grouped_er",
                                                "kompute",
                                                "lazy_mode",
                                                "load_mode",
                                                "low_vram",
                                                "main_gpu",
                                                "max_gpu",
                                                "metal",
                                                "mla_attn",
                                                "mqkv",
                                                "muge",
                                                "mul_mat_q",
                                                "n_batch",
                                                "n_cpu_moe",
                                                "n_gpu_layers",
                                                "n_threads",
                                                "n_ubatch",
                                                "no_fused_up_gate",
                                                "no_host",
                                                "no_kv_offload",
                                                "no_ooae",
                                                "no_op_offload",
                                                "opencl",
                                                "override_tensor",
                                                "poll",
                                                "rcache",
                                                "repack",
                                                "reuse",
                                                "rpc",
                                                "sas",
                                                "ser",
                                                "split_mode",
                                                "sycl",
                                                "tensor_buft_overrides",
                                                "tensor_split",
                                                "type_k",
                                                "type_v",
                                                "use_direct_io",
                                                "use_mmap",
                                                "use_thp",
                                                "vulkan"};

constexpr std::string_view kCacheTypes[] = {"f32", "f16", "bf16", "q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "iq4_nl"};

}  // namespace

std::span<const SettingRow> llama_bench_settings() {
  return kSettings;
}

const SettingRow* find_setting(std::string_view name) {
  const auto* row = std::ranges::find(kSettings, name, &SettingRow::name);
  return row == std::end(kSettings) ? nullptr : row;
}

std::span<const BackendFlag> backend_flags() {
  return kBackendFlags;
}

bool is_ik_setting(std::string_view name) {
  return std::ranges::find(kIkOnly, name) != std::end(kIkOnly);
}

bool is_identity_field(std::string_view name) {
  return std::ranges::find(kIdentityFields, name) != std::end(kIdentityFields);
}

bool is_upstream_cache_type(std::string_view type) {
  return std::ranges::find(kCacheTypes, type) != std::end(kCacheTypes);
}

}  // namespace llmbench
