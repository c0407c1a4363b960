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

  up [--port-base N] [--data DIR] [--no-demo]
        Runs everything on this machine: gallery on port N (8080), studio on N+1, API on N+2, login on N+3.
        Data lives in DIR (var). A fresh gallery is hung with demonstration prints unless --no-demo is given.
  token [--role artist|admin] [--port-base N] [--data DIR]
        Prints an access token for the API, good for one hour, while `copper up` runs in DIR.

Configuration comes from the environment and .env; the keys are in docs/operations.md.
)";

// The value after `name`; StartError when there is none.
std::string_view value_of(std::span<char*>& arguments, std::string_view name) {
  if (arguments.size() < 2) throw copper::StartError(std::string(name) + " needs a value. Try: copper --help");
  const std::string_view value = arguments[1];
  arguments = arguments.subspan(1);
  return value;
}

std::uint16_t port_of(std::string_view text) {
  int port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size() || port < 1 || port > 65500) {
    throw copper::StartError("--port-base must be a number from 1 to 65500, not " + std::string(text) + ".");
  }
  return static_cast<std::uint16_t>(port);
}

int run(std::span<char*> arguments) {
  if (arguments.size() < 2) {
    std::fputs(kUsage.data(), stderr);
    return 2;
  }
  const std::string_view command = arguments[1];
  if (command == "--help" || command == "help") {
    std::fputs(kUsage.data(), stdout);
    return 0;
  }
  copper::hosts::UpOptions up;
  std::string role = "artist";
  for (arguments = arguments.subspan(2); !arguments.empty(); arguments = arguments.subspan(1)) {
    const std::string_view argument = arguments[0];
    if (argument == "--data") {
      up.data = value_of(arguments, argument);
    } else if (argument == "--port-base") {
      up.port_base = port_of(value_of(arguments, argument));
    } else if (argument == "--no-demo" && command == "up") {
      up.demo = false;
    } else if (argument == "--role" && command == "token") {
      role = value_of(arguments, argument);
    } else {
      throw copper::StartError("copper " + std::string(command) + " does not know " + std::string(argument) +
                               ". Try: copper --help");
    }
  }
  if (command == "up") return copper::hosts::up(up);
  if (command == "token") return copper::hosts::print_token(up, role);
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
