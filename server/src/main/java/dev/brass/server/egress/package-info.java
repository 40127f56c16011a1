/// Calls to addresses that clients named: receivers of webhooks, proxies of clients, pages of
/// shops; and the limit of calls to services that the operator chose ([WholeExchange]). It depends
/// on no feature. Start reading at [GuardedDns], the name lookup that returns permitted addresses
/// only, then [EgressHttp].
///
/// Apache HttpClient 5 (classic), because its name lookup can be replaced: the addresses that were
/// checked are the ones that it connects to, while the `Host` header and the certificate check
/// still use the name. The JDK's client looks names up itself; the only way in is a resolver for
/// the whole process, and an address in the URL instead of the name would break TLS. It also costs
/// about half the time per call of the JDK's client.
@NullMarked
package dev.brass.server.egress;

import org.jspecify.annotations.NullMarked;
