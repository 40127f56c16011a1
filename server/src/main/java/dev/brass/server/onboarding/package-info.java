/// Starting without an account: sandboxes that programs open by themselves and people claim, and
/// keys that programs request and people approve. It may use tenants, the sandbox's clocks, the
/// vault and jobs, and moves the rows of all features from one tenant to another
/// ([TenantDataRepository]). Start reading at [Sandboxes] and [Devices].
@NullMarked
package dev.brass.server.onboarding;

import org.jspecify.annotations.NullMarked;
