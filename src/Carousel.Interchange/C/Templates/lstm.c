typedef struct {
    net_matrix w; /* [4 units, inputs], by gate i, f, g, o */
    net_matrix r; /* [4 units, units] */
    const net_number *bias; /* [4 units] */
} net_lstm;

/* One step of an LSTM: z = W x + R h + b; c = s(f) c + s(i) tanh(g), h = s(o) tanh(c), s the logistic function.
   Gers, Schmidhuber and Cummins 2000, equations 1 to 6. */
static void net_lstm_step(const net_lstm *layer, const net_value *x, net_value *h, net_cell *c)
{
    net_number z[4 * NET_UNITS];
    const int units = layer->r.columns;
    memcpy(z, layer->bias, 4u * (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 4 * units, x, z);
    net_multiply(&layer->r, 0, 4 * units, h, z);
    for (int u = 0; u < units; u++) {
        net_lstm_cell(z + u, units, h + u, c + u);
    }
}
