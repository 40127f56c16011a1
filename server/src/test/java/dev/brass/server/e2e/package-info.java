/// Whole servers, spoken to over public HTTP only. Start reading at [RunningServer], then
/// [SeedOrderTest].
@NullMarked
package dev.brass.server.e2e;

import org.jspecify.annotations.NullMarked;
