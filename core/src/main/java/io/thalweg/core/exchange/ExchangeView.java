package io.thalweg.core.exchange;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What deciders may know of exchanges and bindings.
public interface ExchangeView {
  /// What [#idle] says when there is no such exchange.
  long NONE = -1;

  /// The exchange of that name in a namespace, declared or predeclared; or null.
  @Nullable Exchange named(long namespace, String name);

  /// The exchange of that id, declared or predeclared; or null.
  @Nullable Exchange identified(long id);

  /// Calls `each` for every declared exchange, by id.
  void forEachExchange(Consumer<? super Exchange> each);

  /// Calls `each` for every binding from `exchange` (an id), in no order that matters.
  void forEachBinding(long exchange, Consumer<? super Binding> each);

  /// Whether there is such a binding.
  boolean has(Binding binding);

  /// Bindings from `exchange` (an id).
  int bindingsFrom(long exchange);

  /// The declared exchange with the smallest id among those that are to go, since the last binding
  /// from them has gone; or [#NONE].
  long idle();

  /// Declared exchanges.
  int count();

  /// Bindings of all exchanges.
  int bindings();

  /// Words in the patterns of all bindings of topic exchanges.
  int topicWords();

  /// An upper bound of the journal bytes that stating everything takes.
  long bytes();
}
