typedef struct {
    net_matrix w; /* [3 units, inputs], by gate r, z, n */
    net_matrix r; /* [3 units, units] */
    const net_number *bias; /* [3 units] */
    const net_number *reset_bias; /* [units] */
} net_gru;

/* One step of a GRU that resets after the product, as cuDNN's: r = s(W_r x + R_r h + b_r), z alike,
   n = tanh(W_n x + b_n + r (R_n h + q)), h = n + z (h - n). Cho et al. 2014, equations 5 to 8, with the reset moved. */
static void net_gru_step(const net_gru *layer, const net_value *x, net_value *h)
{
    net_number z[3 * NET_UNITS];
    net_number product[NET_UNITS];
    const int units = layer->r.columns;
    memcpy(z, layer->bias, 3u * (size_t)units * sizeof(net_number));
    memcpy(product, layer->reset_bias, (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 3 * units, x, z);
    net_multiply(&layer->r, 0, 2 * units, h, z);
    net_multiply(&layer->r, 2 * units, units, h, product);
    for (int u = 0; u < units; u++) {
        net_number n = net_tanh(net_multiply_add(net_logistic(z[u]), product[u], z[2 * units + u]));
        h[u] = (net_value)net_multiply_add(net_logistic(z[units + u]), h[u] - n, n);
    }
}
