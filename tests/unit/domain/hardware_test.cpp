#include "llmbench/domain/hardware.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

HardwareConfig gpu(const char* name) {
  HardwareConfig config;
  config.gpu_model = name;
  return config;
}

TEST(MakeHardwareProfile, UnknownHardwareIsUnknownNotEmpty) {
  const HardwareProfile profile = make_hardware_profile({});
  EXPECT_FALSE(profile.gpu_model);
  EXPECT_FALSE(profile.gpu_memory_gb);
  EXPECT_EQ(profile.gpu_count, 1);
  EXPECT_EQ(profile.platform, "unknown");
  EXPECT_EQ(profile.category, HardwareCategory::unknown);

  HardwareConfig said_so = gpu("unknown");
  said_so.cpu_model = "CPU";
  said_so.cpu_arch = "unknown";
  EXPECT_EQ(make_hardware_profile(said_so).id, profile.id);
}

TEST(MakeHardwareProfile, MemoryComesFromTheTableOnlyWhereTheNameAllowsOneSize) {
  EXPECT_EQ(make_hardware_profile(gpu("NVIDIA GeForce RTX 4090")).gpu_memory_gb, 24);
  EXPECT_FALSE(make_hardware_profile(gpu("NVIDIA GeForce RTX 3080")).gpu_memory_gb);
  EXPECT_FALSE(make_hardware_profile(gpu("RTX 4060 Ti")).gpu_memory_gb);
  EXPECT_EQ(make_hardware_profile(gpu("RTX 4060 Ti 16GB")).gpu_memory_gb, 16);
  HardwareConfig modified = gpu("RTX 2080 Ti");
  modified.gpu_memory_gb = 22;
  EXPECT_EQ(make_hardware_profile(modified).gpu_memory_gb, 22) << "what was sent is never overwritten";
  modified.gpu_memory_gb = 0;
  EXPECT_EQ(make_hardware_profile(modified).gpu_memory_gb, 11) << "0 GB of a GPU means unknown";
}

TEST(MakeHardwareProfile, CpuOnlyHasNoGpuMemoryAndItsProcessorIsThePlatform) {
  HardwareConfig config = gpu("cpu only");
  config.gpu_memory_gb = 24;
  config.gpu_count = 1;
  config.cpu_model = "AMD Ryzen 9 7950X 16-Core Processor";
  HardwareProfile profile = make_hardware_profile(config);
  EXPECT_EQ(profile.gpu_model, kCpuOnly);
  EXPECT_EQ(profile.gpu_count, 0);
  EXPECT_EQ(profile.gpu_memory_gb, 0);
  EXPECT_EQ(profile.platform, "AMD Ryzen 9 7950X");
  EXPECT_EQ(profile.category, HardwareCategory::consumer_cpu);
  EXPECT_EQ(profile.cpu_arch, "zen4");

  config.cpu_model = "AMD EPYC 9654 96-Core Processor";
  profile = make_hardware_profile(config);
  EXPECT_EQ(profile.category, HardwareCategory::datacenter_cpu);
  config.cpu_model = "Intel(R) Xeon(R) W-2295 CPU @ 3.00GHz";
  EXPECT_EQ(make_hardware_profile(config).category, HardwareCategory::consumer_cpu);
  config.cpu_model.reset();
  EXPECT_EQ(make_hardware_profile(config).platform, "unknown");
}

struct CountCase {
  const char* gpu_model;
  std::optional<int> sent;
  int count;
  const char* platform;
};

TEST(MakeHardwareProfile, EqualGpusAreACount) {
  const CountCase cases[] = {
      {"H100", 4, 4, "4x H100"},
      {"4x H100", std::nullopt, 4, "4x H100"},
      {"4 x NVIDIA H100", std::nullopt, 4, "4x H100"},
      {"4x H100", 4, 4, "4x H100"},
      {"NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 3090", std::nullopt, 2, "2x RTX 3090"},
      {"RTX 4090, RTX 3090", std::nullopt, 2, "RTX 4090 + RTX 3090"},
      {"RTX 4090", 0, 1, "RTX 4090"},
      {"RTX 4090", 1, 1, "RTX 4090"},
  };
  for (const auto& expected : cases) {
    HardwareConfig config = gpu(expected.gpu_model);
    config.gpu_count = expected.sent;
    const HardwareProfile profile = make_hardware_profile(config);
    EXPECT_EQ(profile.gpu_count, expected.count) << expected.gpu_model;
    EXPECT_EQ(profile.platform, expected.platform) << expected.gpu_model;
  }
}

