#include "parsers/llama_bench/hardware.hpp"

#include "parsers/privacy.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/bytes.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <span>

namespace llmbench::parsers::llama_bench {
namespace {

constexpr const char* kHexagon = "Hexagon HTP";

bool starts_with_any(std::string_view text, std::span<const std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return starts_with_ignoring_case(text, prefix); });
}

bool has_backend(const Row& row, std::string_view name) {
  return std::any_of(row.backends.begin(), row.backends.end(),
                     [name](const std::string& backend) { return equals_ignoring_case(backend, name); });
}

/// Backends that compute on the CPU, or only pass work on. Everything else drives a device ("ROCm 7.12", "HTP").
std::vector<std::string> device_backends(const Row& row) {
  static constexpr std::array<std::string_view, 8> kNoDevice{"CPU",        "BLAS",   "RPC",      "AMX",
                                                             "Accelerate", "ZenDNN", "KleidiAI", "LLAMAFILE"};
  std::vector<std::string> result;
  for (const std::string& backend : row.backends) {
    if (!starts_with_any(backend, kNoDevice)) result.push_back(backend);
  }
  return result;
}

/// cpu_info joins accelerators and sockets: "BLAS, AMD EPYC", "Accelerate, Apple M4".
std::optional<std::string> cpu_of(const std::string& cpu_info) {
  static constexpr std::array<std::string_view, 8> kAccelerators{"BLAS", "OpenBLAS", "BLIS",     "MKL",
                                                                 "AMX",  "ZenDNN",   "KleidiAI", "Accelerate"};
  std::vector<std::string> sockets;
  for (const std::string& name : split_device_names(cpu_info)) {
    const bool is_accelerator =
        std::any_of(kAccelerators.begin(), kAccelerators.end(),
                    [&name](std::string_view accelerator) { return equals_ignoring_case(name, accelerator); });
    if (!is_accelerator && canonical_cpu_name(name)) sockets.push_back(name);
  }
  return sockets.empty() ? std::nullopt : std::optional(join(sockets, ", "));
}

std::string setting(const Row& row, const char* name) {
  return text_field(row.settings, name);
}

bool is_integrated(const std::string& raw, const std::string& cpu) {
  const auto spec = find_gpu_spec(canonical_gpu_name(raw, cpu).name);
  if (spec) return spec->integrated;
  // RADV calls an iGPU by its CPU: "AMD Ryzen 9 7950X 16-Core Processor (RADV RAPHAEL_MENDOCINO)".
  return contains_ignoring_case(raw, "Processor") || contains_ignoring_case(raw, "UHD Graphics");
}

std::vector<std::string> without_integrated(const std::vector<std::string>& gpus, const std::string& cpu) {
  std::vector<std::string> discrete;
  std::copy_if(gpus.begin(), gpus.end(), std::back_inserter(discrete),
               [&cpu](const std::string& gpu) { return !is_integrated(gpu, cpu); });
  return discrete.empty() ? gpus : discrete;
}

/// A device of another machine in gpu_info: "RPC[host:port]", "RPC0", or only "host:port".
bool is_remote(const std::string& gpu) {
  return starts_with_ignoring_case(gpu, "RPC") || redact_text(gpu).starts_with("[address]");
}

/// The number at the end of "CUDA1", "ROCm0", "Vulkan2".
std::optional<std::size_t> device_index(std::string_view device) {
  const std::size_t last = device.find_last_not_of("0123456789");
  const auto index = parse_integer(last == std::string_view::npos ? device : device.substr(last + 1));
  return index ? std::optional(static_cast<std::size_t>(*index)) : std::nullopt;
}

bool all_equal(const std::vector<std::string>& gpus, const std::string& cpu) {
  return std::all_of(gpus.begin(), gpus.end(), [&](const std::string& gpu) {
    return canonical_gpu_name(gpu, cpu).name == canonical_gpu_name(gpus.front(), cpu).name;
  });
}

/// Sessions of the one NPU of a Snapdragon ("HTP0/HTP1"), which no build lists in gpu_info.
bool is_hexagon(std::string_view device) {
  return starts_with_ignoring_case(device, "HTP");
}

struct Selection {
  std::vector<std::string> gpus;
  bool remote = false;
  bool unknown = false;
};

/// What `devices` ("CUDA0/CUDA1", "RPC[host:port]") picks from the GPUs of the machine.
Selection named_devices(const Row& row, const std::string& devices, const std::vector<std::string>& gpus,
                        const std::string& cpu) {
  Selection selection;
  std::vector<std::string> local;
  for (const std::string& device : split(devices, '/')) {
    if (starts_with_ignoring_case(device, "RPC")) {
      selection.remote = true;
    } else if (!device.empty()) {
      local.push_back(device);
    }
  }
  if (local.size() == gpus.size()) {
    selection.gpus = gpus;
    return selection;
  }
  if (gpus.empty() && std::all_of(local.begin(), local.end(), is_hexagon)) {
    selection.gpus.emplace_back(kHexagon);
    return selection;
  }
  // Each backend counts its own devices: with two of them "Vulkan0" may be any of the list, unless all are equal.
  const bool is_countable = device_backends(row).size() < 2 || all_equal(gpus, cpu);
  for (const std::string& device : local) {
    const auto index = device_index(device);
    if (is_countable && index && *index < gpus.size()) {
      selection.gpus.push_back(gpus[*index]);
    } else {
      selection.unknown = true;
    }
  }
  return selection;
}

