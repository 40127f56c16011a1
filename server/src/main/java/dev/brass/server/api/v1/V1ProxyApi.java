package dev.brass.server.api.v1;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.api.v1.ProxyReader.LogIn;
import dev.brass.server.api.v1.ProxyReader.Wanted;
import dev.brass.server.connect.Proxies;
import dev.brass.server.connect.ProxyUrl;
import dev.brass.server.connect.Stores;
import dev.brass.server.tenant.Authentication;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Tenants;
import java.util.function.Function;

/// The proxies of clients of the classic API (classic Zinc docs, Proxies): table of contents and
/// endpoints, one call each. Thread-safe.
public final class V1ProxyApi extends V1Part {

  private static final String PATH = "/v1/proxies/byop";
  private static final Reply NONE = Reply.json(200, "{}");

  private final V1Authentication callers;
  private final ProxyReader reader;
  private final Proxies proxies;

  public V1ProxyApi(Tenants tenants, Stores stores, Proxies proxies) {
    this(token -> tenants.authenticate(token, KeyKind.CLIENT), stores, proxies);
  }

  V1ProxyApi(Function<String, Authentication> tokens, Stores stores, Proxies proxies) {
    this.callers = new V1Authentication(tokens);
    this.reader = new ProxyReader(stores, proxies);
    this.proxies = proxies;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    routes.put(PATH).access(BUY).to(this::put);
    routes.get(PATH).access(READ).to(this::get);
    routes.delete(PATH).access(BUY).to(this::delete);
  }

  private Reply put(ApiRequest request, Caller caller) {
    Wanted wanted = reader.wanted(request, caller.mode());
    LogIn logIn = wanted.logIn();
    ProxyUrl proxy =
        proxies
            .put(caller.tenant(), caller.mode(), logIn.retailer(), logIn.email(), wanted.proxyUrl())
            .orElseThrow(
                () ->
                    new V1Problem(
                        V1Code.INVALID_REQUEST,
                        "You have as many proxies as one client may have; delete some first."));
    return shown(logIn, proxy);
  }

  private Reply get(ApiRequest request, Caller caller) {
    LogIn logIn = reader.logIn(request, caller.mode());
    return proxies
        .find(caller.tenant(), caller.mode(), logIn.retailer(), logIn.email())
        .map(proxy -> shown(logIn, proxy))
        .orElse(NONE);
  }

  private Reply delete(ApiRequest request, Caller caller) {
    LogIn logIn = reader.logIn(request, caller.mode());
    proxies.delete(caller.tenant(), caller.mode(), logIn.retailer(), logIn.email());
    return NONE;
  }

  private static Reply shown(LogIn logIn, ProxyUrl proxy) {
    return Reply.json(
        200, V1Json.write(new V1Wire.Proxy(logIn.retailer(), logIn.email(), proxy.shown())));
  }
}
