#pragma once
// The GPUs that llama.cpp lists on standard error before it starts: a table does not name them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

struct LoggedDevices {
  std::vector<std::string> names;    ///< as gpu_info would join them
  std::optional<double> memory_gib;  ///< of one device, when all report the same
  bool outside_identity = false;     ///< read from lines that earlier versions did not know
};

class DeviceLog {
 public:
  /// Reads one line of a log: "Device 0: NVIDIA GeForce RTX 3090, ...", "ggml_vulkan: 0 = ...", "GPU name: Apple M4",
  /// "ggml_opencl: selecting device: '...'".
  void add(std::string_view line);
  /// What was listed since the last call.
  [[nodiscard]] LoggedDevices take();

 private:
  void add_device(std::string name, std::optional<double> memory_mib);

  std::vector<std::string> names_;
  std::vector<std::optional<double>> memory_mib_;
  bool has_opencl_ = false;
};

}  // namespace llmbench::parsers::llama_bench
