#include "domain/gpu_table.hpp"

namespace llmbench {
namespace {

using enum HardwareCategory;

constexpr GpuRow kRadeon[] = {
    {"RX 9070 XT", {16}, 640},    {"RX 9070", {16}, 640},      {"RX 9070 GRE", {12, 16}, 640},
    {"RX 9060 XT", {8, 16}, 320}, {"RX 9060", {8}, 288},       {"RX 7900 XTX", {24}, 960},
    {"RX 7900 XT", {20}, 800},    {"RX 7900 GRE", {16}, 576},  {"RX 7900M", {16}, 576},
    {"RX 7800 XT", {16}, 624},    {"RX 7700 XT", {12}, 432},   {"RX 7600 XT", {16}, 288},
    {"RX 7600", {8}, 288},        {"RX 7700S", {8}, 288},      {"RX 7600M XT", {8}, 288},
    {"RX 7600S", {8}, 256},       {"RX 6950 XT", {16}, 576},   {"RX 6900 XT", {16}, 512},
    {"RX 6800 XT", {16}, 512},    {"RX 6800", {16}, 512},      {"RX 6800M", {12}, 384},
    {"RX 6750 XT", {12}, 432},    {"RX 6700 XT", {12}, 384},   {"RX 6700", {10}, 320},
    {"RX 6650 XT", {8}, 280},     {"RX 6600 XT", {8}, 256},    {"RX 6600", {8}, 224},
    {"RX 6600M", {8}, 224},       {"RX 6500 XT", {4, 8}, 144}, {"RX 6400", {4}, 128},
    {"RX 5700 XT", {8}, 448},     {"RX 5700", {8}, 448},       {"RX 5600 XT", {6}, 336},
    {"RX 5500 XT", {4, 8}, 224},  {"RX Vega 64", {8}, 484},    {"RX Vega 56", {8}, 410},
    {"RX 590", {8}, 256},         {"RX 580", {4, 8}, 256},     {"RX 570", {4, 8}, 224},
    {"RX 480", {4, 8}, 256},      {"RX 470", {4, 8}, 211},     {"Radeon VII", {16}, 1024},
};

constexpr GpuRow kAmdWorkstation[] = {
    {"Radeon AI PRO R9700", {32}, 640},  {"Radeon PRO W7900", {48}, 864}, {"Radeon PRO W7900 Dual Slot", {48}, 864},
    {"Radeon PRO W7800", {32, 48}, 864}, {"Radeon PRO W7700", {16}, 576}, {"Radeon PRO W7600", {8}, 288},
    {"Radeon PRO W7500", {8}, 172},      {"Radeon PRO W6800", {32}, 512}, {"Radeon PRO W6600", {8}, 224},
    {"Radeon Pro VII", {16}, 1024},
};

constexpr GpuRow kInstinct[] = {
    {"MI355X", {288}, 8000},     {"MI350X", {288}, 8000},        {"MI325X", {256}, 6000},
    {"MI300X", {192}, 5300},     {"MI300A", {128}, 5300},        {"MI308X", {192}, 5300},
    {"MI250X", {64, 128}, 3277},  // two devices of 64 GB on one board
    {"MI250", {64, 128}, 3277},  {"MI210", {64}, 1638},          {"MI100", {32}, 1229},
    {"MI60", {32}, 1024},        {"MI50", {16, 32}, 1024},       {"MI50/MI60", {16, 32}, 1024},
    {"MI25", {16}, 484},         {"Radeon PRO V710", {28}, 448}, {"Radeon PRO V620", {32}, 512},
};

// Memory and bandwidth are the machine's; only the soldered Strix Halo has one figure.
constexpr GpuRow kIntegrated[] = {
    {"Radeon 8060S", {}, 256},
    {"Radeon 8050S", {}, 256},
    {"Radeon 8040S", {}, 256},
    {"Radeon 890M"},
    {"Radeon 880M"},
    {"Radeon 860M"},
    {"Radeon 840M"},
    {"Radeon 820M"},
    {"Radeon 780M"},
    {"Radeon 760M"},
    {"Radeon 740M"},
    {"Radeon 680M"},
    {"Radeon 660M"},
    {"Radeon 610M"},
    {"Radeon iGPU 2CU"},  // Ryzen 7000 and 9000 on the desktop:
                          // enough for a picture
    {"Radeon Vega 11"},
    {"Radeon Vega 8"},
    {"Radeon Vega 7"},
    {"Radeon Vega 6"},
    {"Radeon Vega 3"},
    {"Radeon Vega iGPU"},
    {"Steam Deck GPU"},
};

constexpr GpuGroup kAmdGroups[] = {
    {kRadeon, consumer_gpu},
    {kAmdWorkstation, consumer_gpu},
    {kInstinct, datacenter_gpu},
    {kIntegrated, unified, true, true},
};

}  // namespace

std::span<const GpuGroup> amd_groups() {
  return kAmdGroups;
}

}  // namespace llmbench
