/// Tests of bulk uploads.
@NullMarked
package dev.brass.server.bulk;

import org.jspecify.annotations.NullMarked;
