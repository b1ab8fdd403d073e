/* Widens each run of quantiles by its calibration, none across the median, and puts it in order. Then
   spreads times the distances from the median are added. */
static void net_widen(net_number *values, int outputs, int count, int median, const net_number *offsets,
    const net_number *spreads)
{
    for (int first = 0; first < outputs; first += count) {
        net_number middle = values[first + median];
        for (int q = 0; q < count; q++) {
            net_number moved = values[first + q] + offsets[first + q];
            if (q < median) {
                values[first + q] = moved < middle ? moved : middle;
            } else {
                values[first + q] = moved > middle ? moved : middle;
            }
        }
        net_sort(values + first, count);
        for (int q = 0; q < count; q++) {
            values[first + q] += spreads[first + q] * (values[first + q] - middle);
        }
        net_sort(values + first, count);
    }
}
