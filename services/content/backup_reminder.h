// A letter to every artist when there has been no backup for a week (R9.1), and each week until there is one.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// Of several processes one sends it. Nothing is said while there are no prints. Never throws.
void remind_of_backup(const ContentOptions& options) noexcept;

}  // namespace copper::content
