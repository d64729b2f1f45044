import { optimizeLate } from "../cli/optimize-late.ts";

// As the command does: with V8's own thresholds the optimizing compiler takes more than it gives back in a file of tests.
optimizeLate();
