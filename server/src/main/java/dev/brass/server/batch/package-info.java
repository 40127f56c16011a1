/// Batches of operations: many calls of this server's own APIs in one request, stored, and carried
/// out by a job that may be interrupted at any point. It may use tenants, secrets, webhooks and
/// jobs, but no API and no HTTP: an operation is passed to an [OperationCaller]. Start reading at
/// [Batches], then [BatchRun].
@NullMarked
package dev.brass.server.batch;

import org.jspecify.annotations.NullMarked;
