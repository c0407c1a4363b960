// copper: all of the gallery in one process on one machine, and the operator's command line.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "hosts/copper/commands.h"
#include "platform/base/error.h"

namespace {

constexpr std::string_view kUsage = R"(Usage: copper COMMAND

  up [--port-base N] [--data DIR] [--no-demo] [--only-login]
        Runs everything on this machine: gallery on port N (8080), studio on N+1, API on N+2, login on N+3.
        Data lives in DIR (var). A fresh gallery is hung with demonstration prints unless --no-demo is given.
        With --only-login the database and the login alone, for parts that run as programs of their own.
  token [--role artist|admin] [--port-base N] [--data DIR]
        Prints an access token for the API, good for one hour, while `copper up` runs in DIR.
  image FILE [--out DIR] [--watermark TEXT] [--position bottom_right|bottom_left|top_left|top_right|centre]
        [--size PERCENT] [--opacity PERCENT] [--creator NAME] [--notice TEXT] [--url URL] [--focus X,Y]
        [--zoom URL]
        Makes every version of a local picture into DIR (FILE's name without its ending), to try settings; with --zoom also
        the tiles of a IIIF viewer into DIR/zoom, for a web server that shows them at URL.
  import DIR [--port-base N] [--data DIR]
        Makes prints of the pictures in DIR and the table DIR/prints.csv, while `copper up` runs. Run again, it goes on
        where it stopped.
  restore [BACKUP [--print N | --gallery N | --images | --replace]] [--data DIR]
        Brings a backup back: all of it into an empty database, or in place of what is there with --replace; one
        print or gallery that was deleted; or the files of images that are missing. Without BACKUP it lists those there are.
  reindex [--data DIR]
        Writes the search index anew, while the gallery runs or when it does not. Content and searches go on meanwhile.
  migrate
        Brings the database at COPPER_DATABASE_URL up to date, before a release goes live.
  config check [--against ssm:/PATH/]
        Prints the effective settings without their secrets, names keys that no program knows, and ends with status 2
        when a program would refuse a value; with --against every difference from those in AWS's Parameter Store, too.
        Ends with status 1 when a setting is not the same on both sides.

Configuration comes from the environment and .env; the keys are in docs/operations.md.
)";

// The value after `name`; StartError when there is none.
std::string_view value_of(std::span<char*>& arguments, std::string_view name) {
  if (arguments.size() < 2) throw copper::StartError(std::string(name) + " needs a value. Try: copper --help");
  const std::string_view value = arguments[1];
  arguments = arguments.subspan(1);
  return value;
}

std::int64_t number_of(std::string_view name, std::string_view text, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || number < 1 || number > max) {
    throw copper::StartError(std::string(name) + " must be a number from 1 to " + std::to_string(max) + ", not " +
                             std::string(text) + ".");
  }
  return number;
}

int config(std::span<char*> arguments) {
  const auto is = [&](std::size_t at, std::string_view word) { return at < arguments.size() && arguments[at] == word; };
  if (is(0, "check") && arguments.size() == 1) return copper::hosts::check_config("");
  if (is(0, "check") && is(1, "--against") && arguments.size() == 3) return copper::hosts::check_config(arguments[2]);
  throw copper::StartError(
      "copper config knows `check`, alone or with --against and a path as in ssm:/copper/prod/. Try: copper --help");
}

int run(std::span<char*> arguments) {
  if (arguments.size() < 2) {
    std::fputs(kUsage.data(), stderr);
    return 2;
  }
  const std::string_view command = arguments[1];
  if (command == "--help" || command == "help" ||
      (arguments.size() > 2 && arguments[2] == std::string_view("--help"))) {
    std::fputs(kUsage.data(), stdout);
    return 0;
  }
  if (command == "config") return config(arguments.subspan(2));
  if (command == "migrate") {
    if (arguments.size() > 2) throw copper::StartError("copper migrate takes no arguments. Try: copper --help");
    return copper::hosts::migrate();
  }
  if (command == "image") return copper::hosts::make_image({arguments.begin() + 2, arguments.end()});
  copper::hosts::UpOptions up;
  std::filesystem::path directory;
  std::string role = "artist";
  copper::hosts::RestoreOptions restore;
  const bool restoring = command == "restore";
  for (arguments = arguments.subspan(2); !arguments.empty(); arguments = arguments.subspan(1)) {
    const std::string_view argument = arguments[0];
    if (argument == "--data") {
      up.data = value_of(arguments, argument);
    } else if (argument == "--port-base") {
      up.port_base = static_cast<std::uint16_t>(number_of(argument, value_of(arguments, argument), 65500));
    } else if (argument == "--no-demo" && command == "up") {
      up.demo = false;
    } else if (argument == "--only-login" && command == "up") {
      up.only_login = true;
    } else if (argument == "--role" && command == "token") {
      role = value_of(arguments, argument);
      if (role != "artist" && role != "admin") {
        throw copper::StartError("--role must be artist or admin, not " + role + ".");
      }
    } else if (command == "import" && !argument.starts_with("-") && directory.empty()) {
      directory = argument;
    } else if (argument == "--print" && restoring) {
      restore.part = copper::content::OnePrint{number_of(argument, value_of(arguments, argument), INT64_MAX)};
    } else if (argument == "--gallery" && restoring) {
      restore.part = copper::content::OneGallery{number_of(argument, value_of(arguments, argument), INT64_MAX)};
    } else if (argument == "--images" && restoring) {
      restore.part = copper::content::ImageFiles{};
    } else if (argument == "--replace" && restoring) {
      restore.part = copper::content::WholeBackup{.replace = true};
    } else if (restoring && !argument.starts_with("-") && restore.backup.empty()) {
      restore.backup = argument;
    } else {
      throw copper::StartError("copper " + std::string(command) + " does not know " + std::string(argument) +
                               ". Try: copper --help");
    }
  }
  if (command == "up") return copper::hosts::up(up);
  if (command == "token") return copper::hosts::print_token(up, role);
  if (command == "reindex") return copper::hosts::reindex(up.data);
  if (command == "import") {
    if (directory.empty()) throw copper::StartError("copper import takes a folder. Try: copper --help");
    return copper::hosts::import(up, directory);
  }
  restore.data = up.data;
  if (restoring) return copper::hosts::restore(restore);
  throw copper::StartError("There is no command " + std::string(command) + ". Try: copper --help");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "copper: %s\n", error.what());
    return 2;
  }
}
