#include "hosts/copper/csv.h"

#include <algorithm>

#include "platform/base/error.h"

namespace copper::hosts {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

char separator_in(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  const auto times = [&](char c) { return std::count(first.begin(), first.end(), c); };
  return std::max({',', ';', '\t'}, [&](char a, char b) { return times(a) < times(b); });
}

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const char separator = separator_in(text);
  std::vector<CsvRow> rows;
  CsvRow row{1, {""}};
  std::size_t line = 1;
  bool quoted = false;
  const auto end_row = [&] {
    const bool is_blank =
        std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.empty(); });
    if (!is_blank) rows.push_back(std::move(row));
    row = {line + 1, {""}};
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    std::string& cell = row.cells.back();
    if (quoted) {
      if (c != '"')
        cell += c;
      else if (at + 1 < text.size() && text[at + 1] == '"')
        cell += text[++at];
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == separator) {
      row.cells.emplace_back();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      cell += c;
    }
    if (c == '\n') ++line;
  }
  if (quoted) throw StartError("The quotation in the row of line " + std::to_string(row.line) + " has no end.");
  end_row();
  return rows;
}

}  // namespace copper::hosts
