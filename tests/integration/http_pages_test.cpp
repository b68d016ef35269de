// What browsers need over real sockets: answers for people, pages of other origins.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"

#include "llmbench/util/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_call;
using testing::http_get;
using testing::HttpHeaders;
using testing::RunningServer;

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HttpPretty, AnswersAndErrorsAreIndented) {
  RunningServer server;
  EXPECT_EQ(http_get(server.port(), "/small?pretty=1").body, "{\n  \"limit\": 0\n}\n");
  EXPECT_EQ(http_get(server.port(), "/small?limit=3&pretty").body, "{\n  \"limit\": 3\n}\n");
  EXPECT_EQ(http_get(server.port(), "/small?pretty=0").body, "{\"limit\":0}");
  for (const char* target : {"/none?pretty=1", "/small?lmit=3&pretty=1"}) {
    EXPECT_THAT(http_get(server.port(), target).body, HasSubstr("{\n  \"error\": \"")) << target;
  }
  expect_error(http_get(server.port(), "/small?pretty=yes"), 400, "invalid_query");
  EXPECT_EQ(http_get(server.port(), "/text?pretty=1").body, std::string(5000, 't'));
}

TEST(HttpPretty, HasATagAndACachedBodyOfItsOwn) {
  RunningServer server;
  const HttpHeaders gzip = {{"Accept-Encoding", "gzip"}};
  for (int time = 0; time < 2; ++time) {
    const auto plain = http_get(server.port(), "/large", gzip);
    const auto pretty = http_get(server.port(), "/large?pretty=1", gzip);
    EXPECT_EQ(plain.header("etag"), "W/\"large-1\"");
    EXPECT_EQ(pretty.header("etag"), "W/\"large-1-pretty\"");
    EXPECT_TRUE(gzip_decompress(plain.body, 100000).starts_with("[1"));
    EXPECT_TRUE(gzip_decompress(pretty.body, 100000).starts_with("[\n  1"));
  }
  EXPECT_EQ(http_get(server.port(), "/large?pretty=1", {{"If-None-Match", "W/\"large-1-pretty\""}}).status, 304);
  EXPECT_EQ(http_get(server.port(), "/large?pretty=1", {{"If-None-Match", "W/\"large-1\""}}).status, 200);
}

http::ServerOptions with_origins(std::vector<std::string> origins) {
  http::ServerOptions options;
  options.cors_origins = std::move(origins);
  return options;
}

TEST(HttpCors, IsOffUnlessOriginsAreNamed) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/small", {{"Origin", "https://pages.example"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
  expect_error(http_call(server.port(), "OPTIONS", "/small",
                         {{"Origin", "https://pages.example"}, {"Access-Control-Request-Method", "GET"}}),
               405, "method_not_allowed");
}

TEST(HttpCors, PagesOfANamedOriginMayReadEveryAnswer) {
  RunningServer server{with_origins({"https://pages.example"})};
  for (const char* target : {"/small", "/large", "/none", "/throw", "/stream/nothing"}) {
    const auto answer = http_get(server.port(), target, {{"Origin", "https://pages.example"}});
    EXPECT_EQ(answer.header("access-control-allow-origin"), "https://pages.example") << target;
    EXPECT_THAT(answer.header("access-control-expose-headers"), HasSubstr("X-Total-Count"));
    EXPECT_THAT(answer.header("vary"), HasSubstr("Origin"));
  }
  EXPECT_EQ(http_get(server.port(), "/large", {{"Origin", "https://pages.example"}}).header("vary"),
            "Origin, Accept-Encoding");
  for (const char* origin : {"https://other.example", "null", "https://pages.example.evil.example"}) {
    const auto answer = http_get(server.port(), "/small", {{"Origin", origin}});
    EXPECT_FALSE(answer.headers.contains("access-control-allow-origin")) << origin;
    EXPECT_EQ(answer.header("vary"), "Origin");
  }
}

TEST(HttpCors, PreflightsNameTheMethodsOfThePath) {
  RunningServer server{with_origins({"https://pages.example"})};
  const auto ask = [&](const char* origin, const char* target) {
    return http_call(server.port(), "OPTIONS", target,
                     {{"Origin", origin}, {"Access-Control-Request-Method", "DELETE"}});
  };
  const auto granted = ask("https://pages.example", "/any/a");
  EXPECT_EQ(granted.status, 204);
  EXPECT_EQ(granted.body, "");
  EXPECT_FALSE(granted.headers.contains("content-length"));
  EXPECT_EQ(granted.header("access-control-allow-origin"), "https://pages.example");
  EXPECT_EQ(granted.header("access-control-allow-methods"), "DELETE");
  EXPECT_THAT(granted.header("access-control-allow-headers"), HasSubstr("Authorization, Content-Type"));
  EXPECT_EQ(granted.header("access-control-max-age"), "600");
  expect_error(ask("https://other.example", "/any/a"), 405, "method_not_allowed");
  expect_error(ask("https://pages.example", "/none"), 404, "not_found");
}

