#include "api/paging.hpp"

#include <gtest/gtest.h>

namespace llmbench::api {
namespace {

std::string link_after(const std::string& query) {
  http::Request request;
  request.path = "/api/things";
  request.query = http::Query{query};
  return next_page_link(request, 7, "CURSOR");
}

TEST(Paging, TheLinkKeepsTheQueryAndSaysTheLimit) {
  EXPECT_EQ(link_after(""), R"(</api/things?limit=7&cursor=CURSOR>; rel="next")");
  EXPECT_EQ(link_after("limit=7&cursor=OLD&models=a%2Cb"),
            R"(</api/things?models=a%2Cb&limit=7&cursor=CURSOR>; rel="next")");
  // Encoded names are the same parameters: left in, they would be given twice on the next page.
  EXPECT_EQ(link_after("%63ursor=OLD&lim%69t=7"), R"(</api/things?limit=7&cursor=CURSOR>; rel="next")");
}

TEST(Paging, TheLinkCannotBeEndedByTheQuery) {
  EXPECT_EQ(link_after("search=<a>"), R"(</api/things?search=%3Ca%3E&limit=7&cursor=CURSOR>; rel="next")");
}

}  // namespace
}  // namespace llmbench::api
