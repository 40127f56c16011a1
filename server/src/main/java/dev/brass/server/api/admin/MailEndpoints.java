package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.mail.MailRecord;
import dev.brass.server.mail.Mails;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.UUID;

/// `/admin/tenants/{tenant}/mails` and `…/mail-refusals`.
final class MailEndpoints {

  private final Mails mails;
  private final TenantPaths tenants;

  MailEndpoints(Mails mails, TenantPaths tenants) {
    this.mails = mails;
    this.tenants = tenants;
  }

  /// `GET`: mails in the order in which they were written; `about` is an order or a bulk upload.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    TenantId tenant = tenants.tenant(request).id();
    String about = Page.text(request, "about");
    List<MailRecord> found =
        mails.list(
            tenant,
            about == null ? null : Page.uuid(about, "about"),
            page.afterId(),
            page.limit() + 1);
    return AdminJson.page(
        "mails", found.stream().limit(page.limit()).toList(), page.next(found, MailRecord::id));
  }

  /// `GET …/{id}`: a mail with its text.
  Reply get(ApiRequest request) {
    TenantId tenant = tenants.tenant(request).id();
    UUID id = Page.uuid(request.pathValue("id"), "id");
    return AdminJson.reply(
        200, mails.get(tenant, id).orElseThrow(() -> AdminProblem.notFound("mail", id)));
  }

  /// `GET`: addresses that have unsubscribed.
  Reply refusals(ApiRequest request) {
    Page page = Page.of(request);
    List<String> found =
        mails.refusals(tenants.tenant(request).id(), page.after(), page.limit() + 1);
    return AdminJson.page(
        "addresses",
        found.stream().limit(page.limit()).toList(),
        page.next(found, address -> address));
  }

  /// `DELETE …/{address}`: the owner of the address accepts mails again.
  Reply accept(ApiRequest request) {
    String address = request.pathValue("address");
    if (address.indexOf(0) >= 0 || !mails.accept(tenants.tenant(request).id(), address)) {
      throw AdminProblem.notFound("refusal of mails", "'" + address + "'");
    }
    return Reply.empty(204);
  }
}
