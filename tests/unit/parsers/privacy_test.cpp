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
  for (const char* text :
       {"blk\\.[0-9]+\\.ffn=CPU", "CUDA0/CUDA1", "3.00/1.00", "mmap+mlock", "qwen2.5:32b", "0x0", "GPU 0 - display",
        "--", "tg128@pp512", "2026-11-21T06:52:14Z", "N/A", "b5606 (247e5c6e)", "1.2.3"}) {
    EXPECT_EQ(redact_text(text), text);
  }
}

TEST(Privacy, KeysThatNameAPersonOrAMachineAreLeftOut) {
  const Json json{{"hostname", "box"}, {"nested", {{"User", "alice"}, {"args", {"-m", "/a/b.gguf"}}}}, {"n", 3}};
  EXPECT_EQ(redact_json(json), (Json{{"nested", {{"args", {"-m", "b.gguf"}}}}, {"n", 3}}));
}

TEST(Privacy, SecretsAreLeftOut) {
  const Json json{{"api_key", "abc"},
                  {"HF_TOKEN", "xyz"},
                  {"password", "p"},
                  {"computer_name", "ALICE-PC"},
                  {"time_per_token", "12 ms"},
                  {"n_tokens", 128},
                  {"token", 17},
                  {"tokenizer", "gpt2"},
                  {"env", {{"SECRET_KEY", "s"}, {"OMP_NUM_THREADS", "8"}}}};
  EXPECT_EQ(redact_json(json), (Json{{"time_per_token", "12 ms"},
                                     {"n_tokens", 128},
                                     {"token", 17},
                                     {"tokenizer", "gpt2"},
                                     {"env", {{"OMP_NUM_THREADS", "8"}}}}));
}

TEST(Privacy, SecretsInsideCommandLinesAreReplaced) {
  EXPECT_EQ(redact_text("llama-bench -hft hf_short --api-key=abc -m x.gguf"),
            "llama-bench -hft [secret] --api-key=[secret] -m x.gguf");
  EXPECT_EQ(redact_text("HF_TOKEN=abc ./run"), "HF_TOKEN=[secret] run");
  EXPECT_EQ(redact_text("with hf_AbCdEfGhIjKlMnOpQrStUvWxYz012345"), "with [secret]");
  EXPECT_EQ(redact_json(Json{"--hf-token", "abc", "-p", "512"}), (Json{"--hf-token", "[secret]", "-p", "512"}));
  for (const char* text : {"max token 128", "-p 512", "hf_repo", "sk-model", "12.5 ms per token"}) {
    EXPECT_EQ(redact_text(text), text);
  }
}

TEST(Privacy, SecretsInAddressesAreReplaced) {
  EXPECT_EQ(redact_text("http://box.lan/v1?api_key=abc"), "[address]=[secret]");
}

TEST(Privacy, KeptPathsAndAddressesKeepNoSecret) {
  constexpr auto kSecrets = Redaction::secrets;
  for (const char* text : {"/home/alice/My Models/x.gguf", "RPC[10.0.0.1:50052]/CUDA0", "http://gpu-box.lan:8080/v1",
                           "alice@gpu-box", "/bin/llama-bench -m /a/b.gguf"}) {
    EXPECT_EQ(redact_text(text, kSecrets), text);
  }
  EXPECT_EQ(redact_text("/bin/llama-bench --api-key abc -m /a/b.gguf", kSecrets),
            "/bin/llama-bench --api-key [secret] -m /a/b.gguf");
  EXPECT_EQ(redact_text("https://me:p@ss@box.lan/v1?token=abc", kSecrets),
            "https://[secret]@box.lan/v1?token=[secret]");
  EXPECT_EQ(redact_text("/a/b.gguf hf_AbCdEfGhIjKlMnOpQrStUvWxYz012345", kSecrets), "/a/b.gguf [secret]");
  const Json json{{"api_key", "abc"},  {"token", "xyz"},      {"nested", {{"password", "p"}, {"cwd", "/home/alice"}}},
                  {"hostname", "box"}, {"path", "/a/b.gguf"}, {"args", {"--hf-token", "abc", "/a/b.gguf"}}};
  EXPECT_EQ(redact_json(json, kSecrets), (Json{{"nested", {{"cwd", "/home/alice"}}},
                                               {"hostname", "box"},
                                               {"path", "/a/b.gguf"},
                                               {"args", {"--hf-token", "[secret]", "/a/b.gguf"}}}));
}

TEST(Privacy, EverySecretOfOneQueryIsReplaced) {
  for (const Redaction what : {Redaction::secrets, Redaction::everything}) {
    const std::string text = redact_text("http://box.lan/v1?token=abc&api_key=def&x=1", what);
    EXPECT_EQ(text.find("abc"), std::string::npos) << text;
    EXPECT_EQ(text.find("def"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace llmbench::parsers
