/* Probabilities with 15 fraction bits: the soft-max of values, in place; factor is log2(e) / temperature with 16 fraction bits. */
static void net_softmax(int32_t *values, int count, int32_t factor)
{
    int32_t largest = values[0];
    int64_t sum = 0;
    for (int k = 1; k < count; k++) {
        largest = values[k] > largest ? values[k] : largest;
    }
    for (int k = 0; k < count; k++) {
        /* 2^-t, t with 14 fraction bits: 8 of them find the entry, 6 the place behind it. */
        int64_t t = net_shift((int64_t)(largest - values[k]) * factor, 16);
        int64_t whole = t >> 14;
        int32_t index = (int32_t)(t >> 6) & 255;
        int32_t fall = net_power_table[index] - net_power_table[index + 1];
        int32_t power = net_power_table[index] - (int32_t)net_shift((int64_t)fall * (int32_t)(t & 63), 6);
        values[k] = whole > 30 ? 0 : (int32_t)(((int64_t)power << 15) >> whole);
        sum += values[k];
    }
    for (int k = 0; k < count; k++) {
        values[k] = (int32_t)((((int64_t)values[k] << 15) + sum / 2) / sum);
    }
}
