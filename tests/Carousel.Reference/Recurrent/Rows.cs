namespace Carousel.Reference.Recurrent;

/// <summary>Products and sums over rows of matrices, in double precision.</summary>
internal static class Rows
{
    /// <summary>Σₖ a[i,k]·v[k].</summary>
    public static double Dot(double[,] a, int i, double[] v)
    {
        double sum = 0;
        for (int k = 0; k < a.GetLength(1); k++)
        {
            sum += a[i, k] * v[k];
        }

        return sum;
    }

    /// <summary>Σₖ a[i,k]·b[j,k].</summary>
    public static double Dot(double[,] a, int i, double[,] b, int j) => Dot(a, i, Copy(b, j));

    /// <summary>A·v.</summary>
    public static double[] Product(double[,] a, double[] v)
    {
        var y = new double[a.GetLength(0)];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Dot(a, i, v);
        }

        return y;
    }

    /// <summary>Backward of y = A·v: dA += dy·vᵀ, and Aᵀ·dy goes to <paramref name="add"/>.</summary>
    public static void Backward(double[,] a, double[] dy, double[] v, double[,] da, Action<double[]> add)
    {
        var dv = new double[v.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            for (int k = 0; k < v.Length; k++)
            {
                da[i, k] += dy[i] * v[k];
                dv[k] += dy[i] * a[i, k];
            }
        }

        add(dv);
    }

    /// <summary>Row i as a new array.</summary>
    public static double[] Copy(double[,] a, int i)
    {
        var row = new double[a.GetLength(1)];
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = a[i, k];
        }

        return row;
    }

    /// <summary>Overwrites row i.</summary>
    public static void Set(double[,] a, int i, double[] row)
    {
        for (int k = 0; k < row.Length; k++)
        {
            a[i, k] = row[k];
        }
    }

    /// <summary>Adds to row i.</summary>
    public static void Add(double[,] a, int i, double[] row)
    {
        for (int k = 0; k < row.Length; k++)
        {
            a[i, k] += row[k];
        }
    }

    /// <summary>a += b.</summary>
    public static void Add(double[] a, double[] b)
    {
        for (int k = 0; k < a.Length; k++)
        {
            a[k] += b[k];
        }
    }

    /// <summary>Zeros of the same shape.</summary>
    public static double[,] Like(double[,] a) => new double[a.GetLength(0), a.GetLength(1)];

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
