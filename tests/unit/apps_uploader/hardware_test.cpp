#include "apps/uploader/hardware/detect.hpp"
#include "unit/apps_uploader/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <map>

namespace llmbench::uploader {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

struct HardwareTest : TemporaryFolder {
  std::map<std::string, std::string> tools;

  DetectedHardware detect() const {
    return detect_hardware({folder, [this](const std::vector<std::string>& command) -> std::optional<std::string> {
                              const auto found = tools.find(command.front());
                              return found == tools.end() ? std::nullopt : std::optional{found->second};
                            }});
  }
};

TEST_F(HardwareTest, EveryNvidiaCardWithItsWholeMemory) {
  tools["nvidia-smi"] = "NVIDIA GeForce RTX 4090, 24564, 450.00\nNVIDIA GeForce RTX 4090, 24564, 450.00\n";
  const auto hardware = detect();
  ASSERT_THAT(hardware.gpus, SizeIs(2));
  EXPECT_EQ(hardware.gpus[0].name, "NVIDIA GeForce RTX 4090");
  EXPECT_EQ(hardware.gpus[0].memory_gb, 24);  // 23.99 GiB
  EXPECT_EQ(hardware.gpus[1].power_limit_watts, 450);
}

TEST_F(HardwareTest, WhatNvidiaDoesNotSayIsUnknown) {
  tools["nvidia-smi"] = "NVIDIA GB10, [N/A], [Not Supported]\n";
  const auto hardware = detect();
  ASSERT_THAT(hardware.gpus, SizeIs(1));
  EXPECT_EQ(hardware.gpus[0].memory_gb, std::nullopt);
  EXPECT_EQ(hardware.gpus[0].power_limit_watts, std::nullopt);
}

TEST_F(HardwareTest, AmdCardsFromTheKernelWithTheNamesOfTheTool) {
  write("sys/class/drm/card0/device/vendor", "0x1002\n");
  write("sys/class/drm/card0/device/mem_info_vram_total", "25753026560\n");
  write("sys/class/drm/card0-DP-1/device/vendor", "0x1002\n");
  write("sys/class/drm/card1/device/vendor", "0x8086\n");
  tools["rocm-smi"] = "device,Card series,Card model\ncard0,Radeon RX 7900 XTX,0x744c\n";
  const auto hardware = detect();
  ASSERT_THAT(hardware.gpus, SizeIs(1));
  EXPECT_EQ(hardware.gpus[0].name, "Radeon RX 7900 XTX");
  EXPECT_EQ(hardware.gpus[0].memory_gb, 24);
}

TEST_F(HardwareTest, AThirteenthGenerationIntelIsKnown) {
  write("proc/cpuinfo", "processor\t: 0\nmodel name\t: 13th Gen Intel(R) Core(TM) i9-13900K\n");
  write("proc/meminfo", "MemTotal:       65690624 kB\nMemFree: 1 kB\n");
  const auto hardware = detect();
  EXPECT_EQ(hardware.cpu_model, "13th Gen Intel(R) Core(TM) i9-13900K");
  EXPECT_EQ(hardware.cpu_arch, "raptorlake");
  EXPECT_EQ(hardware.ram_gb, 64);  // 62.6 GiB are usable
}

TEST_F(HardwareTest, AppleMemoryIsSharedByTheGpu) {
  tools["sysctl"] = "Apple M3 Max\n";
  const auto hardware = detect();
  ASSERT_THAT(hardware.gpus, SizeIs(1));
  EXPECT_EQ(hardware.gpus[0].name, "Apple M3 Max");
  EXPECT_EQ(hardware.cpu_arch, "apple_m3");
}

TEST_F(HardwareTest, WithoutToolsAndFilesEverythingIsUnknown) {
  const auto hardware = detect();
  EXPECT_EQ(hardware.cpu_model, std::nullopt);
  EXPECT_EQ(hardware.ram_gb, std::nullopt);
  EXPECT_THAT(hardware.gpus, IsEmpty());
  EXPECT_FALSE(hardware.gpus_known);
  EXPECT_EQ(encode_hardware(hardware).at("gpus"), nullptr);
}

TEST(InstalledMemory, IsTheSizeThatIsSoldWhenNear) {
  EXPECT_EQ(card_memory_gib(7.996), 8);
  EXPECT_EQ(card_memory_gib(79.65), 80);
  EXPECT_EQ(card_memory_gib(24), 24);
  EXPECT_EQ(installed_ram_gib(31.27), 32);
  EXPECT_EQ(installed_ram_gib(94.2), 96);
  EXPECT_EQ(installed_ram_gib(20.04), 20);
}

}  // namespace
}  // namespace llmbench::uploader
