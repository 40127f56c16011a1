package dev.brass.server.api.v1;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v1.InquiryReader.Manner;
import dev.brass.server.api.v1.InquiryReader.Wanted;
import dev.brass.server.product.Products;
import dev.brass.server.product.Question;
import dev.brass.server.product.Reading;
import dev.brass.server.tenant.Caller;
import java.util.function.Function;

/// A path that answers one question about a retailer's products: it waits for the answer, or with
/// `async=true` returns at once and the client polls.
final class ProductEndpoint<T> implements Action {

  private final InquiryReader reader;
  private final Products products;
  private final Manner manner;
  private final Function<Query, Question<T>> question;
  private final Function<T, ? extends Record> rendering;

  ProductEndpoint(
      InquiryReader reader,
      Products products,
      Manner manner,
      Function<Query, Question<T>> question,
      Function<T, ? extends Record> rendering) {
    this.reader = reader;
    this.products = products;
    this.manner = manner;
    this.question = question;
    this.rendering = rendering;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = InquiryReader.queryOf(request);
    Wanted<T> wanted = reader.wanted(query, caller, manner, question.apply(query));
    Reading<T> reading =
        wanted.later() ? products.readLater(wanted.inquiry()) : products.read(wanted.inquiry());
    return ProductAnswer.reply(wanted.inquiry(), reading, rendering);
  }
}
