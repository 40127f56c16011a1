package dev.brass.server.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A filter of jobs to list; null means any.
public record JobFilter(@Nullable UUID tenantId, @Nullable String kind, @Nullable JobState state) {

  public static final JobFilter ALL = new JobFilter(null, null, null);
}
