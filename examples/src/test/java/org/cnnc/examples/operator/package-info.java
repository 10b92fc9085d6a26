/** Every operator of the language, called in every way it may be. */
package org.cnnc.examples.operator;
