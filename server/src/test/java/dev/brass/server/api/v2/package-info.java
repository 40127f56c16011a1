/// Tests of the current API's parts.
@NullMarked
package dev.brass.server.api.v2;

import org.jspecify.annotations.NullMarked;
