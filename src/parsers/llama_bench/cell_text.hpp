#pragma once
// The text of one table cell without what a document adds to it: bold and code marks, HTML entities, wide blanks.

#include <string>
#include <string_view>

namespace llmbench::parsers::llama_bench {

/// "**pp512**" is "pp512", "1.5 &plusmn; 0.1" is "1.5 ± 0.1".
[[nodiscard]] std::string cell_text(std::string_view raw);

}  // namespace llmbench::parsers::llama_bench
