package io.thalweg.core.exchange;

import io.thalweg.core.exchange.HeaderMatch.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The bindings of one exchange, arranged so that those a message matches are found.
abstract sealed class RouteTable permits RouteTable.Direct, RouteTable.All, TopicTrie {
  /// Bindings that match together, in no order that matters.
  static final class Bag {
    final List<BindingSeat> seats = new ArrayList<>(1);

    /// Number of the message that it was routed for last; the router's own.
    long seen;

    void add(BindingSeat seat) {
      seat.slot = seats.size();
      seats.add(seat);
    }

    void remove(BindingSeat seat) {
      BindingSeat last = seats.removeLast();
      if (last != seat) {
        last.slot = seat.slot;
        seats.set(seat.slot, last);
      }
    }

    boolean isEmpty() {
      return seats.isEmpty();
    }
  }

  static RouteTable of(Exchange.Type type) {
    return switch (type) {
      case DIRECT -> new Direct();
      case FANOUT, HEADERS -> new All();
      case TOPIC -> new TopicTrie();
    };
  }

  abstract void add(BindingSeat seat);

  abstract void remove(BindingSeat seat);

  /// Gives `router` what matches any of `keys`, or `headers`.
  abstract void route(Router router, List<String> keys, Headers headers);

  /// By the very key.
  static final class Direct extends RouteTable {
    private final Map<String, Bag> bags = new HashMap<>();

    @Override
    void add(BindingSeat seat) {
      bags.computeIfAbsent(seat.binding.key(), _ -> new Bag()).add(seat);
    }

    @Override
    void remove(BindingSeat seat) {
      Bag bag = bags.get(seat.binding.key());
      if (bag != null) {
        bag.remove(seat);
        if (bag.isEmpty()) {
          bags.remove(seat.binding.key());
        }
      }
    }

    @Override
    void route(Router router, List<String> keys, Headers headers) {
      for (int i = 0; i < keys.size(); i++) {
        Bag bag = bags.get(keys.get(i));
        if (bag != null) {
          router.found(bag);
        }
      }
    }
  }

  /// Each one whose terms are met: of a fanout there are none.
  static final class All extends RouteTable {
    private final Bag bag = new Bag();

    @Override
    void add(BindingSeat seat) {
      bag.add(seat);
    }

    @Override
    void remove(BindingSeat seat) {
      bag.remove(seat);
    }

    @Override
    void route(Router router, List<String> keys, Headers headers) {
      List<BindingSeat> seats = bag.seats;
      for (int i = 0; i < seats.size(); i++) {
        BindingSeat seat = seats.get(i);
        if (seat.match.isMetBy(headers)) {
          router.found(seat);
        }
      }
    }
  }
}
