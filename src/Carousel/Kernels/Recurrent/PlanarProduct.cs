namespace Carousel.Kernels;

/// <summary>Products of some rows with packed panels, all rows dense.</summary>
internal static unsafe class PlanarProduct
{
    /// <summary>y = bias + a·panels.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="k">Values of a row of a, the summed index.</param>
    /// <param name="columns">Values of a row of y.</param>
    /// <param name="a">[rows, k].</param>
    /// <param name="panels">From MatrixProduct.Pack or PackBackward.</param>
    /// <param name="bias">[columns].</param>
    /// <param name="y">[rows, columns], overwritten.</param>
    /// <param name="panelFrom">First panel of 64 columns to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    public static void Start<V, O>(
        int rows, int k, int columns, float* a, float* panels, float* bias, float* y, int panelFrom = 0,
        int panelTo = int.MaxValue)
        where O : ILanes<V>
        => MatrixProduct.Multiply<V, O>(new()
        {
            A = a,
            AStride = k,
            Panels = panels,
            K = k,
            Bias = bias,
            Y = y,
            YStride = columns,
            Rows = rows,
            Columns = columns,
            PanelFrom = panelFrom,
            PanelTo = Math.Min(panelTo, MatrixProduct.Panels(columns)),
        });

    /// <summary>y += a·panels, the chains going on from what y holds.</summary>
    public static void Add<V, O>(
        int rows, int k, int columns, float* a, float* panels, float* y, int panelFrom = 0, int panelTo = int.MaxValue)
        where O : ILanes<V>
        => Start<V, O>(rows, k, columns, a, panels, null, y, panelFrom, panelTo);
}
