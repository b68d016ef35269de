#include "http/encoding.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace llmbench::http {
namespace {

TEST(Etag, ComparesWeaklyAndReadsLists) {
  EXPECT_TRUE(etag_matches(R"("a", W/"b")", R"(W/"b")"));
  EXPECT_TRUE(etag_matches(R"("b")", R"(W/"b")"));
  EXPECT_TRUE(etag_matches("*", R"(W/"b")"));
  EXPECT_FALSE(etag_matches(R"("a")", R"(W/"b")"));
  EXPECT_FALSE(etag_matches("", R"(W/"b")"));
}

TEST(AcceptEncoding, HonoursQualities) {
  EXPECT_TRUE(accepts_gzip("gzip, deflate, br"));
  EXPECT_TRUE(accepts_gzip("br;q=1.0, GZIP;q=0.8"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0, *"));
  EXPECT_FALSE(accepts_gzip("*;q=0"));
  EXPECT_FALSE(accepts_gzip("br"));
  EXPECT_FALSE(accepts_gzip(""));
}

ErrorCode code_of(std::string bytes, std::string_view encoding, std::size_t max_bytes) {
  try {
    (void)decode_content(std::move(bytes), encoding, max_bytes);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::internal;
}

TEST(DecodeContent, KnowsGzipDeflateAndNothing) {
  const std::string text(5000, 'x');
  std::string deflated(compressBound(text.size()), '\0');
  uLongf size = deflated.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(deflated.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                     text.size()),
            Z_OK);
  deflated.resize(size);
  EXPECT_EQ(decode_content(gzip_compress(text, 1), "gzip", 5000), text);
  EXPECT_EQ(decode_content(deflated, "Deflate", 5000), text);
  EXPECT_EQ(decode_content(text, "", 1), text);
  EXPECT_EQ(decode_content(text, "identity", 1), text);
}

TEST(DecodeContent, BombsDamageAndUnknownEncodingsAreErrors) {
  const std::string packed = gzip_compress(std::string(1000000, '\0'), 9);
  EXPECT_EQ(code_of(packed, "gzip", 999999), ErrorCode::too_large);
  EXPECT_EQ(code_of(packed.substr(0, packed.size() - 9), "gzip", 1000000), ErrorCode::invalid_json);
  EXPECT_EQ(code_of("plain", "gzip", 1000000), ErrorCode::invalid_json);
  EXPECT_EQ(code_of("", "gzip", 1000000), ErrorCode::invalid_json);
  EXPECT_EQ(code_of("plain", "br", 1000000), ErrorCode::unsupported_media_type);
}

std::shared_ptr<const std::string> bytes_of(std::size_t size) {
  return std::make_shared<const std::string>(size, 'x');
}

TEST(GzipCache, ForgetsTheLeastRecentlyUsedBeyondItsBound) {
  GzipCache cache{100};
  cache.insert("a", bytes_of(24));
  cache.insert("b", bytes_of(24));
  cache.insert("c", bytes_of(24));
  cache.insert("d", bytes_of(24));
  ASSERT_NE(cache.find("a"), nullptr);
  cache.insert("e", bytes_of(24));
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_NE(cache.find("a"), nullptr);
  EXPECT_NE(cache.find("e"), nullptr);
  EXPECT_EQ(cache.size_bytes(), 100U);
}

TEST(GzipCache, OneLargeAnswerDoesNotEmptyIt) {
  GzipCache cache{100};
  cache.insert("a", bytes_of(24));
  cache.insert("large", bytes_of(99));
  EXPECT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("large"), nullptr);
}

}  // namespace
}  // namespace llmbench::http
