package io.thalweg.server.admin;

import java.util.List;

/// All requests about one kind of thing.
public interface Resource {
  List<Route> routes();
}
