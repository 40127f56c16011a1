/// Personal data at rest: sealed, and found by hashes of single words. It may use the database, the
/// jobs, the tenants and the vault. Start reading at [PersonalColumn], then [PersonalData].
@NullMarked
package dev.brass.server.personal;

import org.jspecify.annotations.NullMarked;
