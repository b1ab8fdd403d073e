typedef struct {
    net_matrix w; /* [units, inputs] */
    net_matrix r; /* [units, units] */
    const net_number *bias; /* [units] */
} net_elman;

/* One step of a simple recurrent layer: h = tanh(W x + R h + b). Elman 1990. */
static void net_elman_step(const net_elman *layer, const net_value *x, net_value *h)
{
    net_number z[NET_UNITS];
    const int units = layer->r.columns;
    memcpy(z, layer->bias, (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, units, x, z);
    net_multiply(&layer->r, 0, units, h, z);
    for (int u = 0; u < units; u++) {
        h[u] = (net_value)net_tanh(z[u]);
    }
}
