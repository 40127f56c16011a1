/// Clients that nobody here wrote, against a started server. They speak public HTTP only. Start
/// reading at [SdkConformanceTest].
@NullMarked
package dev.brass.conformance;

import org.jspecify.annotations.NullMarked;
