/* Row number symbol of a table. */
static void net_embedding_row(const net_matrix *table, int symbol, int16_t *row)
{
    for (int k = 0; k < table->columns; k++) {
        int64_t value = (int64_t)table->values[symbol * table->columns + k] * table->multipliers[symbol];
        row[k] = (int16_t)net_hold(net_shift(value, table->shift), 32767);
    }
}
