/// Clients that nobody here wrote, or that do what public code does, against a started server. They
/// speak public HTTP only. Start reading at [SdkConformanceTest].
@NullMarked
package dev.brass.conformance;

import org.jspecify.annotations.NullMarked;
