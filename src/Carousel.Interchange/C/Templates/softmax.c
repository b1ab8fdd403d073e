/* Probabilities: the soft-max of values / temperature, in place; a share of them is spread evenly. */
static void net_softmax(float *values, int count, float factor, float spread)
{
    float largest = values[0];
    float sum = 0.0f;
    for (int k = 1; k < count; k++) {
        largest = values[k] > largest ? values[k] : largest;
    }
    for (int k = 0; k < count; k++) {
        values[k] = net_exp((values[k] - largest) * factor);
        sum += values[k];
    }
    for (int k = 0; k < count; k++) {
        values[k] /= sum;
        values[k] += spread * (1.0f / (float)count - values[k]);
    }
}
