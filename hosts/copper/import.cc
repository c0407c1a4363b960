#include "hosts/copper/import.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <vector>

#include "hosts/copper/csv.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/image/versions.h"
#include "platform/json/json.h"
#include "services/content/original_check.h"
#include "services/content/print_fields.h"

namespace copper::hosts {
namespace {

namespace json = boost::json;

enum class Kind { file, text, number, tags };

struct Column {
  std::string_view name;  // as in POST /api/v1/artist/prints
  Kind kind = Kind::text;
  bool in_both_languages = false;  // then also name_en and name_da
};

constexpr Column kColumns[] = {
    {"file", Kind::file},
    {"title", Kind::text, true},
    {"description", Kind::text, true},
    {"statement", Kind::text, true},
    {"subject", Kind::text, true},
    {"provenance", Kind::text, true},
    {"exhibitionHistory", Kind::text, true},
    {"conservation", Kind::text, true},
    {"purchaseInfo", Kind::text, true},
    {"copyright", Kind::text, true},
    {"tags", Kind::tags, true},
    {"artistName"},
    {"medium"},
    {"technique"},
    {"plateType"},
    {"paperType"},
    {"inkType"},
    {"printingPress"},
    {"dimensions"},
    {"editionInfo"},
    {"styleMovement"},
    {"location"},
    {"notes"},
    {"status"},
    {"availability"},
    {"currency"},
    {"year", Kind::number},
    {"editionSize", Kind::number},
    {"plateHeightMm", Kind::number},
    {"plateWidthMm", Kind::number},
    {"sheetHeightMm", Kind::number},
    {"sheetWidthMm", Kind::number},
    {"price", Kind::number},
};

// A column of the table at hand.
struct Heading {
  Column column;
  std::string language;  // empty: the artist's own
  std::string name;      // as it stands there
};

struct Record {
  std::string name;  // of the file, in the folder
  std::filesystem::path file;
  std::string sha256;
  json::object print;
};

Heading heading_of(const std::string& name) {
  for (const Column& column : kColumns) {
    if (name == column.name) return {column, "", name};
    for (const char* language : {"en", "da"}) {
      if (column.in_both_languages && name == std::string(column.name) + "_" + language)
        return {column, language, name};
    }
  }
  throw StartError("prints.csv has a column \"" + name +
                   "\" that a print does not have; docs/operations.md names them.");
}

// 24.5 and 24,5 alike; 12.500 is twelve thousand and more in Denmark, and elsewhere twelve and a half.
json::value number_of(std::string text) {
  const std::size_t mark = text.find_last_of(".,");
  if (mark != std::string::npos && text.size() - mark == 4)
    throw StartError("is \"" + text +
                     "\", which can be read in two ways; write thousands without a mark, and at most two decimals");
  std::replace(text.begin(), text.end(), ',', '.');
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size())
    throw StartError("is \"" + text + "\", which is no number");
  constexpr double kExactMax = 1e15;
  if (std::floor(number) == number && std::abs(number) < kExactMax) return static_cast<std::int64_t>(number);
  return number;
}

json::array tags_of(std::string_view text) {
  json::array tags;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view tag = text.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (!tag.empty()) tags.emplace_back(tag);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return tags;
}

json::value value_of(Kind kind, const std::string& text) {
  if (kind == Kind::number) return number_of(text);
  if (!base::is_utf8(text)) throw StartError("is not in UTF-8");
  return kind == Kind::tags ? json::value(tags_of(text)) : json::string(text);
}

// The file's path, when it is one below the folder.
std::filesystem::path file_in(const std::filesystem::path& directory, const std::string& name) {
  const std::filesystem::path below = std::filesystem::path(name).lexically_normal();
  if (below.is_absolute() || *below.begin() == "..") throw StartError(name + " is outside of the folder");
  const std::filesystem::path file = directory / below;
  if (!std::filesystem::is_regular_file(file)) throw StartError("there is no file " + file.string());
  return file;
}

// By the rules of the API, so that it refuses nothing later on that the table shows now. Throws Error.
void check_print(const json::object& print) {
  copper::json::ObjectReader in(print);
  content::read_print_change(in, "en");
  in.check();
}

// The picture's SHA-256, once it has passed what an upload has to. Throws Error.
std::string check_picture(const std::string& name, const std::filesystem::path& file) {
  const auto descriptor = std::make_shared<const base::FileDescriptor>(base::open_for_reading(file));
  const std::uint64_t size = base::size_of(descriptor->get());
  if (size > image::kOriginalBytesMax) throw StartError(name + " has more than 100 MB");
  return content::check_original(name, size, http::FileSlice{descriptor, 0, size}).sha256;
}

Record record_of(const CsvRow& row, const std::vector<Heading>& headings, const std::filesystem::path& directory) {
  if (row.cells.size() > headings.size()) throw StartError("there are more cells than columns");
  Record record;
  json::object translations{{"en", json::object{}}, {"da", json::object{}}};
  bool has_title = false;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto& [column, language, name] = headings[i];
    const std::string& cell = row.cells[i];
    if (cell.empty()) continue;
    has_title = has_title || column.name == "title";
    if (column.kind == Kind::file) {
      record.name = cell;
      continue;
    }
    json::object& texts = language.empty() ? record.print : translations[language].as_object();
    try {
      texts[column.name] = value_of(column.kind, cell);
    } catch (const StartError& error) {
      throw StartError(name + " " + error.what());
    }
  }
  if (record.name.empty()) throw StartError("no file is named");
  record.file = file_in(directory, record.name);
  if (!has_title) record.print["title"] = record.file.stem().string();
  record.print["translations"] = std::move(translations);
  check_print(record.print);
  record.sha256 = check_picture(record.name, record.file);
  return record;
}

