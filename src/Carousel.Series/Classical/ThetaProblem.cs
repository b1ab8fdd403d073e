namespace Carousel.Classical;

/// <summary>Parameters of the Theta method, and the errors that they leave.</summary>
/// <param name="Rate">α.</param>
/// <param name="Weight">1 − 1 / θ.</param>
/// <param name="Level">The level before the first value.</param>
/// <param name="Squares">The sum of the squared errors one step ahead.</param>
/// <param name="Count">The number of errors.</param>
internal readonly record struct ThetaFit(double Rate, double Weight, double Level, double Squares, int Count);

/// <summary>The least squares of the Theta method over one seasonally adjusted series.</summary>
internal sealed class ThetaProblem
{
    private const int GridPoints = 24, Refinements = 40;

    // Bounds of α of forecTheta, the package of the authors of the dynamic optimised model.
    private const double LeastRate = 0.1;
    private const double MostRate = 0.99;

    // Below this share of its greatest value, the determinant of two unknowns is rounding.
    private const double LeastDeterminant = 1e-12;

    private readonly double[] _values, _filled, _base, _power, _line;

    /// <summary>Prepares.</summary>
    /// <param name="values">The values in order of time, the first one not missing, NaN where missing. A missing value
    /// gives no error; the states take the line between its neighbours for it, or the value before it at the
    /// end.</param>
    public ThetaProblem(ReadOnlySpan<double> values)
    {
        _values = values.ToArray();
        _filled = MissingValues.Fill(values, 1);
        _base = new double[values.Length];
        _power = new double[values.Length];
        _line = new double[values.Length];
    }

    /// <summary>For given α: initial level and weight of least squares; the weight is 0 to 1 (θ ≥ 1).</summary>
    private ThetaFit At(double rate)
    {
        var state = new ThetaState(rate, 0);
        double powers = 0, lines = 0, both = 0, ofPower = 0, ofLine = 0;
        for (int t = 0; t < _values.Length; t++)
        {
            (double rest, double power, double line) = (_values[t] - state.Level, state.Power, state.Line);
            (_base[t], _power[t], _line[t]) = (rest, power, line);
            if (!double.IsNaN(rest))
            {
                powers += power * power;
                lines += line * line;
                both += power * line;
                ofPower += power * rest;
                ofLine += line * rest;
            }

            state.Step(_filled[t]);
        }

        double determinant = (powers * lines) - (both * both);
        double weight = determinant <= LeastDeterminant * powers * lines ? 0
            : Math.Clamp(((ofLine * powers) - (ofPower * both)) / determinant, 0, 1);
        double level = (ofPower - (weight * both)) / powers, squares = 0;
        int count = 0;
        for (int t = 0; t < _values.Length; t++)
        {
            if (!double.IsNaN(_base[t]))
            {
                double error = _base[t] - (level * _power[t]) - (weight * _line[t]);
                squares += error * error;
                count++;
            }
        }

        return new ThetaFit(rate, weight, level, squares, count);
    }

    /// <summary>The best α of a grid, then golden sections between its neighbours.</summary>
    public ThetaFit Solve()
    {
        double step = (MostRate - LeastRate) / (GridPoints - 1);
        ThetaFit best = At(LeastRate);
        for (int g = 1; g < GridPoints; g++)
        {
            ThetaFit found = At(LeastRate + (g * step));
            best = found.Squares < best.Squares ? found : best;
        }

        double share = (Math.Sqrt(5) - 1) / 2;
        double low = Math.Max(LeastRate, best.Rate - step), high = Math.Min(MostRate, best.Rate + step);
        ThetaFit left = At(high - (share * (high - low))), right = At(low + (share * (high - low)));
        for (int r = 0; r < Refinements; r++)
        {
            if (left.Squares <= right.Squares)
            {
                (high, right) = (right.Rate, left);
                left = At(high - (share * (high - low)));
            }
            else
            {
                (low, left) = (left.Rate, right);
                right = At(low + (share * (high - low)));
            }
        }

        ThetaFit refined = left.Squares <= right.Squares ? left : right;
        return refined.Squares < best.Squares ? refined : best;
    }
}
