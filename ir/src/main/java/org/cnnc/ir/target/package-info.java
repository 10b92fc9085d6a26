/** What is known of a machine to compile for: {@link org.cnnc.ir.target.Target}. */
package org.cnnc.ir.target;
