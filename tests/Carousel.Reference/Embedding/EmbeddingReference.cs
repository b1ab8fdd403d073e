namespace Carousel.Reference.Embedding;

/// <summary>Twin of EmbeddingKernel: rows of a table by number.</summary>
internal static class EmbeddingReference
{
    /// <summary>y[n] = table[ids[n]].</summary>
    /// <param name="ids">[N].</param>
    /// <param name="table">[V, E].</param>
    public static double[,] Forward(int[] ids, double[,] table)
    {
        var y = new double[ids.Length, table.GetLength(1)];
        for (int n = 0; n < ids.Length; n++)
        {
            for (int e = 0; e < table.GetLength(1); e++)
            {
                y[n, e] = table[ids[n], e];
            }
        }

        return y;
    }

    /// <summary>Gradient of Σ dy⊙y in the table.</summary>
    /// <param name="ids">[N].</param>
    /// <param name="dy">[N, E].</param>
    /// <param name="rows">V.</param>
    public static double[,] Backward(int[] ids, double[,] dy, int rows)
    {
        var dTable = new double[rows, dy.GetLength(1)];
        for (int n = 0; n < ids.Length; n++)
        {
            for (int e = 0; e < dy.GetLength(1); e++)
            {
                dTable[ids[n], e] += dy[n, e];
            }
        }

        return dTable;
    }
}
