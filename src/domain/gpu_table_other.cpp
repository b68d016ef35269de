#include "domain/gpu_table.hpp"

namespace llmbench {
namespace {

using enum HardwareCategory;

constexpr GpuRow kArc[] = {
    {"Arc B580", {12}, 456},    {"Arc B570", {10}, 380},    {"Arc A770", {8, 16}, 560}, {"Arc A750", {8}, 512},
    {"Arc A580", {8}, 512},     {"Arc A380", {6}, 186},     {"Arc A310", {4}, 124},     {"Arc A770M", {16}, 512},
    {"Arc A730M", {12}, 336},   {"Arc A550M", {8}, 224},    {"Arc A370M", {4}, 112},    {"Arc A350M", {4}, 112},
    {"Arc Pro B60", {24}, 456}, {"Arc Pro B50", {16}, 224}, {"Arc Pro A60", {12}, 384},
};

constexpr GpuRow kIntelDatacenter[] = {
    {"Data Center GPU Max 1550", {64, 128}, 3277},
    {"Data Center GPU Max 1100", {48}, 1229},
    {"Data Center GPU Flex 170", {16}, 576},
    {"Gaudi 2", {96}, 2460},
    {"Gaudi 3", {128}, 3700},
    {"Ascend 910B", {32, 64}, 1600},
};

constexpr GpuRow kIntelIntegrated[] = {
    {"Arc B390"}, {"Arc 140V"}, {"Arc 130V"}, {"Arc 140T"}, {"Arc 130T"}, {"Arc iGPU"},
    {"Iris Xe"},  {"UHD 770"},  {"UHD 730"},  {"UHD 630"},  {"UHD 620"},  {"UHD iGPU"},
};

constexpr GpuRow kApple[] = {
    {"Apple M5 Max", {}, 614}, {"Apple M5 Pro", {}, 307}, {"Apple M5", {}, 153.6},     {"Apple M4 Max", {}, 546},
    {"Apple M4 Pro", {}, 273}, {"Apple M4", {}, 120},     {"Apple M3 Ultra", {}, 819}, {"Apple M3 Max", {}, 400},
    {"Apple M3 Pro", {}, 150}, {"Apple M3", {}, 100},     {"Apple M2 Ultra", {}, 800}, {"Apple M2 Max", {}, 400},
    {"Apple M2 Pro", {}, 200}, {"Apple M2", {}, 100},     {"Apple M1 Ultra", {}, 800}, {"Apple M1 Max", {}, 400},
    {"Apple M1 Pro", {}, 200}, {"Apple M1", {}, 68},
};

constexpr GpuRow kPhoneGpus[] = {
    {"Apple A19 Pro"}, {"Apple A19"}, {"Apple A18 Pro"}, {"Apple A18"},
    {"Apple A17 Pro"}, {"Apple A16"}, {"Apple A15"},     {"Apple A14"},
};

constexpr GpuRow kNpus[] = {
    {"Hexagon HTP"},
    {"Ryzen AI NPU"},
    {"Intel NPU"},
    {"Apple Neural Engine"},
};

constexpr GpuGroup kOtherGroups[] = {
    {kArc, consumer_gpu},           {kIntelDatacenter, datacenter_gpu}, {kIntelIntegrated, unified, true, true},
    {kApple, unified, true, false}, {kPhoneGpus, mobile, true, false},  {kNpus, npu, true, false},
};

}  // namespace

std::span<const GpuGroup> other_groups() {
  return kOtherGroups;
}

}  // namespace llmbench
