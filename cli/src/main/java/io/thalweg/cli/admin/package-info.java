/// Talking to a broker's API for administrators: where it is, who asks, and its refusals in words.
@NullMarked
package io.thalweg.cli.admin;

import org.jspecify.annotations.NullMarked;
