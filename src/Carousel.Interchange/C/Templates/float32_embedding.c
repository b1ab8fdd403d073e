/* Row number symbol of a table. */
static void net_embedding_row(const net_matrix *table, int symbol, float *row)
{
    for (int k = 0; k < table->columns; k++) {
        row[k] = table->values[symbol * table->columns + k];
    }
}
