/// Batches of operations: many calls of this server's own APIs in one request, stored, and carried
/// out by a job that may be stopped anywhere. It may use tenants, credentials, webhooks and jobs;
/// no API and no HTTP: an operation is handed to an [OperationCaller]. Start reading at [Batches],
/// then [BatchRun].
@NullMarked
package dev.brass.server.batch;

import org.jspecify.annotations.NullMarked;
