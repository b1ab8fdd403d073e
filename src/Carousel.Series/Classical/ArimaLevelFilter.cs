using Carousel.Kernels;

namespace Carousel.Classical;

/// <summary>
/// Kalman filter of the values before differencing, whose state has the last d + D·m levels after x(t) … x(t − r + 1)
/// of <see cref="ArimaCoefficients.Autocovariances"/> (Harvey 1989, section 3.3). A missing value costs nothing but its
/// own information.
/// </summary>
internal static class ArimaLevelFilter
{
    /// <summary>Variance of unknown first levels, relative to that of the process.</summary>
    private const double Diffuse = 1e6;

    /// <summary>
    /// Innovations with more than this share of the variance of unknown levels are those that determine the levels.
    /// They are not part of the likelihood.
    /// </summary>
    private const double Unknown = 1e-3;

    /// <summary>Once variances were so near to σ² for as many values as there are states, the past is known.</summary>
    private const double Settled = 1e-9;

    /// <summary>Runs over a series and forecasts the steps after it.</summary>
    /// <param name="model">The coefficients.</param>
    /// <param name="differencing">δ of <see cref="ArimaOrders.Differencing"/>.</param>
    /// <param name="levels">The values, NaN if missing, near zero at the beginning.</param>
    /// <param name="regressor">[T], values whose coefficient is the mean; may be empty.</param>
    /// <param name="predicted">[H], overwritten by predictions of the H steps after the values.</param>
    /// <param name="variance">
    /// [H], overwritten by variances of the predictions in units of σ²; in proportion to the width if a level is still
    /// unknown.
    /// </param>
    /// <param name="width">A factor of the variance of unknown first levels.</param>
    /// <returns>The sums; without any value if the process is not stationary.</returns>
    public static ArimaSums Run(
        ArimaCoefficients model, LagPolynomial differencing, ReadOnlySpan<double> levels,
        ReadOnlySpan<double> regressor, Span<double> predicted, Span<double> variance, double width = 1)
    {
        int r = model.States, size = r + differencing.Coefficients.Length;
        if (model.Autocovariances(r) is not { } start)
        {
            return default;
        }

        double[] covariance = new double[size * size], column = new double[size], row = new double[size];
        double[] state = new double[size], other = new double[size];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                covariance[(i * size) + j] = start[Math.Abs(i - j)];
            }
        }

        Observe();
        double diffuse = width * Diffuse * Math.Max(10, Value(column)), known = Unknown * diffuse;
        for (int i = r; i < size; i++)
        {
            covariance[(i * size) + i] = diffuse;
        }

        var sums = default(ArimaSums);
        int steady = 0;
        for (int t = 0; t < levels.Length + predicted.Length; t++)
        {
            bool isMissing = t >= levels.Length || double.IsNaN(levels[t]);
            steady = isMissing ? 0 : steady;
            bool isSettled = steady >= size;
            double f = 1;
            if (!isSettled)
            {
                Observe();
                f = Value(column);
            }

            if (t >= levels.Length)
            {
                predicted[t - levels.Length] = Value(state);
                variance[t - levels.Length] = f;
            }
            else if (!isMissing)
            {
                double error = levels[t] - Value(state);
                double otherError = regressor.IsEmpty ? 0 : regressor[t] - Value(other);
                sums = f > known ? sums : sums.With(error, otherError, f);
                steady = f - 1 <= Settled ? steady + 1 : 0;
                if (isSettled)
                {
                    state[0] += error;
                    other[0] += otherError;
                }
                else
                {
                    Update(error, otherError, f);
                    f = 0;
                }
            }

            Advance(state);
            if (!regressor.IsEmpty)
            {
                Advance(other);
            }

            if (steady == size)
            {
                Array.Clear(covariance);
                covariance[0] = 1;
            }
            else if (steady < size)
            {
                AdvanceCovariance(f);
            }
        }

        return sums;

        // The value of a state: that of the differenced process and the differencing of the levels.
        double Value(ReadOnlySpan<double> x) => x[0] + model.FullMa.Sum(x[1..]) + differencing.Sum(x[r..]);

        // Covariances of the states with the value.
        void Observe()
        {
            covariance.AsSpan(0, size).CopyTo(column);
            model.FullMa.AddRows(covariance.AsSpan(size), column);
            differencing.AddRows(covariance.AsSpan(r * size), column);
        }

        void Update(double error, double otherError, double f)
        {
            DoubleSums.Add(state, column, error / f);
            DoubleSums.Add(other, column, otherError / f);
            for (int i = 0; i < size; i++)
            {
                if (column[i] != 0)
                {
                    DoubleSums.Add(covariance.AsSpan(i * size, size), column, -column[i] / f);
                }
            }

            // An observed value is known without error.
            Array.Clear(column);
        }

        // One value comes before the others of the process, and one before those of the levels.
        void Advance(double[] x)
        {
            double next = model.FullAr.Sum(x), level = Value(x);
            Array.Copy(x, 0, x, 1, size - 1);
            x[0] = next;
            if (size > r)
            {
                x[r] = level;
            }
        }

        // The same with rows and columns, where f is the variance of the value and the column its covariances.
        void AdvanceCovariance(double f)
        {
            Array.Clear(row);
            model.FullAr.AddRows(covariance, row);
            double next = model.FullAr.Sum(row) + 1, cross = model.FullAr.Sum(column);
            for (int i = size - 1; i > 0; i--)
            {
                covariance.AsSpan((i - 1) * size, size - 1).CopyTo(covariance.AsSpan((i * size) + 1));
            }

            Head(0, row, next);
            if (size > r)
            {
                Head(r, column, f);
                covariance[r] = covariance[r * size] = cross;
            }
        }

        void Head(int place, double[] values, double own)
        {
            for (int j = 1; j < size; j++)
            {
                covariance[(place * size) + j] = covariance[(j * size) + place] = values[j - 1];
            }

            covariance[(place * size) + place] = own;
        }
    }
}
