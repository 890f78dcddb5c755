/// `thalweg vhost`, `thalweg user` and `thalweg permission`: who may do what.
@NullMarked
package io.thalweg.cli.access;

import org.jspecify.annotations.NullMarked;