TEST(HttpCors, WithoutTokensOnlyPagesOfTheServerOrOfANamedOriginWrite) {
  RunningServer server{with_origins({"*", "https://pages.example"})};
  const auto status = [&](const char* origin) {
    return http_call(server.port(), "DELETE", "/any/a", {{"Host", "localhost:3000"}, {"Origin", origin}}).status;
  };
  EXPECT_EQ(status("http://localhost:3000"), 200);
  EXPECT_EQ(status("https://pages.example"), 200);
  EXPECT_EQ(status("https://other.example"), 403);
  EXPECT_EQ(status("null"), 403);
  EXPECT_EQ(
      http_get(server.port(), "/small", {{"Origin", "https://other.example"}}).header("access-control-allow-origin"),
      "*");
}

/// A folder as a build of the pages leaves it.
class HttpPages : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "pages-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    write("secret.txt", "outside");
    std::filesystem::create_directories(root() / "assets");
    write("web/index.html", "<!doctype html>index");
    write("web/assets/index-DxYz12ab.js", script_);
    write("web/assets/logo.svg", "<svg/>");
    write("web/.env", "hidden");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path root() const { return folder_ / "web"; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name, std::ios::binary} << text;
  }
  http::ServerOptions options() const {
    http::ServerOptions options;
    options.web_root = root().string();
    return options;
  }

  std::filesystem::path folder_;
  const std::string script_ = "let a = [" + std::string(5000, '1') + "];";
};

const HttpHeaders kBrowser = {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};

TEST_F(HttpPages, FilesHaveTypesTagsAndAPolicy) {
  RunningServer server{options()};
  const auto index = http_get(server.port(), "/");
  EXPECT_EQ(index.status, 200);
  EXPECT_EQ(index.body, "<!doctype html>index");
  EXPECT_EQ(index.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(index.header("cache-control"), "no-cache");
  EXPECT_THAT(index.header("content-security-policy"), HasSubstr("default-src 'self';"));
  EXPECT_THAT(index.header("content-security-policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(http_get(server.port(), "/", {{"If-None-Match", index.header("etag")}}).status, 304);
  EXPECT_EQ(http_get(server.port(), "/?model=a&pretty=1").body, index.body);

  const auto script = http_get(server.port(), "/assets/index-DxYz12ab.js");
  EXPECT_EQ(script.body, script_);
  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(http_get(server.port(), "/assets/logo.svg").header("cache-control"), "no-cache");

  const auto head = http_call(server.port(), "HEAD", "/assets/index-DxYz12ab.js");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), std::to_string(script_.size()));
  EXPECT_EQ(http_get(server.port(), "/small").body, "{\"limit\":0}") << "routes come first";
}

TEST_F(HttpPages, PagesOfTheApplicationGetTheIndexAndOthersNothing) {
  RunningServer server{options()};
  for (const char* page : {"/runs/1", "/models/Qwen2.5-7B", "/compare/", "/models/TheDrummer%2FSnowpiercer-15B-v1",
                           "/models/100%25%20%E2%82%AC/on/RTX%204090", "/models/.hidden"}) {
    EXPECT_EQ(http_get(server.port(), page, kBrowser).body, "<!doctype html>index") << page;
  }
  expect_error(http_get(server.port(), "/runs/1"), 404, "not_found");
  for (const char* path : {"/api/none", "/api", "/health/x", "/live/x", "/metrics/x", "/assets/none.js",
                           "/index.htm.js", "/assets//logo.svg"}) {
    expect_error(http_get(server.port(), path, kBrowser), 404, "not_found");
  }
  expect_error(http_call(server.port(), "DELETE", "/index.html"), 404, "not_found");
}

TEST_F(HttpPages, NothingOutsideOfTheRootOrHiddenIsServed) {
  std::filesystem::create_symlink(folder_ / "secret.txt", root() / "link.txt");
  std::filesystem::create_directory_symlink(folder_, root() / "up");
  std::filesystem::create_symlink(root() / "assets" / "logo.svg", root() / "inside.svg");
  RunningServer server{options()};
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt",
                           "/assets/%2e%2e%2f..%2fsecret.txt", "/..%5csecret.txt", "/link.txt", "/up/secret.txt",
                           "/.env", "/%2eenv", "/assets", "/assets/"}) {
    expect_error(http_get(server.port(), path), 404, "not_found");
  }
  expect_error(http_get(server.port(), "/index.html%00.js"), 400, "invalid_query");
  EXPECT_EQ(http_get(server.port(), "/inside.svg").body, "<svg/>");
}

