#include "parsers/privacy.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

TEST(Privacy, PathsAreCutToTheirLastPart) {
  EXPECT_EQ(redact_text("/home/alice/models/x.gguf"), "x.gguf");
  EXPECT_EQ(redact_text("/Users/alice/My Models/x y.gguf"), "x y.gguf");
  EXPECT_EQ(redact_text("C:\\Users\\alice\\x.gguf"), "x.gguf");
  EXPECT_EQ(redact_text("\\\\nas\\share\\x.gguf"), "x.gguf");
  EXPECT_EQ(redact_text("~/models/x.gguf"), "x.gguf");
  EXPECT_EQ(redact_text("file:///home/alice/x.gguf"), "x.gguf");
  EXPECT_EQ(redact_text("llama-bench -m /home/alice/x.gguf -p 512 --out=/mnt/data/y.json"),
            "llama-bench -m x.gguf -p 512 --out=y.json");
}

TEST(Privacy, AddressesAreReplaced) {
  EXPECT_EQ(redact_text("RPC[10.0.0.1:50052]/CUDA0"), "RPC[[address]]/CUDA0");
  EXPECT_EQ(redact_text("http://gpu-box.lan:8080/v1"), "[address]");
  EXPECT_EQ(redact_text("alice@gpu-box"), "[address]");
  EXPECT_EQ(redact_text("localhost:50052"), "[address]");
}

TEST(Privacy, SettingsThatOnlyLookALittleLikePathsStay) {
  for (const char* text : {"blk\\.[0-9]+\\.ffn=CPU", "CUDA0/CUDA1", "3.00/1.00", "mmap+mlock", "qwen2.5:32b", "0x0",
                           "tg128@pp512", "2026-11-21T06:52:14Z", "N/A", "b5606 (247e5c6e)", "1.2.3"}) {
    EXPECT_EQ(redact_text(text), text);
  }
}

TEST(Privacy, KeysThatNameAPersonOrAMachineAreLeftOut) {
  const Json json{{"hostname", "box"}, {"nested", {{"User", "alice"}, {"args", {"-m", "/a/b.gguf"}}}}, {"n", 3}};
  EXPECT_EQ(redact_json(json), (Json{{"nested", {{"args", {"-m", "b.gguf"}}}}, {"n", 3}}));
}

}  // namespace
}  // namespace llmbench::parsers
