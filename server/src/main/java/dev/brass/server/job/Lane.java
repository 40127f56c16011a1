package dev.brass.server.job;

import java.util.UUID;

/// A lane of a tenant, shared by jobs that must not run at the same time.
record Lane(UUID tenantId, String lane) {

  /// The lane of a job that has one.
  static Lane of(Job job) {
    return new Lane(job.tenantId(), String.valueOf(job.lane()));
  }
}
