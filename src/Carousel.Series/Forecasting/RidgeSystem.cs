using Carousel.Data;
using Carousel.Inspection.Statistics;

namespace Carousel.Forecasting;

/// <summary>The sums of a regression on lags: XᵀX and XᵀY over windows, centred; solved for any penalty.</summary>
internal sealed class RidgeSystem
{
    private readonly int _lags;
    private readonly int _horizon;
    private readonly double[,] _squares;
    private readonly double[,] _products;
    private readonly double[] _meanInput;
    private readonly double[] _meanTruth;
    private int _windows;

    private RidgeSystem(int lags, int horizon)
    {
        (_lags, _horizon) = (lags, horizon);
        _squares = new double[lags, lags];
        _products = new double[lags, horizon];
        _meanInput = new double[lags];
        _meanTruth = new double[horizon];
    }

    /// <summary>Sums over windows, at most a number of them, evenly spread.</summary>
    /// <param name="scaled">The values of each series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="mostWindows">How many are used at most.</param>
    /// <returns>The system.</returns>
    public static RidgeSystem From(float[][] scaled, Windows windows, int mostWindows)
    {
        var system = new RidgeSystem(windows.Lookback, windows.Horizon);
        var input = new double[windows.Lookback];
        var truth = new double[windows.Horizon];
        int stride = Math.Max(1, (windows.Count + mostWindows - 1) / mostWindows);
        for (int w = 0; w < windows.Count; w += stride)
        {
            Window window = windows[w];
            if (TryRead(scaled[window.Series], window, input, truth))
            {
                system.Add(input, truth);
            }
        }

        system.Centre();
        return system;
    }

    /// <summary>W = (XᵀX + λ·n·1)⁻¹·XᵀY by Cholesky's factorisation, shared by all rows ahead.</summary>
    /// <param name="penalty">λ.</param>
    /// <returns>The weights.</returns>
    public RidgeSolution Solve(double penalty)
    {
        var penalised = (double[,])_squares.Clone();
        for (int i = 0; i < _lags; i++)
        {
            penalised[i, i] += penalty * Math.Max(1, _windows);
        }

        // The penalty keeps the pivots positive but for rounding.
        var factors = CholeskyFactors.OfSemidefinite(penalised);
        var weights = new double[_horizon][];
        var right = new double[_lags];
        for (int k = 0; k < _horizon; k++)
        {
            for (int i = 0; i < _lags; i++)
            {
                right[i] = _products[i, k];
            }

            weights[k] = factors.Solve(right);
        }

        return new RidgeSolution(weights, _meanInput, _meanTruth);
    }

    /// <summary>Reads a window; gaps in the look-back are filled forward.</summary>
    /// <param name="values">The values of its series.</param>
    /// <param name="window">The window.</param>
    /// <param name="input">[lags], overwritten.</param>
    /// <param name="truth">[horizon], overwritten.</param>
    /// <returns>False where a value of the horizon is missing, or the look-back begins with a gap.</returns>
    public static bool TryRead(float[] values, Window window, double[] input, double[] truth)
    {
        for (int k = 0; k < truth.Length; k++)
        {
            truth[k] = values[window.Origin + k];
        }

        for (int j = 0; j < input.Length; j++)
        {
            double value = values[window.Seen.Start + j];
            input[j] = double.IsNaN(value) && j > 0 ? input[j - 1] : value;
        }

        return !Array.Exists(truth, double.IsNaN) && !Array.Exists(input, double.IsNaN);
    }

    private void Add(double[] input, double[] truth)
    {
        _windows++;
        for (int i = 0; i < _lags; i++)
        {
            double x = input[i];
            _meanInput[i] += x;
            for (int j = 0; j <= i; j++)
            {
                _squares[i, j] += x * input[j];
            }

            for (int k = 0; k < _horizon; k++)
            {
                _products[i, k] += x * truth[k];
            }
        }

        for (int k = 0; k < _horizon; k++)
        {
            _meanTruth[k] += truth[k];
        }
    }

    private void Centre()
    {
        double n = Math.Max(1, _windows);
        for (int i = 0; i < _lags; i++)
        {
            _meanInput[i] /= n;
        }

        for (int k = 0; k < _horizon; k++)
        {
            _meanTruth[k] /= n;
        }

        for (int i = 0; i < _lags; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                _squares[i, j] -= n * _meanInput[i] * _meanInput[j];
            }

            for (int k = 0; k < _horizon; k++)
            {
                _products[i, k] -= n * _meanInput[i] * _meanTruth[k];
            }
        }
    }
}

/// <summary>The weights of a regression on lags.</summary>
internal sealed class RidgeSolution(double[][] weights, double[] meanInput, double[] meanTruth)
{
    /// <summary>How many rows ahead it was fitted for.</summary>
    public int Horizon => weights.Length;

    /// <summary>The forecast of one row ahead.</summary>
    /// <param name="input">[lags], scaled, without gaps.</param>
    /// <param name="k">The row ahead, from 0.</param>
    /// <returns>The scaled forecast.</returns>
    public double Predict(double[] input, int k)
    {
        double[] w = weights[k];
        double sum = meanTruth[k];
        for (int j = 0; j < w.Length; j++)
        {
            sum += w[j] * (input[j] - meanInput[j]);
        }

        return sum;
    }

    /// <summary>The mean absolute error over windows, at most a number of them, evenly spread.</summary>
    /// <param name="scaled">The values of each series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="mostWindows">How many are used at most.</param>
    /// <returns>The error, scaled; infinite where no window is whole.</returns>
    public double Error(float[][] scaled, Windows windows, int mostWindows)
    {
        var input = new double[windows.Lookback];
        var truth = new double[windows.Horizon];
        double sum = 0;
        long count = 0;
        int stride = Math.Max(1, (windows.Count + mostWindows - 1) / mostWindows);
        for (int w = 0; w < windows.Count; w += stride)
        {
            if (!RidgeSystem.TryRead(scaled[windows[w].Series], windows[w], input, truth))
            {
                continue;
            }

            for (int k = 0; k < truth.Length; k++)
            {
                sum += Math.Abs(truth[k] - Predict(input, k));
                count++;
            }
        }

        return count == 0 ? double.PositiveInfinity : sum / count;
    }
}
