static double net_largest_difference;

/* Notes how far an answer lies from what is expected of it: a share of what is larger than 1. NaN, once noted, stays. */
static void net_compare(const net_number *output, const net_number *expected)
{
    for (int k = 0; k < NET_OUTPUTS; k++) {
        double wanted = (double)expected[k];
        double size = wanted < 0.0 ? -wanted : wanted;
        double difference = (double)output[k] - wanted;
        difference = (difference < 0.0 ? -difference : difference) / (size > 1.0 ? size : 1.0);
        if (!(difference <= net_largest_difference) && net_largest_difference == net_largest_difference) {
            net_largest_difference = difference;
        }
    }
}
