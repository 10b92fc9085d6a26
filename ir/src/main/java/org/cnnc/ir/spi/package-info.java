/** What the driver asks of a backend: {@link org.cnnc.ir.spi.Backend}. */
package org.cnnc.ir.spi;