TEST_F(HttpPages, GzipComesFromANewerSiblingOrIsMade) {
  RunningServer server{options()};
  const HttpHeaders gzip = {{"Accept-Encoding", "gzip"}};
  const auto made = http_get(server.port(), "/assets/index-DxYz12ab.js", gzip);
  EXPECT_EQ(made.header("content-encoding"), "gzip");
  EXPECT_EQ(gzip_decompress(made.body, 10000), script_);

  const std::string packed = gzip_compress(script_, 9);
  write("web/assets/index-DxYz12ab.js.gz", packed);
  EXPECT_EQ(http_get(server.port(), "/assets/index-DxYz12ab.js", gzip).body, packed);
  EXPECT_EQ(http_get(server.port(), "/assets/index-DxYz12ab.js").body, script_);

  const auto later = std::filesystem::last_write_time(root() / "assets/index-DxYz12ab.js.gz") + std::chrono::hours{1};
  write("web/assets/index-DxYz12ab.js", "changed");
  std::filesystem::last_write_time(root() / "assets/index-DxYz12ab.js", later);
  EXPECT_EQ(http_get(server.port(), "/assets/index-DxYz12ab.js", gzip).body, "changed") << "the sibling is older";
}

TEST_F(HttpPages, LargeFilesComeInParts) {
  const std::string large(5'000'000, 'x');
  write("web/large.txt", large);
  RunningServer server{options()};
  const auto answer = http_get(server.port(), "/large.txt");
  EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body, large);
}

TEST_F(HttpPages, AFolderWithoutAnIndexIsRefusedNamingTheFlag) {
  for (const std::string& folder : {folder_.string(), std::string{"/nonexistent"}}) {
    http::ServerOptions wrong;
    wrong.web_root = folder;
    try {
      const RunningServer server{wrong};
      ADD_FAILURE() << folder;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      EXPECT_THAT(error.what(), HasSubstr("--web-root " + folder));
    }
  }
}

constexpr std::string_view kScript = "let a = 1;";

TEST(HttpEmbeddedPages, AreServedLikeThoseOfAFolder) {
  const std::string packed = gzip_compress(kScript, 9);
  const std::vector<http::EmbeddedFile> files = {
      {"index.html", "<!doctype html>index", false, "W/\"index\""},
      {"assets/index-DxYz12ab.js", packed, true, "W/\"script\""},
  };
  http::ServerOptions options;
  options.embedded_pages = files;
  RunningServer server{options};
  const auto index = http_get(server.port(), "/");
  EXPECT_EQ(index.body, "<!doctype html>index");
  EXPECT_EQ(index.header("cache-control"), "no-cache");
  EXPECT_THAT(index.header("content-security-policy"), HasSubstr("default-src 'self';"));
  EXPECT_EQ(http_get(server.port(), "/", {{"If-None-Match", "W/\"index\""}}).status, 304);
  EXPECT_EQ(http_get(server.port(), "/runs/1", kBrowser).body, "<!doctype html>index");
  expect_error(http_get(server.port(), "/assets/none.js", kBrowser), 404, "not_found");

  const auto script = http_get(server.port(), "/assets/index-DxYz12ab.js", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script.header("content-encoding"), "gzip");
  EXPECT_EQ(script.body, packed);
  EXPECT_EQ(http_get(server.port(), "/assets/index-DxYz12ab.js").body, kScript);
}

TEST_F(HttpPages, AFolderStandsInForTheEmbeddedPages) {
  const std::vector<http::EmbeddedFile> files = {{"index.html", "embedded", false, "W/\"e\""}};
  auto both = options();
  both.embedded_pages = files;
  RunningServer server{both};
  EXPECT_EQ(http_get(server.port(), "/").body, "<!doctype html>index");
}

TEST(HttpNoPages, TheRootSaysWhereToLook) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/");
  expect_error(answer, 404, "not_found");
  EXPECT_THAT(answer.body, HasSubstr("/api/openapi.json"));
}

}  // namespace
}  // namespace llmbench
