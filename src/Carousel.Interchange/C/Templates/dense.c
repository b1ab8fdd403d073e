typedef struct {
    net_matrix weight; /* [outputs, inputs] */
    const net_number *bias; /* [outputs] */
    int outputs;
} net_dense;

/* y = W x + b. */
static void net_dense_apply(const net_dense *layer, const net_value *x, net_number *y)
{
    memcpy(y, layer->bias, (size_t)layer->outputs * sizeof(net_number));
    net_multiply(&layer->weight, 0, layer->outputs, x, y);
}
