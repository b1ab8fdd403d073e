/* Puts values in rising order: they are few and nearly in order. */
static void net_sort(net_number *values, int count)
{
    for (int k = 1; k < count; k++) {
        net_number value = values[k];
        int place = k;
        for (; place > 0 && values[place - 1] > value; place--) {
            values[place] = values[place - 1];
        }
        values[place] = value;
    }
}
