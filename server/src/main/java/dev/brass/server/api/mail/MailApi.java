package dev.brass.server.api.mail;

import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.api.Routes;
import dev.brass.server.mail.Mails;
import dev.brass.server.mail.Subscription;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `/unsubscribe/{token}`, the target of the links in mails. `GET` shows a button and changes
/// nothing, because mail scanners open every link; `POST` unsubscribes, from that button or from
/// the mail program's own (RFC 8058), and may be repeated.
public final class MailApi implements Api {

  private static final String ROOT = "/unsubscribe";

  private final Mails mails;
  private final HtmlPages pages;

  public MailApi(Mails mails, HtmlPages pages) {
    this.mails = mails;
    this.pages = pages;
  }

  @Override
  public void routes(Routes routes) {
    routes.get(ROOT + "/{token}").open(this::ask);
    routes.post(ROOT + "/{token}").retry(SAFE).open(this::end);
  }

  private Reply ask(ApiRequest request) {
    Optional<Subscription> subscription = mails.subscription(request.pathValue("token"));
    if (subscription.isEmpty()) {
      return unknown();
    }
    return pages.page(
        200,
        "unsubscribe",
        Map.of(
            "title",
            "Unsubscribe?",
            "text",
            subscription.get().address()
                + " will get no more mails about orders from this sender. The orders themselves"
                + " are not changed."));
  }

  private Reply end(ApiRequest request) {
    // The body that a mail program posts contains no further data.
    request.bytes();
    Optional<Subscription> subscription = mails.subscription(request.pathValue("token"));
    if (subscription.isEmpty()) {
      return unknown();
    }
    mails.end(subscription.get());
    return pages.message(
        200,
        "You are unsubscribed",
        subscription.get().address() + " will get no more mails about orders from this sender.");
  }

  private Reply unknown() {
    return pages.message(
        404,
        "This link does not work",
        "It may have been cut off; use the whole address of the link in the mail.");
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return problem instanceof RequestProblem bad
        ? pages.message(
            bad.kind().status(), "This did not work", "The request could not be read; try again.")
        : pages.message(500, "Something went wrong here", "Try again in a moment.");
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return unknown();
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    String names = String.join(", ", allowed);
    return pages
        .message(405, "This did not work", "This address takes " + names + ".")
        .with("Allow", names);
  }
}
