// What the image service gives up before it meets its first picture, so that a decoder that is made to run somebody else's
// code has little to run it on.
#pragma once

#include <filesystem>

namespace copper::hosts {

// Root becomes the user to whom the uploads in a file store's directory belong, or Debian's www-data, to whom they are then
// given; uploads and versions only, not the backups, which hold the database. Nothing happens to who is not root. Throws
// StartError when it cannot be done. Before any other thread runs.
void give_up_root(const std::filesystem::path& store);

// No Unix socket can be opened any more: the private PostgreSQL listens on one, and lets in who runs as the same user. Throws
// StartError where the kernel cannot do it.
void give_up_unix_sockets();

}  // namespace copper::hosts
