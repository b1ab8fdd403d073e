typedef struct {
    net_matrix w; /* [3 units, inputs], by gate r, z, n */
    net_matrix r; /* [3 units, units] */
    const net_number *bias; /* [3 units] */
} net_gru;

/* One step of a GRU that resets before the product: r = s(W_r x + R_r h + b_r), z alike,
   n = tanh(W_n x + b_n + R_n (r h)), h = n + z (h - n). Cho et al. 2014, equations 5 to 8. */
static void net_gru_step(const net_gru *layer, const net_value *x, net_value *h)
{
    net_number z[3 * NET_UNITS];
    net_value kept[NET_UNITS] = { 0 };
    const int units = layer->r.columns;
    memcpy(z, layer->bias, 3u * (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 3 * units, x, z);
    net_multiply(&layer->r, 0, 2 * units, h, z);
    for (int u = 0; u < units; u++) {
        kept[u] = (net_value)net_times(net_logistic(z[u]), h[u]);
    }
    net_multiply(&layer->r, 2 * units, units, kept, z + 2 * units);
    for (int u = 0; u < units; u++) {
        net_number n = net_tanh(z[2 * units + u]);
        h[u] = (net_value)net_multiply_add(net_logistic(z[units + u]), h[u] - n, n);
    }
}