/// tensor_split "3.00/1.00": a share of nothing means the device is not used. "0.00" = the default, all of them.
std::vector<std::string> with_a_share(const std::string& tensor_split, const std::vector<std::string>& gpus) {
  std::vector<double> shares;
  for (const std::string& part : split(tensor_split, '/')) shares.push_back(parse_double(trim(part)).value_or(0));
  if (std::accumulate(shares.begin(), shares.end(), 0.0) <= 0) return gpus;
  std::vector<std::string> used;
  for (std::size_t i = 0; i < gpus.size() && i < shares.size(); ++i) {
    if (shares[i] > 0) used.push_back(gpus[i]);
  }
  return used.empty() ? gpus : used;
}

/// Two GPU backends in one program each list the same devices: "CUDA,Vulkan" with one card gives its name twice.
std::vector<std::string> seen_once(const Row& row, const std::vector<std::string>& gpus, const std::string& cpu) {
  const std::size_t backends = device_backends(row).size();
  if (backends < 2) return gpus;
  std::map<std::string, std::size_t> counts;
  for (const std::string& gpu : gpus) ++counts[canonical_gpu_name(gpu, cpu).name];
  std::vector<std::string> result;
  std::map<std::string, std::size_t> taken;
  for (const std::string& gpu : gpus) {
    const std::string name = canonical_gpu_name(gpu, cpu).name;
    const bool is_repeated = counts[name] % backends == 0;
    if (!is_repeated || taken[name] < counts[name] / backends) result.push_back(gpu);
    ++taken[name];
  }
  return result;
}

Selection select_gpus(const Row& row, const std::string& cpu) {
  std::vector<std::string> all = split_device_names(row.gpu_info);
  const bool lists_remote = std::erase_if(all, is_remote) > 0;
  const std::string devices = setting(row, "devices");
  const bool is_named = !devices.empty() && !equals_ignoring_case(devices, "auto");
  Selection selection;
  if (is_named) {
    selection = named_devices(row, devices, all, cpu);
  } else {
    selection.gpus = without_integrated(seen_once(row, all, cpu), cpu);
    selection.remote = lists_remote;  // llama.cpp uses every device it lists
  }
  if (equals_ignoring_case(setting(row, "split_mode"), "none") && selection.gpus.size() > 1) {
    const auto main_gpu = integer_field(row.settings, "main_gpu").value_or(0);
    const auto index = main_gpu >= 0 ? static_cast<std::size_t>(main_gpu) : 0;
    if (index < selection.gpus.size()) selection.gpus = {selection.gpus[index]};
  }
  selection.gpus = with_a_share(setting(row, "tensor_split"), selection.gpus);
  return selection;
}

/// Names as the driver spells them; the server canonicalises them and shows different ones side by side.
void describe_gpus(const std::vector<std::string>& gpus, const std::string& cpu, UsedHardware& used) {
  std::set<std::string> kinds;
  for (const std::string& gpu : gpus) {
    const CanonicalGpu canonical = canonical_gpu_name(gpu, cpu);
    const bool is_device_id = canonical.driver && canonical.driver->starts_with("gfx");  // "(gfx1151)" of device_log
    if (canonical.driver && !is_device_id && !used.driver) used.driver = canonical.driver;
    kinds.insert(canonical.name);
  }
  used.config.gpu_model = kinds.size() == 1 ? gpus.front() : join(gpus, ", ");
  used.config.gpu_count = static_cast<int>(gpus.size());
}

void use_cpu_only(UsedHardware& used) {
  used.config.gpu_model = kCpuOnly;
  used.config.gpu_memory_gb = 0;
  used.config.gpu_count = 0;
}

/// A GPU backend, but gpu_info is empty. Builds of before 2024-11 did not list what Metal drives: the chip itself.
/// Later ones list every device, so there was none. Otherwise the GPU is unknown.
void describe_without_list(const Row& row, UsedHardware& used) {
  const std::string cpu = used.config.cpu_model.value_or("");
  if (has_backend(row, "MTL") && cpu.starts_with("Apple ")) {
    used.config.gpu_model = cpu;
    used.config.gpu_count = 1;
  } else if (device_backends(row) == std::vector<std::string>{"HTP"}) {
    used.config.gpu_model = kHexagon;
    used.config.gpu_count = 1;
  } else if (row.lists_devices) {
    use_cpu_only(used);
  } else {
    used.warnings.emplace_back(
        "which GPU was used is not in the record: name it with --gpu-name, and with --gpu-count when there were "
        "several");
  }
}

