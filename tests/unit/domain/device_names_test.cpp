#include "llmbench/domain/device_names.hpp"

#include "domain/gpu_table.hpp"

#include "llmbench/domain/hardware.hpp"

#include <gtest/gtest.h>

#include <set>

namespace llmbench {
namespace {

struct GpuCase {
  const char* raw;
  const char* cpu;
  const char* name;
};

TEST(CanonicalGpuName, VendorAndDecorationOff) {
  const GpuCase cases[] = {
      {"NVIDIA GeForce RTX 4070 Ti SUPER", "", "RTX 4070 Ti SUPER"},
      {"NVIDIA GeForce RTX 4090", "", "RTX 4090"},
      {"GeForce GTX 1080 Ti", "", "GTX 1080 Ti"},
      {"rtx4090", "", "RTX 4090"},
      {"RTX 4090", "", "RTX 4090"},
      {"NVIDIA GeForce RTX 3090 Ti", "", "RTX 3090 Ti"},
      {"NVIDIA RTX A6000", "", "RTX A6000"},
      {"NVIDIA RTX 6000 Ada Generation", "", "RTX 6000 Ada"},
      {"NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "", "RTX PRO 6000 Blackwell"},
      {"NVIDIA GB10", "", "GB10"},
      {"NVIDIA B200", "", "B200"},
      {"Tesla T4", "", "T4"},
      {"Tesla P40", "", "P40"},
      {"NVIDIA A10G", "", "A10G"},
      {"Quadro RTX 6000", "", "Quadro RTX 6000"},
      {"AMD Radeon RX 7900 XTX", "", "RX 7900 XTX"},
      {"AMD Radeon RX 7900 XTX (RADV NAVI31)", "", "RX 7900 XTX"},
      {"Radeon RX 6800 XT", "", "RX 6800 XT"},
      {"AMD Radeon AI PRO R9700 (AMD open-source driver)", "", "Radeon AI PRO R9700"},
      {"AMD Instinct MI300X", "", "MI300X"},
      {"AMD Radeon VII", "", "Radeon VII"},
      {"AMD Radeon 780M Graphics (RADV PHOENIX)", "", "Radeon 780M"},
      {"Intel(R) Arc(TM) A770 Graphics", "", "Arc A770"},
      {"Intel(R) Arc(TM) B580 Graphics (BMG G21)", "", "Arc B580"},
      {"Intel(R) Iris(R) Xe Graphics (RPL-U)", "", "Iris Xe"},
      {"Intel(R) UHD Graphics 770", "", "UHD 770"},
      {"Apple M4 Max", "", "Apple M4 Max"},
      {"M2 Ultra", "", "Apple M2 Ultra"},
      {"Adreno (TM) 830", "", "Adreno 830"},
      {"Samsung Xclipse 920", "", "Xclipse 920"},
      {"Mali-G715", "", "Mali-G715"},
      {"Some New Card 9000", "", "Some New Card 9000"},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(canonical_gpu_name(expected.raw, expected.cpu).name, expected.name) << expected.raw;
  }
}

TEST(CanonicalGpuName, WordsThatNameAnotherDeviceStay) {
  const GpuCase cases[] = {
      {"NVIDIA GeForce RTX 4090 Laptop GPU", "", "RTX 4090 Laptop"},
      {"NVIDIA GeForce RTX 3080 Ti Laptop GPU", "", "RTX 3080 Ti Laptop"},
      {"NVIDIA RTX 5000 Ada Generation Laptop GPU", "", "RTX 5000 Ada Laptop"},
      {"NVIDIA GeForce RTX 2070 with Max-Q Design", "", "RTX 2070 Max-Q"},
      {"NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", "", "RTX PRO 6000 Blackwell Max-Q"},
      {"NVIDIA RTX PRO 6000 Blackwell Server Edition", "", "RTX PRO 6000 Blackwell Server"},
      {"NVIDIA GeForce RTX 4090 D", "", "RTX 4090 D"},
      {"NVIDIA H100 80GB HBM3", "", "H100 SXM"},
      {"NVIDIA H100 PCIe", "", "H100 PCIe"},
      {"NVIDIA H100 NVL", "", "H100 NVL"},
      {"H100", "", "H100"},
      {"NVIDIA A100-SXM4-80GB", "", "A100 SXM 80GB"},
      {"NVIDIA A100-SXM4-40GB", "", "A100 SXM 40GB"},
      {"NVIDIA A100 80GB PCIe", "", "A100 PCIe 80GB"},
      {"NVIDIA A100-PCIE-40GB", "", "A100 PCIe 40GB"},
      {"Tesla V100-SXM2-32GB", "", "V100 SXM2 32GB"},
      {"Tesla P100-PCIE-16GB", "", "P100 PCIe 16GB"},
      {"NVIDIA GH200 480GB", "", "GH200 480GB"},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(canonical_gpu_name(expected.raw, expected.cpu).name, expected.name) << expected.raw;
  }
}

constexpr const char* kHalo = "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S";
constexpr const char* kHaloSample = "AMD Eng Sample: 100-000001243-50_Y";

TEST(CanonicalGpuName, EverySpellingOfStrixHaloIsOneDevice) {
  const GpuCase cases[] = {
      {"AMD Radeon 8060S Graphics (RADV GFX1151)", kHalo, "Radeon 8060S"},
      {"AMD Radeon 8060S Graphics (RADV STRIX_HALO)", kHaloSample, "Radeon 8060S"},
      {"AMD Radeon 8060S Graphics", kHalo, "Radeon 8060S"},
      {"Radeon 8060S Graphics", "", "Radeon 8060S"},
      {"AMD Radeon Graphics (RADV GFX1151)", "", "Radeon 8060S"},
      {"AMD Radeon Graphics (RADV GFX1151)", kHalo, "Radeon 8060S"},
      {"AMD Radeon Graphics", kHalo, "Radeon 8060S"},
      {"AMD Radeon Graphics", kHaloSample, "Radeon 8060S"},
      {"AMD Radeon(TM) 8060S Graphics (AMD proprietary driver)", kHalo, "Radeon 8060S"},
      {"AMD Radeon Graphics, gfx1151 (0x1151)", "", "Radeon 8060S"},
      {"Strix Halo", "", "Radeon 8060S"},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(canonical_gpu_name(expected.raw, expected.cpu).name, expected.name) << expected.raw;
  }
}

TEST(CanonicalGpuName, GenericNamesAreResolvedByProcessorOrDriver) {
  const GpuCase cases[] = {
      {"AMD Radeon Graphics (RADV GFX1151)", "AMD Ryzen AI Max 385", "Radeon 8050S"},
      {"AMD Radeon Graphics", "AMD Ryzen AI 9 HX 370 w/ Radeon 890M", "Radeon 890M"},
      {"AMD Radeon Graphics", "AMD Ryzen 7 7840HS w/ Radeon 780M Graphics", "Radeon 780M"},
      {"AMD Radeon Graphics (RADV GFX1103_R1)", "", "Radeon 780M"},
      {"AMD Ryzen 9 7950X 16-Core Processor (RADV RAPHAEL_MENDOCINO)", "AMD Ryzen 9 7950X 16-Core Processor",
       "Radeon iGPU 2CU"},
      {"AMD Ryzen 9 9900X3D 12-Core Processor (AMD open-source driver)", "", "Radeon iGPU 2CU"},
      {"AMD Radeon Graphics", "", "Radeon Graphics"},
      {"AMD Radeon Graphics", "AMD EPYC", "Radeon Graphics"},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(canonical_gpu_name(expected.raw, expected.cpu).name, expected.name) << expected.raw;
  }
}

TEST(CanonicalGpuName, TheDriverIsKeptBesideTheName) {
  EXPECT_EQ(canonical_gpu_name("AMD Radeon 8060S Graphics (RADV STRIX_HALO)", "").driver, "RADV STRIX_HALO");
  EXPECT_FALSE(canonical_gpu_name("Adreno (TM) 830", "").driver);
  EXPECT_EQ(canonical_gpu_name("Intel(R) Graphics (BMG G31)", "").driver, "Intel open-source Mesa driver");
  EXPECT_FALSE(canonical_gpu_name("Intel Arc 140V GPU (16GB)", "").driver);
  EXPECT_EQ(canonical_gpu_name("Intel Arc 140V GPU (16GB)", "").name, "Arc 140V");
}

TEST(CanonicalGpuName, MemoryInTheNameIsReadWhereTheDeviceIsKnown) {
  const CanonicalGpu gpu = canonical_gpu_name("NVIDIA GeForce RTX 4060 Ti 16GB", "");
  EXPECT_EQ(gpu.name, "RTX 4060 Ti");
  EXPECT_EQ(gpu.memory_gb, 16);
  EXPECT_EQ(canonical_gpu_name("RTX 3080 12 GB", "").memory_gb, 12);
  EXPECT_EQ(canonical_gpu_name("Mystery 12GB", "").name, "Mystery 12GB");
}

TEST(CanonicalGpuName, CpuOnlyInAnySpelling) {
  for (const char* raw : {"CPU Only", "cpu only", "CPU-only", "cpu_only", "CPU"}) {
    EXPECT_EQ(canonical_gpu_name(raw, "").name, kCpuOnly) << raw;
  }
}

TEST(GpuTable, CanonicalNamesAreFixedPointsAndKeysAreDistinct) {
  std::set<std::string> keys;
  for (const auto groups : {nvidia_groups(), amd_groups(), other_groups()}) {
    for (const GpuGroup& group : groups) {
      for (const GpuRow& row : group.rows) {
        EXPECT_EQ(canonical_gpu_name(row.name, "").name, row.name);
        EXPECT_TRUE(keys.insert(gpu_key(row.name)).second) << row.name;
        EXPECT_EQ(find_gpu_spec(row.name)->name, row.name);
        EXPECT_EQ(find_gpu_spec(row.name)->category, group.category);
      }
    }
  }
  EXPECT_GT(keys.size(), 200U);
}

TEST(GpuTable, AliasesLeadToRows) {
  for (const GpuAlias& alias : gpu_aliases()) {
    EXPECT_EQ(gpu_key(alias.key), alias.key) << "a key holds only lower-case letters and digits";
    EXPECT_EQ(find_gpu_name(alias.key), alias.name) << alias.key;
  }
}

struct SpecCase {
  const char* name;
  std::vector<double> memory_gb;
  HardwareCategory category;
  bool unified;
  bool integrated;
};

TEST(FindGpuSpec, SaysMemoryCategoryAndKind) {
  const SpecCase cases[] = {
      {"RTX 4090", {24}, HardwareCategory::consumer_gpu, false, false},
      {"RTX 3080", {10, 12}, HardwareCategory::consumer_gpu, false, false},
      {"RTX 4060 Ti", {8, 16}, HardwareCategory::consumer_gpu, false, false},
      {"H100 SXM", {80}, HardwareCategory::datacenter_gpu, false, false},
      {"MI300X", {192}, HardwareCategory::datacenter_gpu, false, false},
      {"Radeon 8060S", {}, HardwareCategory::unified, true, true},
      {"Apple M4 Max", {}, HardwareCategory::unified, true, false},
      {"GB10", {128}, HardwareCategory::unified, true, false},
      {"Adreno 830", {}, HardwareCategory::mobile, true, true},
      {"Hexagon HTP", {}, HardwareCategory::npu, true, false},
      {"RTX 7090", {}, HardwareCategory::consumer_gpu, false, false},
  };
  for (const auto& expected : cases) {
    const auto spec = find_gpu_spec(expected.name);
    ASSERT_TRUE(spec) << expected.name;
    EXPECT_EQ(spec->memory_choices_gb, expected.memory_gb) << expected.name;
    EXPECT_EQ(spec->category, expected.category) << expected.name;
    EXPECT_EQ(spec->unified, expected.unified) << expected.name;
    EXPECT_EQ(spec->integrated, expected.integrated) << expected.name;
  }
  EXPECT_FALSE(find_gpu_spec("Some New Card 9000"));
  EXPECT_EQ(find_gpu_spec("RTX 5090")->bandwidth_gb_per_s, 1792);
  EXPECT_FALSE(find_gpu_spec("Radeon 780M")->bandwidth_gb_per_s);
}

TEST(CanonicalGpuList, EqualDevicesAreACountAndIntegratedOnesAreLeftOut) {
  auto gpus = canonical_gpu_list("AMD Radeon RX 7900 XTX, AMD Ryzen 9 7950X 16-Core Processor (RADV RAPHAEL_MENDOCINO)",
                                 "AMD Ryzen 9 7950X 16-Core Processor");
  EXPECT_EQ(gpus.name, "RX 7900 XTX");
  EXPECT_EQ(gpus.count, 1);

  gpus = canonical_gpu_list("NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 3090", "");
  EXPECT_EQ(gpus.name, "RTX 3090");
  EXPECT_EQ(gpus.count, 2);

  gpus = canonical_gpu_list("NVIDIA GeForce RTX 4090, NVIDIA GeForce RTX 3090", "");
  EXPECT_EQ(gpus.name, "RTX 4090 + RTX 3090");
  EXPECT_EQ(gpus.count, 2);

  gpus = canonical_gpu_list("AMD Radeon Graphics, gfx1151 (0x1151)", "");
  EXPECT_EQ(gpus.name, "Radeon 8060S");
  EXPECT_EQ(gpus.count, 1);

  EXPECT_EQ(canonical_gpu_list("", "").name, "");
  EXPECT_EQ(canonical_gpu_list("", "").count, 0);
}

struct CpuCase {
  const char* raw;
  const char* name;
  const char* family;  ///< "" = not known
};

TEST(CanonicalCpuName, OneSpellingAndItsFamily) {
  const CpuCase cases[] = {
      {"AMD Ryzen 7 5800X3D 8-Core Processor           ", "AMD Ryzen 7 5800X3D", "zen3"},
      {"AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", "AMD Ryzen AI Max+ 395", "zen5"},
      {"AMD Eng Sample: 100-000001243-50_Y", "AMD Eng Sample: 100-000001243-50_Y", "zen5"},
      {"AMD Ryzen 9 7950X 16-Core Processor", "AMD Ryzen 9 7950X", "zen4"},
      {"AMD Ryzen 7 7800X3D 8-Core Processor", "AMD Ryzen 7 7800X3D", "zen4"},
      {"AMD Ryzen Threadripper 3970X 32-Core Processor", "AMD Ryzen Threadripper 3970X", "zen2"},
      {"AMD Ryzen Threadripper PRO 5995WX 64-Cores", "AMD Ryzen Threadripper PRO 5995WX", "zen3"},
      {"AMD EPYC 9274F 24-Core Processor", "AMD EPYC 9274F", "zen4"},
      {"AMD EPYC 7742 64-Core Processor", "AMD EPYC 7742", "zen2"},
      {"AMD EPYC 7R13 Processor", "AMD EPYC 7R13", "zen3"},
      {"AMD EPYC 9755 128-Core Processor", "AMD EPYC 9755", "zen5"},
      {"AMD EPYC", "AMD EPYC", ""},
      {"BLAS, AMD EPYC", "AMD EPYC", ""},
      {"AMD Ryzen 5 3600 6-Core Processor", "AMD Ryzen 5 3600", "zen2"},
      {"AMD Ryzen 5 3400G with Radeon Vega Graphics", "AMD Ryzen 5 3400G", "zen1"},
      {"AMD Ryzen 7 5700U with Radeon Graphics", "AMD Ryzen 7 5700U", "zen2"},
      {"AMD Ryzen 7 7730U with Radeon Graphics", "AMD Ryzen 7 7730U", "zen3"},
      {"AMD Ryzen 7 7840HS w/ Radeon 780M Graphics", "AMD Ryzen 7 7840HS", "zen4"},
      {"AMD Ryzen 9 9950X 16-Core Processor", "AMD Ryzen 9 9950X", "zen5"},
      {"AMD Ryzen AI 9 HX 370 w/ Radeon 890M", "AMD Ryzen AI 9 HX 370", "zen5"},
      {"Ryzen 7 1700", "AMD Ryzen 7 1700", "zen1"},
      {"13th Gen Intel(R) Core(TM) i9-13900K", "Intel Core i9-13900K", "raptorlake"},
      {"13th Gen Intel(R) Core(TM) i7-1365U", "Intel Core i7-1365U", "raptorlake"},
      {"12th Gen Intel(R) Core(TM) i5-12400F", "Intel Core i5-12400F", "alderlake"},
      {"11th Gen Intel(R) Core(TM) i7-11700K @ 3.60GHz", "Intel Core i7-11700K", "rocketlake"},
      {"11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", "Intel Core i7-1165G7", "tigerlake"},
      {"Intel(R) Core(TM) i7-1065G7 CPU @ 1.30GHz", "Intel Core i7-1065G7", "icelake"},
      {"Intel(R) Core(TM) i7-4790K CPU @ 4.00GHz", "Intel Core i7-4790K", "haswell"},
      {"Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "Intel Core i5-8250U", "kabylake"},
      {"i9-14900KS", "Intel Core i9-14900KS", "raptorlake"},
      {"Intel(R) Core(TM) Ultra 7 155H", "Intel Core Ultra 7 155H", "meteorlake"},
      {"Intel(R) Core(TM) Ultra 7 258V", "Intel Core Ultra 7 258V", "lunarlake"},
      {"Intel(R) Core(TM) Ultra 9 285K", "Intel Core Ultra 9 285K", "arrowlake"},
      {"Intel(R) N100", "Intel N100", "alderlake"},
      {"Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", "Intel Xeon E5-2680 v4", "broadwell"},
      {"Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", "Intel Xeon E5-2670 0", "sandybridge"},
      {"Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", "Intel Xeon Gold 6148", "skylake"},
      {"Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", "Intel Xeon Platinum 8375C", "ice_lake"},
      {"Intel(R) Xeon(R) Platinum 8480+", "Intel Xeon Platinum 8480+", "sapphire_rapids"},
      {"INTEL(R) XEON(R) PLATINUM 8592+", "Intel Xeon Platinum 8592+", "emerald_rapids"},
      {"Intel(R) Xeon(R) 6980P", "Intel Xeon 6980P", "granite_rapids"},
      {"Intel(R) Xeon(R) w9-3495X", "Intel Xeon w9-3495X", "sapphire_rapids"},
      {"Accelerate, Apple M4", "Apple M4", "apple_m4"},
      {"Accelerate, Apple M4 Max", "Apple M4 Max", "apple_m4"},
      {"M1 Ultra", "Apple M1 Ultra", "apple_m1"},
      {"Neoverse-V2", "Neoverse-V2", "neoverse_v2"},
      {"Ampere Altra Max", "Ampere Altra Max", "neoverse_n1"},
      {"Snapdragon X Elite", "Snapdragon X Elite", "oryon"},
      {"Cortex-A76", "Cortex-A76", "cortex_a76"},
      {"AMD EPYC 9654 96-Core Processor, AMD EPYC 9654 96-Core Processor", "2x AMD EPYC 9654", "zen4"},
      {"Something Else 12", "Something Else 12", ""},
  };
  for (const auto& expected : cases) {
    const auto name = canonical_cpu_name(expected.raw);
    ASSERT_TRUE(name) << expected.raw;
    EXPECT_EQ(*name, expected.name) << expected.raw;
    EXPECT_EQ(cpu_family(*name).value_or(""), expected.family) << expected.raw;
    EXPECT_EQ(canonical_cpu_name(*name), *name) << "naming again changes nothing";
  }
}

TEST(CanonicalCpuName, NoNameIsUnknown) {
  for (const char* raw : {"CPU", "", "  ", "unknown", "BLAS", "N/A"}) EXPECT_FALSE(canonical_cpu_name(raw)) << raw;
}

TEST(CanonicalGpuName, IntelWithoutAModelIsNoRadeon) {
  const GpuCase cases[] = {
      {"Intel(R) Graphics", "Intel(R) Core(TM) Ultra 9 285K", "Intel Graphics"},
      {"Intel(R) Graphics (ARL)", "", "Intel Graphics"},
      {"Intel(R) Graphics (BMG G31)", "", "Intel Graphics (BMG G31)"},
      {"Intel Graphics (BMG G31)", "", "Intel Graphics (BMG G31)"},
      {"Intel(R) Graphics [0xe20b]", "", "Arc B580"},  // what SYCL says with older drivers
      {"Intel(R) Graphics [0x56a0]", "", "Arc A770"},
      {"Intel(R) Graphics [0x1234]", "", "Intel Graphics"},
      {"Intel(R) Arc(TM) Graphics", "", "Arc iGPU"},
  };
  for (const auto& expected : cases) {
    EXPECT_EQ(canonical_gpu_name(expected.raw, expected.cpu).name, expected.name) << expected.raw;
  }
  EXPECT_TRUE(find_gpu_spec("Intel Graphics")->integrated);
  EXPECT_FALSE(find_gpu_spec("Intel Graphics (BMG G31)")->integrated);
}

TEST(CanonicalGpuName, NewerAndVirtualDevicesAreInTheTable) {
  EXPECT_EQ(canonical_gpu_name("AMD Instinct MI300X VF", "").name, "MI300X");
  EXPECT_EQ(canonical_gpu_name("AMD Instinct MI300X OAM", "").name, "MI300X");
  EXPECT_EQ(find_gpu_spec(canonical_gpu_name("NVIDIA B300 SXM6 AC", "").name)->category,
            HardwareCategory::datacenter_gpu);
  EXPECT_EQ(find_gpu_spec(canonical_gpu_name("AMD Instinct MI50/MI60", "").name)->memory_choices_gb,
            (std::vector<double>{16, 32}));
  EXPECT_EQ(find_gpu_spec(canonical_gpu_name("NVIDIA RTX PRO 4000 Blackwell SFF Edition", "").name)->memory_choices_gb,
            (std::vector<double>{24}));
}

TEST(CanonicalGpuList, CommasInParenthesesPartNoDevices) {
  const GpuList list = canonical_gpu_list("llvmpipe (LLVM 19.1.1, 256 bits)", "");
  EXPECT_EQ(list.name, "llvmpipe");
  EXPECT_EQ(list.count, 1);
  EXPECT_EQ(canonical_gpu_list("NVIDIA GeForce RTX 3090, llvmpipe (LLVM 19.1.1, 256 bits)", "").name, "RTX 3090");
}

TEST(CanonicalGpuList, DifferentDevicesKeepTheirNumbers) {
  const GpuList list =
      canonical_gpu_list("NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 4090, NVIDIA GeForce RTX 3090", "");
  EXPECT_EQ(list.name, "2x RTX 3090 + RTX 4090");
  EXPECT_EQ(list.count, 3);
}

TEST(CanonicalCpuName, CapitalLettersOfSomeFirmware) {
  EXPECT_EQ(canonical_cpu_name("INTEL(R) XEON(R) PLATINUM 8570"), "Intel Xeon Platinum 8570");
  EXPECT_EQ(cpu_family("AMD EPYC-Milan Processor"), "zen3");
  EXPECT_EQ(cpu_family("AMD EPYC-Genoa Processor"), "zen4");
}

}  // namespace
}  // namespace llmbench
