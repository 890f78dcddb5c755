/// `thalweg subscription`: queues as places in topics, which stop, go on, and go elsewhere.
@NullMarked
package io.thalweg.cli.subscription;

import org.jspecify.annotations.NullMarked;
