package io.thalweg.server.admin.queue;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Resource;
import java.util.List;

/// All resources of this package.
public final class QueueResources {
  private QueueResources() {}

  public static List<Resource> all(AccessDirectory access, Orders orders) {
    Named named = new Named(access);
    return List.of(
        new QueuesResource(named, orders),
        new SubscriptionsResource(named, orders),
        new ExchangesResource(named, orders),
        new BindingsResource(named, orders),
        new DeadLettersResource(named, orders));
  }
}