TEST(MakeHardwareProfile, SpellingsOfOneMachineAreOneProfileAndRawNamesStay) {
  HardwareConfig first = gpu("AMD Radeon 8060S Graphics (RADV GFX1151)");
  first.cpu_model = "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S";
  first.optimizations = {"b", "a", "a"};
  HardwareConfig second = gpu("Radeon 8060S");
  second.cpu_model = "AMD Ryzen AI Max+ 395";
  second.optimizations = {"a", "b"};
  const HardwareProfile a = make_hardware_profile(first);
  const HardwareProfile b = make_hardware_profile(second);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.optimizations, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(a.raw_gpu_model, "AMD Radeon 8060S Graphics (RADV GFX1151)");
  EXPECT_EQ(a.raw_cpu_model, "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S");
  EXPECT_EQ(a.category, HardwareCategory::unified);
}

TEST(MakeHardwareProfile, SeveralMachinesAreMarkedAndAProfileOfTheirOwn) {
  HardwareConfig config = gpu("H100");
  const HardwareProfile one = make_hardware_profile(config);
  config.optimizations = {kMultiHost};
  const HardwareProfile many = make_hardware_profile(config);
  EXPECT_EQ(many.category, HardwareCategory::multi_host);
  EXPECT_EQ(many.platform, "H100 (multi-host)");
  EXPECT_NE(many.id, one.id);
  EXPECT_EQ(seed_category(many), "datacenter_gpu");
  config.gpu_model = "RTX 4090";
  EXPECT_EQ(seed_category(make_hardware_profile(config)), "consumer_gpu");
}

TEST(MakeHardwareProfile, MachineNameAndMemoryMakeAnotherProfile) {
  const HardwareProfile plain = make_hardware_profile(gpu("RTX 4090"));
  HardwareConfig named = gpu("RTX 4090");
  named.machine_name = "bench-1";
  EXPECT_NE(make_hardware_profile(named).id, plain.id);
  HardwareConfig with_ram = gpu("RTX 4090");
  with_ram.ram_gb = 64;
  EXPECT_NE(make_hardware_profile(with_ram).id, plain.id);
}

TEST(HardwareCategory, TextsReadBackAndSeedKnowsFour) {
  for (const char* text : {"consumer_gpu", "consumer_cpu", "datacenter_gpu", "datacenter_cpu", "unified", "multi_host",
                           "mobile", "npu", "unknown"}) {
    const auto category = parse_hardware_category(text);
    ASSERT_TRUE(category) << text;
    EXPECT_EQ(to_string(*category), text);
  }
  EXPECT_FALSE(parse_hardware_category("gpu"));
  EXPECT_EQ(seed_category(HardwareCategory::unified), "consumer_gpu");
  EXPECT_EQ(seed_category(HardwareCategory::mobile), "consumer_gpu");
  EXPECT_EQ(seed_category(HardwareCategory::unknown), "unknown");
}

TEST(MakeHardwareProfile, OneMoreGpuOfAMixIsAnotherPlatform) {
  HardwareConfig config;
  config.gpu_model = "NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 4090";
  const HardwareProfile three = make_hardware_profile(config);
  EXPECT_EQ(three.platform, "2x RTX 3090 + RTX 4090");
  EXPECT_EQ(three.gpu_count, 3);
  EXPECT_EQ(three.category, HardwareCategory::consumer_gpu);
  config.gpu_model = three.gpu_model;  // canonical names sent again stay
  config.gpu_count = 3;
  EXPECT_EQ(make_hardware_profile(config).platform, three.platform);
}

}  // namespace
}  // namespace llmbench
