// HTTPS with certificates of the test's own.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"
#include "support/process.hpp"
#include "support/wait_until.hpp"

#include "llmbench/client/api_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace llmbench {
namespace {

using testing::HttpConnection;
using testing::run_process;
using testing::RunningServer;
using testing::wait_until;

using ::testing::HasSubstr;

constexpr const char* kOpenSsl = "/usr/bin/openssl";

class HttpTls : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tls-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    make_certificate("server");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  void make_certificate(const std::string& name) const {
    const auto result = run_process(
        kOpenSsl, {{"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                    file(name + ".key"), "-out", file(name + ".crt")},
                   {}});
    ASSERT_EQ(result.exit_code, 0) << result.error_output;
  }

  http::ServerOptions options() const {
    http::ServerOptions options;
    options.tls_certificate = file("server.crt");
    options.tls_key = file("server.key");
    return options;
  }

  static client::ClientOptions client_of(const RunningServer& server, const std::string& ca_file) {
    client::ClientOptions options;
    options.server = "https://localhost:" + std::to_string(server.port());
    options.ca_file = ca_file;
    options.attempts = 1;
    return options;
  }
  static bool trusts(const RunningServer& server, const std::string& ca_file) {
    try {
      return client::ApiClient{client_of(server, ca_file)}.get("/small").status == 200;
    } catch (const Error&) {
      return false;
    }
  }
  /// What the start says; "" when it succeeds.
  static std::string refusal(const http::ServerOptions& options) {
    try {
      const RunningServer server{options};
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      return error.what();
    }
  }

  std::filesystem::path folder_;
};

TEST_F(HttpTls, RequestsAndBodiesPassOverHttps) {
  RunningServer server{options()};
  client::ApiClient client{client_of(server, file("server.crt"))};
  EXPECT_EQ(client.get("/small?limit=3").body, "{\"limit\":3}");
  EXPECT_EQ(client.get("/large").body.size(), 50002U);
  const std::string body = "[\"" + std::string(90000, 'x') + "\"]";
  EXPECT_EQ(client.post("/echo", body).body, body);
}

TEST_F(HttpTls, StreamsArriveWhole) {
  RunningServer server{options()};
  const auto result =
      run_process(kOpenSsl, {{"s_client", "-quiet", "-connect", "127.0.0.1:" + std::to_string(server.port())}, {}},
                  "GET /stream/lines HTTP/1.0\r\n\r\n");
  EXPECT_THAT(result.output, HasSubstr("HTTP/1.1 200 OK"));
  EXPECT_TRUE(result.output.ends_with("\n" + std::to_string(testing::kStreamedLines - 1) + "\n"));
}

TEST_F(HttpTls, ACertificateNobodyVouchesForIsNotTrusted) {
  RunningServer server{options()};
  EXPECT_FALSE(trusts(server, ""));
}

TEST_F(HttpTls, PlainAndSilentClientsAreEnded) {
  http::ServerOptions limits = options();
  limits.head_deadline = std::chrono::milliseconds{300};
  RunningServer server{limits};
  HttpConnection plain{server.port()};
  plain.send("GET /small HTTP/1.1\r\n\r\n");
  EXPECT_EQ(plain.read_to_the_end().find("limit"), std::string::npos);
  HttpConnection silent{server.port()};
  EXPECT_TRUE(silent.is_closed_by_server());
}

TEST_F(HttpTls, ARenewedCertificateNeedsNoRestart) {
  RunningServer server{options()};
  std::filesystem::copy_file(file("server.crt"), file("old.crt"));
  ASSERT_TRUE(trusts(server, file("old.crt")));
  make_certificate("new");
  std::filesystem::rename(file("new.crt"), file("server.crt"));
  EXPECT_TRUE(trusts(server, file("old.crt"))) << "the key of the new one is not there yet";
  std::filesystem::rename(file("new.key"), file("server.key"));
  EXPECT_TRUE(wait_until([&] { return trusts(server, file("server.crt")); }));
  EXPECT_FALSE(trusts(server, file("old.crt")));
}

TEST_F(HttpTls, ABrokenReplacementLeavesTheOldCertificate) {
  http::ServerOptions quick = options();
  quick.head_deadline = std::chrono::milliseconds{50};  // so often it looks at the files
  RunningServer server{quick};
  std::filesystem::copy_file(file("server.crt"), file("old.crt"));
  std::ofstream{file("server.crt")} << "rubbish";
  HttpConnection silent{server.port()};
  ASSERT_TRUE(silent.is_closed_by_server());  // so it has looked
  EXPECT_TRUE(trusts(server, file("old.crt")));
}

TEST_F(HttpTls, WhatCannotWorkIsRefusedNamingTheFlag) {
  http::ServerOptions wrong = options();
  wrong.tls_key.clear();
  EXPECT_EQ(refusal(wrong), "--tls-cert and --tls-key must be given together");
  wrong = options();
  wrong.tls_certificate = file("none.crt");
  EXPECT_EQ(refusal(wrong), "--tls-cert " + file("none.crt") + " cannot be read as a certificate in PEM");
  wrong = options();
  wrong.tls_key = file("server.crt");
  EXPECT_EQ(refusal(wrong), "--tls-key " + file("server.crt") + " cannot be read as a key in PEM without a passphrase");
  make_certificate("other");
  wrong = options();
  wrong.tls_key = file("other.key");
  EXPECT_EQ(refusal(wrong), "--tls-key " + file("other.key") + " is not the key of the certificate in --tls-cert");
}

TEST_F(HttpTls, ACaFileThatCannotBeReadIsSaidBeforeAnythingIsSent) {
  client::ClientOptions options;
  options.ca_file = file("none.crt");
  EXPECT_THROW(client::ApiClient{options}, Error);
}

}  // namespace
}  // namespace llmbench
