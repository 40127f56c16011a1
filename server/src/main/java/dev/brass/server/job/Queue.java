package dev.brass.server.job;

import java.util.UUID;

/// The due jobs of a kind that are served alike: they run in the order of their due times, and take
/// turns with other queues.
///
/// @param share the owner within the class: a tenant, or all tenants of the class together
/// @param inLanes whether they have lanes; those are claimed lane by lane
record Queue(String store, JobClass jobClass, UUID share, boolean inLanes) {}
