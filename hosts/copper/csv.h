// Tables as spreadsheets write them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copper::hosts {

struct CsvRow {
  std::size_t line;  // of the file, where the row begins; from 1
  std::vector<std::string> cells;
};

// RFC 4180, separated by commas, semicolons or tabs: by whichever the first line has most of. Rows of nothing are left
// out. Throws StartError when a quotation is not closed.
std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace copper::hosts
