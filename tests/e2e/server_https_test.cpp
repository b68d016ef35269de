// The installed programs with HTTPS and pages: one server on a certificate of its own.

#include "support/api_program.hpp"
#include "support/base/paths.hpp"
#include "support/uploader_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace llmbench {
namespace {

using testing::ApiProgram;
using testing::run_process;
using testing::UploaderFixture;

using ::testing::AllOf;
using ::testing::HasSubstr;

using ServerHttps = UploaderFixture;

TEST_F(ServerHttps, TheUploaderReachesItWithTheCertificateAndPagesAreThere) {
  const std::string certificate = (folder / "server.crt").string();
  const std::string key = (folder / "server.key").string();
  const auto made = run_process(
      "/usr/bin/openssl",
      {{"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate},
       {}});
  ASSERT_EQ(made.exit_code, 0) << made.error_output;
  (void)file("index.html", "<!doctype html>the pages");
  const ApiProgram server{{"--tls-cert", certificate, "--tls-key", key, "--web-root", folder.string()}};
  ASSERT_THAT(server.url(), HasSubstr("https://127.0.0.1:"));

  const std::string input = file("bench.json", "[" + testing::kFirst + "," + testing::kSecond + "]");
  const auto stored = run({"llama-bench", "-f", input, "--server", server.url(), "--ca-file", certificate});
  EXPECT_EQ(stored.exit_code, 0) << stored.error_output;
  const auto unknown = run({"grid", "--server", server.url()});
  EXPECT_EQ(unknown.exit_code, 3) << unknown.output;
  EXPECT_THAT(unknown.output + unknown.error_output, HasSubstr("certificate"));

  const std::string address = server.url().substr(std::string{"https://"}.size());
  const auto page =
      run_process("/usr/bin/openssl", {{"s_client", "-quiet", "-connect", address}, {}}, "GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(page.output, HasSubstr("the pages"));
}

TEST_F(ServerHttps, WhatCannotWorkIsWrongUsageAndNamesTheFlag) {
  const auto refusal = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--port", "0", "--data-dir", folder.string()});
    const auto result = run_process(testing::bin_dir() / "llm-benchmark-api", {std::move(arguments), {}});
    EXPECT_EQ(result.exit_code, 2);
    return result.error_output;
  };
  EXPECT_THAT(refusal({"--web-root", folder.string()}), AllOf(HasSubstr("--web-root"), HasSubstr("index.html")));
  EXPECT_THAT(refusal({"--tls-cert", "/none.crt"}), HasSubstr("--tls-cert and --tls-key must be given together"));
  EXPECT_THAT(refusal({"--tls-cert", "/none.crt", "--tls-key", "/none.key"}), HasSubstr("--tls-cert /none.crt"));
  EXPECT_THAT(refusal({"--cors-origin", "pages.example"}), AllOf(HasSubstr("--cors-origin"), HasSubstr("https://")));
}

}  // namespace
}  // namespace llmbench