std::vector<Record> records_in(const std::filesystem::path& directory) {
  const std::filesystem::path table = directory / "prints.csv";
  if (!std::filesystem::is_regular_file(table)) throw StartError("There is no " + table.string() + ".");
  const auto rows = parse_csv(base::read_file(table));
  if (rows.empty()) throw StartError(table.string() + " is empty.");
  std::vector<Heading> headings;
  for (const auto& name : rows[0].cells) headings.push_back(heading_of(name));
  std::vector<Record> records;
  std::map<std::string, std::string> names;  // by what is in the files
  std::string problems;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    try {
      Record record = record_of(rows[i], headings, directory);
      const auto [other, is_new] = names.try_emplace(record.sha256, record.name);
      if (!is_new) throw StartError(record.name + " is the same picture as " + other->second + " of another row");
      records.push_back(std::move(record));
    } catch (const std::runtime_error& error) {
      problems += "\n  line " + std::to_string(rows[i].line) + ": " + error.what();
    }
  }
  if (!problems.empty()) throw StartError("Nothing was imported, for " + table.string() + " has mistakes:" + problems);
  return records;
}

// One line that is written over on a terminal; elsewhere one line after the other.
class Progress {
 public:
  explicit Progress(std::size_t count) : count_(count) {}

  void begin(const std::string& name) {
    constexpr std::size_t kWidth = 30;
    const std::size_t done = ++at_ * kWidth / count_;
    const std::string numbers = std::to_string(at_) + " of " + std::to_string(count_) + "  " + name;
    if (is_terminal_)
      std::printf("\r\033[K%s%s  %s", std::string(done, '#').c_str(), std::string(kWidth - done, '.').c_str(),
                  numbers.c_str());
    else
      std::printf("%s\n", numbers.c_str());
    std::fflush(stdout);
  }

  void line(const std::string& text) const { std::printf("%s%s\n", is_terminal_ ? "\r\033[K" : "", text.c_str()); }

 private:
  const std::size_t count_;
  const bool is_terminal_ = ::isatty(STDOUT_FILENO) == 1;
  std::size_t at_ = 0;
};

}  // namespace

int import_prints(const ArtistApi& artist, const std::filesystem::path& directory) {
  const auto records = records_in(directory);
  Progress progress(records.size());
  std::size_t made = 0;
  std::size_t failed = 0;
  for (const Record& record : records) {
    progress.begin(record.name);
    try {
      if (const auto print = artist.print_of(record.sha256)) {
        progress.line(record.name + ": skipped, for this very picture is there already: print " +
                      std::to_string(print->id) + ", " + print->title);
        continue;
      }
      json::object print = record.print;
      print["uploadId"] = artist.upload(record.file);
      artist.call("POST", "/api/v1/artist/prints", print);
      ++made;
    } catch (const std::exception& error) {
      progress.line(record.name + ": " + error.what());
      ++failed;
    }
  }
  progress.line("Imported " + std::to_string(made) + ", were there already " +
                std::to_string(records.size() - made - failed) + ", refused " + std::to_string(failed) + "." +
                (made > 0 ? " The studio shows how their images get on." : ""));
  return failed == 0 ? 0 : 1;
}

}  // namespace copper::hosts