/// "exps=RPC[host:port]": tensors that lie on another machine.
bool overrides_name_remote(const Row& row) {
  return contains_ignoring_case(setting(row, "tensor_buft_overrides"), "=RPC") ||
         contains_ignoring_case(setting(row, "override_tensor"), "=RPC");
}

/// Sold with 32 to 128 GB of memory, of which the GPU uses what it is given.
constexpr double kLargestStrixHaloGb = 128;

bool is_strix_halo(std::string_view gpu) {
  return gpu == "Radeon 8060S" || gpu == "Radeon 8050S";
}

/// With RPC compiled in and everything said to be on the GPUs, a model larger than their memory lies elsewhere too.
bool exceeds_local_memory(const Row& row, const UsedHardware& used, const std::string& cpu) {
  if (!has_backend(row, "RPC") || !row.model_size || !used.config.gpu_model) return false;
  if (integer_field(row.settings, "n_gpu_layers").value_or(-1) < 99) return false;
  if (integer_field(row.settings, "n_cpu_moe").value_or(0) > 0) return false;
  const std::string overrides = setting(row, "tensor_buft_overrides");
  if (!overrides.empty() && overrides != "none") return false;
  const std::string name = canonical_gpu_name(*used.config.gpu_model, cpu).name;
  const auto spec = find_gpu_spec(name);
  double memory_gb = is_strix_halo(name) ? kLargestStrixHaloGb : row.gpu_memory_gib.value_or(0);
  if (spec && !spec->memory_choices_gb.empty()) {
    memory_gb = *std::max_element(spec->memory_choices_gb.begin(), spec->memory_choices_gb.end());
  }
  if (memory_gb <= 0) return false;
  return static_cast<double>(*row.model_size) / kGibibyte > memory_gb * used.config.gpu_count.value_or(1);
}

}  // namespace

std::vector<std::string> split_device_names(std::string_view list) {
  std::vector<std::string> names;
  std::string name;
  int depth = 0;
  const auto end_name = [&] {
    // "Radeon(TM)" written with the sign arrives as "Radeon\uFFFD\uFFFD\uFFFD" (see repair_record_text).
    name = collapse_whitespace(replace_all(name, "\uFFFD", ""));
    if (!name.empty()) names.push_back(name);
    name.clear();
  };
  for (const char c : list) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth <= 0) {
      end_name();
    } else {
      name.push_back(c);
    }
  }
  end_name();
  return names;
}

std::optional<double> sold_memory_gb(std::string_view gpu, std::string_view cpu, double reported_gib) {
  constexpr double kReserved = 0.08;
  const auto spec = find_gpu_spec(canonical_gpu_name(gpu, cpu).name);
  if (!spec || spec->unified) return std::nullopt;
  for (const double choice : spec->memory_choices_gb) {
    if (reported_gib <= choice && reported_gib >= choice * (1 - kReserved)) return choice;
  }
  return std::nullopt;
}

UsedHardware find_used_hardware(const Row& row) {
  UsedHardware used;
  used.config.cpu_model = cpu_of(row.cpu_info);
  const std::string cpu = used.config.cpu_model.value_or("");
  const std::string devices = setting(row, "devices");
  const bool drives_device = !device_backends(row).empty() || (row.backends.empty() && !row.gpu_info.empty());
  const bool names_remote = contains_ignoring_case(devices, "RPC");
  if (equals_ignoring_case(devices, "none") || (!drives_device && !names_remote)) {
    // Nothing said about backends and no GPU listed: not known to be a CPU build.
    if (!row.backends.empty() || !devices.empty()) use_cpu_only(used);
    return used;
  }
  const auto layers = integer_field(row.settings, "n_gpu_layers");
  if (layers == 0 && !names_remote) {
    use_cpu_only(used);
    used.gpu_assists_prompts = !flag_field(row.settings, "no_op_offload");
    return used;
  }
  const Selection selection = select_gpus(row, cpu);
  if (selection.unknown) {
    used.warnings.push_back("which GPUs \"" + devices +
                            "\" means is not known: name them with --gpu-name and --gpu-count");
  } else if (!selection.gpus.empty()) {
    describe_gpus(selection.gpus, cpu, used);
    if (row.gpu_memory_gib && all_equal(selection.gpus, cpu)) {
      used.config.gpu_memory_gb = sold_memory_gb(selection.gpus.front(), cpu, *row.gpu_memory_gib);
    }
  } else if (!selection.remote) {
    describe_without_list(row, used);
  }
  used.multi_host = selection.remote || overrides_name_remote(row) || exceeds_local_memory(row, used, cpu);
  return used;
}

}  // namespace llmbench::parsers::llama_bench
