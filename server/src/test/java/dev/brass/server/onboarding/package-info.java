/// Tests of starting without an account. They may use a database. Start reading at
/// [TenantDataRepositoryTest].
@NullMarked
package dev.brass.server.onboarding;

import org.jspecify.annotations.NullMarked;
